"""A trail that is right, and words for what can be wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from components.settings import Settings, validate
from wizard.account.facts import Activity, Probe, Trail
from wizard.trails.closer_look import CloserLook

ACCOUNT, HOME = "111122223333", "us-east-1"
ARN = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/company"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/1234"
RATE, ERRORS = "ApiCallRateInsight", "ApiErrorRateInsight"
LOG_FILES = "arn:aws:s3:::company-logs/AWSLogs/"
ALL_EVENTS = {"ReadWriteType": "All", "IncludeManagementEvents": True}
MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}
# Nothing differs from these settings, alert and tamper alert being off.
RIGHT = Trail(
    name="company",
    arn=ARN,
    home_region=HOME,
    bucket="company-logs",
    is_multi_region=True,
    is_organization=False,
    is_logging=True,
    records_management=True,
    key=KEY,
    validates=True,
    global_events=True,
    basic_selectors=(ALL_EVENTS,),
    advanced_selectors=(),
    insights=(RATE, ERRORS),
    delivery_error="",
)
SEEN = CloserLook(
    bucket=Probe("good", "us"),
    key=Probe("good", "Enabled"),
    access_logs=Probe("good", ""),
    insights=Probe("good", ({"InsightType": RATE}, {"InsightType": ERRORS})),
    recursive=Probe("good", True),
)
WEEK = [Activity("us-east-1", 7_000_000, 7, more=True), Activity("eu-west-1", 700_000, 7)]


def settings(**keys: Any) -> Settings:
    """The defaults without what only a deployment makes."""
    alone = {"regionAlert": [], "tamperAlert": False, "approvedRegions": ["eu-west-1"]}
    return validate({**alone, **keys}, "eu-west-1")


def basic(*selectors: dict[str, Any]) -> Trail:
    return replace(RIGHT, basic_selectors=selectors)


def advanced(*selectors: list[dict[str, Any]]) -> Trail:
    """Each selector as its fields; the first is named as scanners like it."""
    named = tuple(
        {"Name": "Management events selector" if n == 0 else f"s{n}", "FieldSelectors": fields}
        for n, fields in enumerate(selectors)
    )
    return replace(RIGHT, basic_selectors=(), advanced_selectors=named)


def arns(**conditions: list[str]) -> dict[str, Any]:
    return {"Field": "resources.ARN", **conditions}


def objects(*values: str, mode: str = "All", management: bool = True) -> dict[str, Any]:
    """A basic selector with S3 data events."""
    resources = [{"Type": "AWS::S3::Object", "Values": list(values)}]
    return {"ReadWriteType": mode, "IncludeManagementEvents": management, "DataResources": resources}
