"""The end of an alert's way: is everybody who is to hear it subscribed, and does everybody get all of it?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from components.arns import Arn
from components.command_line import wizard
from components.region_alert.function.digest.subscribers import takes_everything
from wizard.account import one_call
from wizard.account.connect import ClientFor
from wizard.account.in_parallel import late, side_by_side
from wizard.account.subscribers import (
    FILTERED,
    Subscription,
    in_words,
    silent,
    take_filter_off,
    to_look_at,
)
from wizard.drill.plan import Plan
from wizard.drill.stage_check import Broken, Unknown, ask

# Subscriptions that are asked about at once, and seconds for all of them.
_AT_ONCE, _PATIENCE = 8, 12.0


def subscriptions(plan: Plan, client_for: ClientFor) -> str:
    """Whoever is to hear is subscribed, has confirmed, and gets every alert."""
    region = Arn.of(plan.topic_arn).region
    listed: list[dict[str, Any]] = []
    named, gone = {"TopicArn": plan.topic_arn}, f"the topic {plan.topic_arn} is gone"
    while True:
        answer = ask(client_for, "sns", region, "list_subscriptions_by_topic", gone, **named)
        listed += answer.get("Subscriptions", [])
        if not answer.get("NextToken"):
            break
        named["NextToken"] = answer["NextToken"]
    drills = f"{plan.names.named('drill')}-"
    people = [one for one in listed if not one["Endpoint"].rpartition(":")[2].startswith(drills)]
    confirmed = [one for one in people if one["SubscriptionArn"].startswith("arn:")]
    if not confirmed and people:
        raise Broken(
            f"nobody has confirmed a subscription: {len(people)} never clicked the link in AWS's mail",
            "Click it, or subscribe the address again (`aws sns subscribe`) for a new mail.",
        )
    if not confirmed:
        raise Broken(
            "nobody is subscribed to the topic: an alert would reach no one",
            f"Add alertEmails and run `{wizard('deploy')}`, or subscribe to the topic.",
        )
    _everything_arrives(plan, client_for, people, len(confirmed))
    return f"{len(confirmed)} subscribed and confirmed"


def _everything_arrives(
    plan: Plan, client_for: ClientFor, people: Sequence[Subscription], confirmed: int
) -> None:
    """No address of alertEmails is lost, and no filter holds alerts back from it, or from everybody. What
    others set on subscriptions of their own is theirs, as long as somebody hears everything."""
    emails = plan.settings.alert_emails
    asked = to_look_at(emails, people)
    held_back, unsure = _filters(client_for, asked)
    lost = silent(emails, people, held_back)
    filters = [take_filter_off(one) for one in sorted(held_back)]
    take_off = f"`{filters[0]}` takes the filter off; find out who set it." if filters else ""
    if lost:
        click = f"Click the link, or `{wizard('deploy')}`, which subscribes again what AWS dropped."
        fixes = [take_off] if FILTERED in lost.values() else []
        fixes += [click] if {*lost.values()} - {FILTERED} else []
        raise Broken(
            f"{confirmed} subscribed and confirmed, but "
            + "; ".join(in_words(address, state) for address, state in lost.items()),
            " ".join(fixes),
            blocks=False,
        )
    if len(held_back) == confirmed:
        raise Broken(
            f"{confirmed} subscribed and confirmed, each with a filter policy: nobody gets every alert",
            take_off,
            blocks=False,
        )
    if unsure:
        raise Unknown(unsure)


def _filters(client_for: ClientFor, subscriptions: Sequence[str]) -> tuple[frozenset[str], str]:
    """ARNs of those that a filter policy keeps messages from, and why that isn't known of others, "" where it
    is. https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html"""
    held_back: set[str] = set()
    unsure = ""
    calls = {
        arn: partial(
            one_call.ask,
            client_for,
            "sns",
            Arn.of(arn).region,
            "get_subscription_attributes",
            SubscriptionArn=arn,
        )
        for arn in subscriptions
    }
    found = side_by_side(calls, time.monotonic() + _PATIENCE, at_once=_AT_ONCE)
    for arn in subscriptions:
        probe = found.get(arn) or late("sns:GetSubscriptionAttributes", Arn.of(arn).region)
        if probe.value is None:
            unsure = unsure or probe.why
        elif not takes_everything(probe.value["Attributes"]):
            held_back.add(arn)
    return frozenset(held_back), unsure
