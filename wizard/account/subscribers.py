"""Who of alertEmails hears the alerts: what a topic lists as its subscriptions, address by address. Pure.

SNS drops an address that nobody confirmed within 48 hours, and one whose owner unsubscribed, without a word.
https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from components.arns import Arn
from components.region_alert.function.digest.subscribers import CONFIRMED, FILTERED, PENDING
from components.region_alert.function.digest.subscribers import states as states_by
from components.region_alert.function.digest.subscribers import to_look_at as to_look_at_by

Subscription = Mapping[str, Any]


def states(subscriptions: Iterable[Subscription], held_back: Collection[str] = ()) -> dict[str, str]:
    """Address in small letters -> confirmed, filtered or pending; one that is listed as deleted is left out.
    held_back: ARNs of the subscriptions with a filter policy, as far as they were asked about."""
    return states_by(subscriptions, str.lower, held_back)


def to_look_at(emails: Iterable[str], subscriptions: Iterable[Subscription]) -> list[str]:
    """ARNs of the subscriptions whose attributes say whether a filter holds messages back."""
    named = {one.lower() for one in emails}
    return to_look_at_by(subscriptions, lambda address: address.lower() in named)


def silent(
    emails: Iterable[str], subscriptions: Iterable[Subscription], held_back: Collection[str] = ()
) -> dict[str, str]:
    """Each address that doesn't hear everything -> filtered, pending, or "" where it isn't subscribed (any
    more). held_back: as for `states`."""
    known = states(subscriptions, held_back)
    return {one: known.get(one.lower(), "") for one in emails if known.get(one.lower()) != CONFIRMED}


def in_words(address: str, state: str) -> str:
    """Why an address hears nothing."""
    if state == PENDING:
        return f"{address} never clicked the link in AWS's mail; after 48 hours AWS drops it"
    if state == FILTERED:
        return f"{address} has a filter policy, which holds alerts back from it"
    return f"{address} isn't subscribed: nobody clicked within 48 hours, or its owner unsubscribed"


def take_filter_off(subscription_arn: str) -> str:
    """The command that removes a filter policy.

    https://docs.aws.amazon.com/sns/latest/dg/message-filtering-policy-remove.html
    """
    return (
        f"aws sns set-subscription-attributes --region {Arn.of(subscription_arn).region} "
        f"--subscription-arn {subscription_arn} --attribute-name FilterPolicy --attribute-value '{{}}'"
    )
