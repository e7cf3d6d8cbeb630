"""The trail, as CloudTrail describes it."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.shapes import from_api


def trail(account: EmulatedAccount, name: str) -> dict[str, Any] | None:
    """The trail of this name at home, its organization's too; `regions` are those that it logs."""
    client = account.client("cloudtrail")
    listed = client.describe_trails()["trailList"]
    named = (one for one in listed if one["Name"] == name and one["HomeRegion"] == account.home)
    found = next(named, None)
    if found is None:
        return None
    arn = found["TrailARN"]
    events = client.get_event_selectors(TrailName=arn)
    insights = client.get_insight_selectors(TrailName=arn).get("InsightSelectors") or []
    logs = client.get_trail_status(Name=arn)["IsLogging"]
    return {
        "name": found["Name"],
        "arn": found["TrailARN"],
        "homeRegion": found["HomeRegion"],
        "regions": _logged_regions(account, found, logs),
        "isMultiRegion": found["IsMultiRegionTrail"],
        "isLogging": logs,
        "logFileValidation": found["LogFileValidationEnabled"],
        "globalEvents": found["IncludeGlobalServiceEvents"],
        "isOrganization": found.get("IsOrganizationTrail", False),
        "kmsKeyId": found.get("KmsKeyId") or None,
        "bucket": found["S3BucketName"],
        "prefix": found.get("S3KeyPrefix") or "",
        "logGroupArn": found.get("CloudWatchLogsLogGroupArn") or None,
        "insights": sorted(one["InsightType"] for one in insights),
        "selectors": from_api(events.get("AdvancedEventSelectors") or []),
        "basicSelectors": from_api(events.get("EventSelectors") or []),
    }


def _logged_regions(account: EmulatedAccount, found: dict[str, Any], logs: bool) -> list[str]:
    """The enabled regions that the trail logs: all of them, in which it shows as a shadow, or its home.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html
    """
    covered = account.regions if found["IsMultiRegionTrail"] else [found["HomeRegion"]]
    return list(covered) if logs else []
