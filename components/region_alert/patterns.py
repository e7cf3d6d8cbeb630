"""Event patterns of the region alert: pure functions to plain dicts.

Patterns only keep out what is free to keep out; what is noise is decided by the digest function,
for every source alike. They never list the approved regions: EventBridge refuses long lists of
wildcards, and a list split over two rules would mean its opposite.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.region_alert.function.digest import credential_reads
from components.region_alert.function.digest.global_services import global_sources
from components.region_alert.function.digest.noise import READ_PREFIXES
from components.settings import Settings

Pattern = dict[str, Any]

# AWS's pages write the sign-in both ways.
DETAIL_TYPES = (
    "AWS API Call via CloudTrail",
    "AWS Console Action via CloudTrail",
    "AWS Console Sign In via CloudTrail",
    "AWS Console Signin via CloudTrail",
)
RULE_STATE = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
"""The state of every rule on the way, the alert bus's own included. The usual one, ENABLED, leaves out by
name what begins with Get, List or Describe, and so calls that hand out credentials. Ours leave reads out by
pattern.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
"""


def watched_regions(enabled: Sequence[str], settings: Settings) -> list[str]:
    """The regions that get a rule: enabled, not approved, not left out."""
    return sorted(set(enabled) - regions_left_out(settings))


def regions_left_out(settings: Settings) -> frozenset[str]:
    """The regions that get no rule, whether they are enabled or not."""
    return frozenset((*settings.approved_regions, *settings.alert_skip_regions))


def regional(partition: str, region: str, reads: bool = False) -> Pattern:
    """The rule in one watched region: what people and their programs do there. reads: reads too.

    It lets through all that the digest function may alert for, and keeps out what it surely wouldn't. A field
    that isn't there keeps nothing out: anything-but alone wants it to be there.
    Only AWS can send a source that begins with `aws.`, so nobody can put events in by hand.
    """
    detail: dict[str, Any] = {
        "eventType": [{"exists": False}, {"anything-but": ["AwsServiceEvent"]}],
        "userIdentity": {"type": [{"exists": False}, {"anything-but": ["AWSService"]}]},
    }
    elsewhere = sorted(global_sources(partition, region))
    if elsewhere:
        detail["eventSource"] = [{"exists": False}, {"anything-but": elsewhere}]
    if not reads:
        detail["$or"] = _more_than_looking()
    return {**home_bus(), "detail": detail}


def _more_than_looking() -> list[Pattern]:
    """What `noise.only_looks` can't mean: not marked read-only, not named like a read, or a read of a secret.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """
    listed = credential_reads.NAMES | credential_reads.IF_ASKED.keys()
    named = sorted(name for name in listed if not name.endswith(credential_reads.ENDINGS))
    endings = [{"suffix": ending} for ending in credential_reads.ENDINGS]
    return [
        {"readOnly": [False, None, {"equals-ignore-case": "false"}, {"exists": False}]},
        {"eventName": [{"exists": False}, {"anything-but": {"prefix": list(READ_PREFIXES)}}]},
        {"eventName": [*endings, *named]},
    ]


def home_bus() -> Pattern:
    """The rule on the alert bus: CloudTrail events, whatever region they came from."""
    return {"source": [{"prefix": "aws."}], "detail-type": list(DETAIL_TYPES)}


def delivered_logs(log_bucket: str, own_files: str = "", log_folder: str = "") -> Pattern:
    """The rule beside the log bucket: each delivered log file, of every account and region.

    No list of regions: which region a file is from stands in its key, and the function reads it there.
    Digests and Insights have other folders, so they don't match. own_files: what our keys begin with in a
    bucket that others write to: theirs aren't ours to read. log_folder: the only folder that nobody but
    CloudTrail writes to; what anybody puts elsewhere would fill the queue.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
    """
    start = (own_files or log_folder).replace("\\", "\\\\").replace("*", "\\*")
    # An organization's own files begin with its folder, one account's with that of its log files.
    is_one_account = bool(own_files) and not own_files.endswith("/")
    folder = start if is_one_account else f"{start.rstrip('/')}/*/CloudTrail".lstrip("/")
    return {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [log_bucket]},
            "object": {"key": [{"wildcard": f"{folder}/*.json.gz"}]},
        },
    }
