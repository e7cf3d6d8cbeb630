"""Event patterns of the region alert: pure functions to plain dicts.

Patterns only keep out what is free to keep out; what is noise is decided by the digest function,
for every source alike. They never list the approved regions: EventBridge refuses long lists of
wildcards, and a list split over two rules would mean its opposite.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.region_alert.function.digest.global_services import global_sources
from components.settings import Settings

Pattern = dict[str, Any]

# AWS's pages write the sign-in both ways.
DETAIL_TYPES = (
    "AWS API Call via CloudTrail",
    "AWS Console Sign In via CloudTrail",
    "AWS Console Signin via CloudTrail",
)
# Without reads EventBridge itself leaves out what is named Get, List or Describe:
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
WRITES = "ENABLED"
READS_TOO = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


def watched_regions(enabled: Sequence[str], settings: Settings) -> list[str]:
    """The regions that get a rule: enabled, not approved, not left out."""
    left_out = {*settings.approved_regions, *settings.alert_skip_regions}
    return sorted(set(enabled) - left_out)


def rule_state(settings: Settings) -> str:
    """The state of every rule on the way, the alert bus's own included."""
    return READS_TOO if settings.alert_reads else WRITES


def regional(partition: str, region: str) -> Pattern:
    """The rule in one watched region: what people and their programs do there.

    Only AWS can send a source that begins with `aws.`, so nobody can put events in by hand.
    """
    detail: dict[str, Any] = {
        "eventType": [{"anything-but": ["AwsServiceEvent"]}],
        # A record without an identity still counts: anything-but alone wants the field to be there.
        "userIdentity": {"type": [{"exists": False}, {"anything-but": ["AWSService"]}]},
    }
    elsewhere = sorted(global_sources(partition, region))
    if elsewhere:
        detail["eventSource"] = [{"anything-but": elsewhere}]
    return {**home_bus(), "detail": detail}


def home_bus() -> Pattern:
    """The rule on the alert bus: CloudTrail events, whatever region they came from."""
    return {"source": [{"prefix": "aws."}], "detail-type": list(DETAIL_TYPES)}


def delivered_logs(log_bucket: str, own_files: str = "") -> Pattern:
    """The rule beside the log bucket: each delivered log file, of every account and region.

    One wildcard, no list of regions: which region a file is from stands in its key, and the
    function reads it there. Digests and Insights have other folders, so they don't match. own_files: what
    our keys begin with in a bucket that others write to: theirs aren't ours to read.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
    """
    folder = own_files.replace("\\", "\\\\").replace("*", "\\*") or "*/CloudTrail"
    return {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [log_bucket]},
            "object": {"key": [{"wildcard": f"{folder}/*.json.gz"}]},
        },
    }
