"""The trail, as CloudTrail describes it."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal.account import EmulatedAccount
from wizard.rehearsal.makers.shapes import from_api


def trail(account: EmulatedAccount, name: str) -> dict[str, Any] | None:
    """The trail of this name at home; `regions` are those in which it shows and logs."""
    client = account.client("cloudtrail")
    listed = client.describe_trails(includeShadowTrails=False)["trailList"]
    found = next((one for one in listed if one["Name"] == name), None)
    if found is None:
        return None
    events = client.get_event_selectors(TrailName=name)
    insights = client.get_insight_selectors(TrailName=name).get("InsightSelectors") or []
    return {
        "name": found["Name"],
        "arn": found["TrailARN"],
        "homeRegion": found["HomeRegion"],
        "regions": _logged_regions(account, found),
        "isMultiRegion": found["IsMultiRegionTrail"],
        "isLogging": client.get_trail_status(Name=name)["IsLogging"],
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


def _logged_regions(account: EmulatedAccount, found: dict[str, Any]) -> list[str]:
    """The enabled regions that show the trail, or its shadow, as logging."""
    shown = []
    for region in account.regions:
        client = account.client("cloudtrail", region)
        here = [one["TrailARN"] for one in client.describe_trails()["trailList"]]
        if found["TrailARN"] in here and client.get_trail_status(Name=found["TrailARN"])["IsLogging"]:
            shown.append(region)
    return shown
