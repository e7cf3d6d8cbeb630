"""Addresses that SNS has dropped since they were subscribed: Pulumi's state still has them, so a deploy would
leave them out. They are taken out of the state, and the deploy subscribes them again.

By hand it is `pulumi up --refresh`, which finds them gone as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from components.arns import Arn
from wizard.account.facts import Probe
from wizard.account.one_call import ask_every_page
from wizard.account.probes import ClientFor
from wizard.account.subscribers import Subscription, states
from wizard.engine.session import Session
from wizard.program.resource_types import SUBSCRIPTION
from wizard.screen.terminal import safe

_AGAIN = (
    "is subscribed again, and gets a new mail with a link to click: AWS had dropped it, since nobody clicked "
    "within 48 hours or its owner unsubscribed."
)


def subscribe_again(session: Session) -> None:
    """Before a deploy. Raises a Failure where the state can't be changed."""
    from wizard.engine.run_failures import a_refusal_says

    for urn, address in _dropped_now(session).items():
        with a_refusal_says(f"{safe(urn)} can't be taken out of the state"):
            session.engine.forget(urn)
        session.say(f"{safe(address)} {_AGAIN}", "warning")


def mention_dropped(session: Session) -> None:
    """For a preview, which changes nothing, the state neither."""
    for address in _dropped_now(session).values():
        session.say(f"{safe(address)} isn't subscribed any more; `deploy` subscribes it again.", "warning")


def dropped(resources: Iterable[Mapping[str, Any]], live: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """URN -> address of each mail subscription of the state that its topic doesn't list. live: topic -> the
    states of its addresses; a topic that isn't in it couldn't be looked at. Pure."""
    found = {}
    for one in resources:
        made = one.get("outputs") or {}
        topic, address = str(made.get("topic", "")), str(made.get("endpoint", ""))
        is_mail = one.get("type") == SUBSCRIPTION and made.get("protocol") == "email"
        if is_mail and topic in live and address.lower() not in live[topic]:
            found[str(one["urn"])] = address
    return found


def look_at_subscriptions(client_for: ClientFor, topic_arn: str) -> Probe[tuple[Subscription, ...]]:
    """All subscriptions of a topic. Read-only.

    https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
    """
    listed = ask_every_page(
        client_for, "sns", Arn.of(topic_arn).region, "list_subscriptions_by_topic", TopicArn=topic_arn
    )
    return listed.then(lambda answer: tuple(answer["Subscriptions"]))


def _dropped_now(session: Session) -> dict[str, str]:
    """Nothing of a topic of which AWS doesn't tell."""
    resources = [one for one in session.engine.resources() if one.get("type") == SUBSCRIPTION]
    topics = {str((one.get("outputs") or {}).get("topic", "")) for one in resources} - {""}
    live = {}
    for topic in sorted(topics):
        probe = look_at_subscriptions(session.clients.of(Arn.of(topic).account), topic)
        if probe.value is not None:
            live[topic] = states(probe.value)
        else:
            session.note(
                f"Who is subscribed to {safe(topic)} isn't known: {probe.why.rstrip('.')}. An address that "
                "AWS dropped isn't subscribed again."
            )
    return dropped(resources, live)
