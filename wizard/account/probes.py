"""The calls of the look, one function each: read-only, one region, typed facts out."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from wizard.account.errors import AWS_ERRORS, code_of, trouble
from wizard.account.facts import Activity, Identity, Probe, Trail

ACTIVITY_DAYS = 7
# (service, region) -> boto3 client. A function, so that the rehearsal and tests can give their own.
ClientFor = Callable[[str, str], Any]


def identity(client_for: ClientFor, region: str) -> Probe[Identity]:
    """Who the credentials are; bad when they don't work.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """
    try:
        answer = client_for("sts", region).get_caller_identity()
    except AWS_ERRORS as error:
        found = trouble(error, "sts:GetCallerIdentity", region)
        return Probe("bad" if found.kind == "credentials" else "unknown", why=found.text)
    return Probe("good", Identity(answer["Account"], answer["Arn"]))


def enabled_regions(client_for: ClientFor, region: str) -> Probe[tuple[str, ...]]:
    """Regions that are enabled in the account.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
    """
    wanted = [{"Name": "opt-in-status", "Values": ["opt-in-not-required", "opted-in"]}]
    try:
        answer = client_for("ec2", region).describe_regions(Filters=wanted)
    except AWS_ERRORS as error:
        first = trouble(error, "ec2:DescribeRegions", region)
        second = _listed_regions(client_for, region)
        return second if second.value else Probe("unknown", why=f"{first.text}; {second.why}")
    return Probe("good", tuple(sorted(entry["RegionName"] for entry in answer["Regions"])))


def _listed_regions(client_for: ClientFor, region: str) -> Probe[tuple[str, ...]]:
    """https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html"""
    try:
        pages = client_for("account", region).get_paginator("list_regions")
        answer = pages.paginate(RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"]).build_full_result()
    except AWS_ERRORS as error:
        return Probe("unknown", why=trouble(error, "account:ListRegions", region).text)
    return Probe("good", tuple(sorted(entry["RegionName"] for entry in answer["Regions"])))


def trails(client_for: ClientFor, region: str) -> Probe[tuple[Trail, ...]]:
    """Trails that record `region`: its own, and the shadow copies of multi-region trails from elsewhere.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
    """
    try:
        answer = client_for("cloudtrail", region).describe_trails(includeShadowTrails=True)
    except AWS_ERRORS as error:
        return Probe("unknown", why=trouble(error, "cloudtrail:DescribeTrails", region).text)
    return Probe("good", tuple(_trail(client_for, entry, region) for entry in answer["trailList"]))


def _trail(client_for: ClientFor, entry: dict[str, Any], region: str) -> Trail:
    """A shadow copy answers for nothing: status and selectors are asked where the trail is at home."""
    arn, home = entry["TrailARN"], entry.get("HomeRegion", region)
    client = client_for("cloudtrail", home)
    unknown: list[str] = []

    def asked(action: str, call: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
        try:
            return call()
        except AWS_ERRORS as error:
            unknown.append(trouble(error, f"cloudtrail:{action}", home).text)
            return None

    status = asked("GetTrailStatus", lambda: client.get_trail_status(Name=arn))
    chosen = asked("GetEventSelectors", lambda: client.get_event_selectors(TrailName=arn))
    insights = asked("GetInsightSelectors", lambda: _insights(client, arn))
    return Trail(
        name=entry["Name"],
        arn=arn,
        home_region=home,
        bucket=entry.get("S3BucketName", ""),
        is_multi_region=bool(entry.get("IsMultiRegionTrail")),
        is_organization=bool(entry.get("IsOrganizationTrail")),
        is_logging=None if status is None else bool(status["IsLogging"]),
        records_management=None if chosen is None else _records_management(chosen),
        unknown="; ".join(unknown),
        prefix=entry.get("S3KeyPrefix", ""),
        key=entry.get("KmsKeyId", ""),
        validates=bool(entry.get("LogFileValidationEnabled")),
        global_events=bool(entry.get("IncludeGlobalServiceEvents")),
        log_group=entry.get("CloudWatchLogsLogGroupArn", ""),
        log_group_role=entry.get("CloudWatchLogsRoleArn", ""),
        sns_topic=entry.get("SnsTopicARN", ""),
        basic_selectors=None if chosen is None else tuple(chosen.get("EventSelectors") or ()),
        advanced_selectors=None if chosen is None else tuple(chosen.get("AdvancedEventSelectors") or ()),
        insights=None
        if insights is None
        else tuple(one["InsightType"] for one in insights.get("InsightSelectors") or ()),
        delivery_error=None if status is None else status.get("LatestDeliveryError", ""),
        last_delivery=None if status is None else status.get("LatestDeliveryTime"),
    )


def _insights(client: Any, arn: str) -> dict[str, Any]:
    """A trail without Insights answers with an error of its own.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html
    """
    try:
        return client.get_insight_selectors(TrailName=arn)
    except AWS_ERRORS as error:
        if code_of(error) != "InsightNotEnabledException":
            raise
        return {}


def _records_management(selectors: dict[str, Any]) -> bool:
    """A trail with no selectors at all has the default ones, which record management events.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
    """
    basic, advanced = selectors.get("EventSelectors") or [], selectors.get("AdvancedEventSelectors") or []
    if not basic and not advanced:
        return True
    return any(selector.get("IncludeManagementEvents") for selector in basic) or any(
        field["Field"] == "eventCategory" and "Management" in field.get("Equals", [])
        for selector in advanced
        for field in selector["FieldSelectors"]
    )


def activity(client_for: ClientFor, region: str, now: datetime.datetime) -> Probe[Activity]:
    """Write events of the last days in one region: one page, so at most 50 are counted.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
    (twice a second for each account and region: one call stays below that).
    """
    try:
        page = client_for("cloudtrail", region).lookup_events(
            LookupAttributes=[{"AttributeKey": "ReadOnly", "AttributeValue": "false"}],
            StartTime=now - datetime.timedelta(days=ACTIVITY_DAYS),
            MaxResults=50,
        )
    except AWS_ERRORS as error:
        return Probe("unknown", why=trouble(error, "cloudtrail:LookupEvents", region).text)
    return Probe("good", Activity(region, len(page["Events"]), ACTIVITY_DAYS, bool(page.get("NextToken"))))
