"""Lifecycle rules that S3 refuses.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from wizard.rehearsal.refusals import Refused, part

# From the warmest to the coldest: objects only go down.
_WATERFALL = (
    "STANDARD",
    "STANDARD_IA",
    "INTELLIGENT_TIERING",
    "ONEZONE_IA",
    "GLACIER_IR",
    "GLACIER",
    "DEEP_ARCHIVE",
)
_AFTER_30_DAYS = ("STANDARD_IA", "ONEZONE_IA")


def check_lifecycle(rules: Sequence[Mapping[str, Any]]) -> None:
    """Raises Refused for what PutBucketLifecycleConfiguration refuses; rules in pulumi-aws' shape."""
    if not 1 <= len(rules) <= 1000:
        raise Refused("MalformedXML", f"A lifecycle has 1 to 1,000 rules, not {len(rules)}.")
    names = [str(rule["id"]) for rule in rules if rule.get("id")]
    for name in names:
        if names.count(name) > 1:
            raise Refused(
                "InvalidArgument", f"Rule ID must be unique. Found same ID for more than one rule: {name}."
            )
        if len(name) > 255:
            raise Refused("InvalidArgument", "ID length should not exceed allowed limit of 255")
    for rule in rules:
        _check_rule(rule)


def _check_rule(rule: Mapping[str, Any]) -> None:
    actions = ("transitions", "expiration", "noncurrentVersionTransitions", "noncurrentVersionExpiration")
    if not any(rule.get(action) for action in (*actions, "abortIncompleteMultipartUpload")):
        raise Refused("InvalidRequest", "At least one action needs to be specified in a rule")
    if rule.get("status") not in ("Enabled", "Disabled"):
        raise Refused("MalformedXML", f"Status is Enabled or Disabled, not {rule.get('status')!r}.")
    expiration = part(rule, "expiration")
    if expiration.get("expiredObjectDeleteMarker") and (expiration.get("days") or expiration.get("date")):
        raise Refused(
            "MalformedXML", "ExpiredObjectDeleteMarker can't stand beside Days or Date in one Expiration."
        )
    _check_order(
        rule, "Transition", "Expiration", "Days", rule.get("transitions") or (), expiration.get("days")
    )
    _check_order(
        rule,
        "NoncurrentVersionTransition",
        "NoncurrentVersionExpiration",
        "NoncurrentDays",
        rule.get("noncurrentVersionTransitions") or (),
        part(rule, "noncurrentVersionExpiration").get("noncurrentDays"),
    )


def _check_order(
    rule: Mapping[str, Any], first: str, then: str, days: str, moves: Sequence[Mapping[str, Any]], end: Any
) -> None:
    field = days[0].lower() + days[1:]
    prefix = part(rule, "filter").get("prefix") or rule.get("prefix") or ""
    if end is not None and end < 1:
        raise Refused("InvalidArgument", f"'{days}' for {then} action must be a positive integer")
    steps = sorted((move.get(field) or 0, move["storageClass"]) for move in moves if not move.get("date"))
    for after, storage_class in steps:
        if storage_class not in _WATERFALL[1:]:
            raise Refused("MalformedXML", f"{storage_class} isn't a storage class that objects can move to.")
        if storage_class in _AFTER_30_DAYS and after < 30:
            raise Refused(
                "InvalidArgument",
                f"'{days}' in {first} action must be greater than or equal to 30 for storageClass "
                f"'{storage_class}'",
            )
        if end is not None and end <= after:
            raise Refused(
                "InvalidArgument",
                f"'{days}' in the {then} action for filter '(prefix={prefix})' must be greater than '{days}' "
                f"in the {first} action",
            )
    for (early, warm), (late, cold) in pairwise(steps):
        if _WATERFALL.index(cold) <= _WATERFALL.index(warm):
            raise Refused("InvalidRequest", f"Objects can't move from {warm} to {cold}.")
        if warm in _AFTER_30_DAYS and late - early < 30:
            raise Refused(
                "InvalidArgument",
                f"'{days}' in the {first} action for StorageClass '{cold}' must be 30 days more than "
                f"'{warm}'",
            )
