"""Whether each address of alertEmails still hears the alerts: a part of the hourly self-check. Pure.

The function's environment holds marks of the addresses, not the addresses: whoever may list functions isn't
meant to read them. SNS says nothing when it drops one: an address that nobody confirmed within 48 hours, that
bounced or got too many messages, or whose owner unsubscribed.
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping

from .aws import Subscription

CONFIRMED, PENDING = "confirmed", "pending"
_MARK_LENGTH = 10
_AGAIN = "The next `deploy` subscribes it again, and AWS sends a new mail with a link."


def mark(topic_arn: str, address: str) -> str:
    """What an address is known by: shortened and salted with the topic, so that equal addresses of two
    deployments don't look alike. Capitals don't count."""
    text = f"{topic_arn}\n{address.strip().lower()}"
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH]


def states(topic_arn: str, subscriptions: Iterable[Subscription]) -> dict[str, str]:
    """Mark of each subscribed address -> confirmed or pending, of what ListSubscriptionsByTopic lists. One
    that is listed as deleted is left out."""
    found: dict[str, str] = {}
    for one in subscriptions:
        arn = one.get("SubscriptionArn", "")
        state = CONFIRMED if arn.startswith("arn:") else PENDING if arn == "PendingConfirmation" else ""
        known = mark(topic_arn, one.get("Endpoint", ""))
        if one.get("Protocol") == "email" and state and found.get(known) != CONFIRMED:
            found[known] = state
    return found


def gaps(emails: tuple[str, ...], found: Mapping[str, str], heard: Collection[str]) -> Iterator[str]:
    """One sentence for each address that hears nothing. emails: their marks; heard: marks that were confirmed
    at an earlier look."""
    for number, known in enumerate(emails, start=1):
        who = f"Address {number} of the {len(emails)} in alertEmails"
        state = found.get(known, "")
        if state == PENDING:
            yield f"{who} never clicked the link in AWS's mail: it hears nothing. AWS drops it in 48 hours."
        elif not state and known in heard:
            yield f"{who} has unsubscribed, or SNS dropped it: it hears nothing. {_AGAIN}"
        elif not state:
            yield f"{who} is not subscribed: AWS drops what nobody confirms within 48 hours. {_AGAIN}"
