"""Object Lock, versioning and access logs: combinations that S3 refuses.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from components.merging import begin_alike, may_overlap
from wizard.rehearsal.refusals import Refused


def check_object_lock(rule: Mapping[str, Any] | None, versioned: bool) -> None:
    """The default retention, and whether the bucket is versioned."""
    if not versioned:
        raise Refused(
            "InvalidBucketState",
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        )
    retention = (rule or {}).get("defaultRetention")
    if retention is None:
        return
    if retention.get("mode") not in ("GOVERNANCE", "COMPLIANCE"):
        raise Refused("MalformedXML", f"The mode is GOVERNANCE or COMPLIANCE, not {retention.get('mode')!r}.")
    days, years = retention.get("days"), retention.get("years")
    if (days is None) == (years is None):
        raise Refused("MalformedXML", "A default retention has either Days or Years.")
    if not 1 <= (days if days is not None else years * 365) <= 36500:
        raise Refused(
            "InvalidArgument", "Default retention period must be a positive integer value, 100 years at most."
        )


def check_versioning(status: str, locked: bool) -> None:
    """A locked bucket stays versioned."""
    if locked and status != "Enabled":
        raise Refused(
            "InvalidBucketState",
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be "
            "changed.",
        )


def check_access_logs(target: str, target_region: str | None, region: str, target_retention: bool) -> None:
    """`target_region`: where the target bucket is, None if it isn't; `target_retention`: it has a default
    retention.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
    """
    if target_region is None:
        raise Refused(
            "InvalidTargetBucketForLogging", f"The target bucket for logging does not exist: {target}."
        )
    if target_region != region:
        raise Refused(
            "CrossLocationLoggingProhibitted",
            f"Cross S3 location logging not allowed: {target} is in {target_region}, the bucket in {region}.",
        )
    if target_retention:
        raise Refused(
            "InvalidTargetBucketForLogging",
            f"{target} has an Object Lock default retention: no log can be delivered.",
        )


def check_notifications(refused: Mapping[str, str]) -> None:
    """`refused`: destination ARN -> why S3 may not send to it."""
    if refused:
        reasons = "; ".join(f"{arn}: {why}" for arn, why in refused.items())
        raise Refused(
            "InvalidArgument", f"Unable to validate the following destination configurations. {reasons}"
        )


def check_overlaps(entries: Sequence[Mapping[str, Any]]) -> None:
    """Queues, topics and functions, in pulumi-aws' shape: no event of any file may go to two of them.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
    """
    for one, other in combinations(entries, 2):
        events = any(_same_event(a, b) for a in one["events"] for b in other["events"])
        if events and may_overlap(_filter(one), _filter(other)):
            raise Refused(
                "InvalidArgument",
                "Configurations overlap. Configurations on the same bucket cannot share a common event type: "
                f"{one.get('id')} and {other.get('id')}.",
            )


def _same_event(one: str, other: str) -> bool:
    return begin_alike(one.removesuffix("*"), other.removesuffix("*")) if "*" in one + other else one == other


def _filter(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry.get("filterPrefix") or "", entry.get("filterSuffix") or ""


def check_ownership(ownership: str, grants: int) -> None:
    """`grants`: how many others the bucket's ACL lets in.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html
    """
    if ownership == "BucketOwnerEnforced" and grants:
        raise Refused(
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        )
