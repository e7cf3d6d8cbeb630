"""Whether each address of alertEmails still hears the alerts: a part of the hourly self-check, by which
`verify`, `deploy` and the drill judge, too. Pure.

The function's environment holds marks of the addresses, not the addresses: whoever may list functions isn't
meant to read them. SNS says nothing when it drops one: an address that nobody confirmed within 48 hours, that
bounced or got too many messages, or whose owner unsubscribed. Nor does it where a filter policy holds
messages back from somebody who is subscribed and confirmed.
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

CONFIRMED, PENDING, FILTERED = "confirmed", "pending", "filtered"
# Of subscriptions that nobody named in alertEmails so many are looked at: anybody may add thousands.
MOST_OTHERS = 50
_MARK_LENGTH = 10
_AGAIN = "The next `deploy` subscribes it again, and AWS sends a new mail with a link."


def mark(topic_arn: str, address: str) -> str:
    """What an address is known by: shortened and salted with the topic, so that equal addresses of two
    deployments don't look alike. Capitals don't count."""
    text = f"{topic_arn}\n{address.strip().lower()}"
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH]


def states(
    subscriptions: Iterable[Mapping[str, Any]],
    known_as: Callable[[str], str],
    held_back: Collection[str] = (),
) -> dict[str, str]:
    """What each subscribed address is known by -> confirmed, filtered or pending, of what
    ListSubscriptionsByTopic lists; the best of them where it is subscribed more than once. One that is listed
    as deleted is left out. held_back: ARNs of the subscriptions with a filter."""
    found: dict[str, str] = {}
    for one in subscriptions:
        state, known = _state(one, held_back), known_as(str(one.get("Endpoint", "")))
        if one.get("Protocol") == "email" and state:
            found[known] = min(state, found.get(known, PENDING), key=_BEST.index)
    return found


_BEST = (CONFIRMED, FILTERED, PENDING)


def _state(one: Mapping[str, Any], held_back: Collection[str]) -> str:
    arn = str(one.get("SubscriptionArn", ""))
    if arn == "PendingConfirmation":
        return PENDING
    if not arn.startswith("arn:"):
        return ""
    return FILTERED if arn in held_back else CONFIRMED


def to_look_at(subscriptions: Iterable[Mapping[str, Any]], is_named: Callable[[str], bool]) -> list[str]:
    """ARNs of the confirmed subscriptions whose attributes are to be asked for: each of a named address, and
    MOST_OTHERS at most of the others. is_named: whether an address is one of alertEmails."""
    named: list[str] = []
    others: list[str] = []
    for one in subscriptions:
        arn = str(one.get("SubscriptionArn", ""))
        if arn.startswith("arn:"):
            ours = one.get("Protocol") == "email" and is_named(str(one.get("Endpoint", "")))
            (named if ours else others).append(arn)
    return [*named, *others[:MOST_OTHERS]]


def takes_everything(attributes: Mapping[str, Any]) -> bool:
    """Whether a confirmed subscription gets every message, by what GetSubscriptionAttributes tells of it.

    Without a filter policy, or with an empty one, it does. With any other it is taken for one that doesn't,
    whatever its scope: of alarms neither attributes nor text are ours to match. The other attributes hold
    nothing back: redrive and delivery policies are about messages that the endpoint refused, raw delivery
    about their wrapping.
    https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html
    https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
    https://docs.aws.amazon.com/sns/latest/dg/message-filtering-policy-remove.html
    """
    policy = str(attributes.get("FilterPolicy") or "").strip()
    if not policy:
        return True
    try:
        return json.loads(policy) == {}
    except (ValueError, RecursionError):
        return False


def gaps(emails: tuple[str, ...], found: Mapping[str, str], heard: Collection[str]) -> Iterator[str]:
    """One sentence for each address that hears nothing. emails: their marks; heard: marks that were confirmed
    at an earlier look."""
    for number, known in enumerate(emails, start=1):
        who = f"Address {number} of the {len(emails)} in alertEmails"
        state = found.get(known, "")
        if state == PENDING:
            yield f"{who} never clicked the link in AWS's mail: it hears nothing. AWS drops it in 48 hours."
        elif state == FILTERED:
            yield f"{who} has a filter policy that holds alerts back; `verify` says how to remove it."
        elif not state and known in heard:
            yield f"{who} has unsubscribed, or SNS dropped it: it hears nothing. {_AGAIN}"
        elif not state:
            yield f"{who} is not subscribed: AWS drops what nobody confirms within 48 hours. {_AGAIN}"
