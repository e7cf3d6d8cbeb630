"""How grave it is where a check fails: for machines that sort findings. Pure.

It follows what is lost: the record itself or its being believed (high), an alert or a protection (medium), a
habit (low). Security Hub rates CloudTrail.1 high, CloudTrail.2 medium and CloudTrail.9 low:
https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html
"""

from __future__ import annotations

from typing import Literal

Severity = Literal["high", "medium", "low"]

_LOW = {
    "trail.scanner-name",
    "trail.tags",
    "trail.paid-once",
    "trail.topic",
    "trail.log-group",
    "bucket.lifecycle",
    "key.rotation",
    "coverage.regions",
    "queries.answers-expiry",
}
_HIGH = {
    "trail.exists",
    "trail.multi-region",
    "trail.global-events",
    "trail.logging",
    "trail.delivery",
    "trail.management-events",
    "trail.loop",
    "bucket.policy-not-public",
    "bucket.acl",
    "bucket.takes-files",
    "bucket.only-cloudtrail-writes",
    "key.state",
    "key.takes-trail",
    "key.not-public",
    "organization.trail",
    "organization.trusted-access",
}


def severity(id: str) -> Severity:
    """Of a check that fails."""
    group = id.partition(".")[0]
    if id in _LOW or group == "drift":
        return "low"
    return "high" if id in _HIGH or group in ("coverage", "integrity") else "medium"
