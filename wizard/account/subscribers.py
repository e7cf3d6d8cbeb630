"""Who of alertEmails hears the alerts: what a topic lists as its subscriptions, address by address. Pure.

SNS drops an address that nobody confirmed within 48 hours, and one whose owner unsubscribed, without a word.
https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

CONFIRMED, PENDING = "confirmed", "pending"
Subscription = Mapping[str, Any]


def states(subscriptions: Iterable[Subscription]) -> dict[str, str]:
    """Address in small letters -> confirmed or pending; one that is listed as deleted is left out."""
    found: dict[str, str] = {}
    for one in subscriptions:
        arn, address = str(one.get("SubscriptionArn", "")), str(one.get("Endpoint", "")).lower()
        state = CONFIRMED if arn.startswith("arn:") else PENDING if arn == "PendingConfirmation" else ""
        if one.get("Protocol") == "email" and state and found.get(address) != CONFIRMED:
            found[address] = state
    return found


def silent(emails: Iterable[str], subscriptions: Iterable[Subscription]) -> dict[str, str]:
    """Each address that hears nothing -> pending, or "" where it isn't subscribed (any more)."""
    known = states(subscriptions)
    return {one: known.get(one.lower(), "") for one in emails if known.get(one.lower()) != CONFIRMED}


def in_words(address: str, state: str) -> str:
    """Why an address hears nothing."""
    if state == PENDING:
        return f"{address} never clicked the link in AWS's mail; after 48 hours AWS drops it"
    return f"{address} isn't subscribed: nobody clicked within 48 hours, or its owner unsubscribed"
