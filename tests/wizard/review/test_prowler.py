"""What `review` predicts is what Prowler says: over every service that a stack makes something in.

Prowler is run on the emulated account; nothing of what it says about our own resources is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from components.names import Names
from tests.prowler import ACCOUNT, Finding, own_resources, scan
from tests.wizard.verify.scene import HOME, deployed
from wizard.review.scanners import predictions

pytestmark = [pytest.mark.prowler, pytest.mark.long]

TOPIC = f"arn:aws:sns:{HOME}:123456789012:pages"
#: What is set -> Prowler has something else to say than of the defaults.
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "the defaults": {},
    "S3's own keys": {"encryption": "sse-s3"},
    "little": {
        "accessLogs": False,
        "insights": "none",
        "archiveClass": "STANDARD",
        "expireAfterDays": 0,
    },
    "CIS alarms, and readers of another account": {
        "cloudWatchLogs": True,
        "cisAlarms": True,
        "logReaders": ["444455556666"],
    },
    "Object Lock and data events": {
        "objectLock": "governance",
        "dataEvents": ["AWS::S3::Object", "AWS::Lambda::Function"],
        "dataEventsReads": True,
    },
    "no alert": {"regionAlert": [], "tamperAlert": False},
    "CIS alarms alone": {
        "regionAlert": [],
        "tamperAlert": False,
        "cloudWatchLogs": True,
        "cisAlarms": True,
        "encryption": "sse-s3",
    },
    "log files as the only source, and a short log": {
        "regionAlert": ["delivered-logs"],
        "tamperAlert": False,
        "cloudWatchLogs": True,
        "cloudWatchLogsDays": 90,
    },
    "writes of one bucket": {"dataEvents": ["AWS::S3::Object=arn:aws:s3:::payroll/"], "tamperAlert": False},
}
#: What else is in every account, and no stack's.
NOT_OURS = (
    *(":password-policy", ":root", "iam::aws:policy/", ":123456789012:role", "event-bus/default"),
    *("enclave-debug-attestation",),
)


@pytest.mark.parametrize("more", SETTINGS.values(), ids=SETTINGS.keys())
def test_the_prediction_is_prowlers_verdict(more: Mapping[str, Any], tmp_path: Path) -> None:
    with deployed(**more) as scene:
        found = scan(scene.account, tmp_path)
        ours = own_resources(scene.names, scene.account)
    said: dict[tuple[str, str], set[str]] = {}
    strange: list[str] = []
    for one in found:
        part = part_of(one, ours, scene.names)
        if part:
            said.setdefault((one.check, part), set()).add(one.status.lower())
        elif not any(other in one.resource for other in NOT_OURS):
            strange.append(f"{one.check} {one.resource}")
    assert strange == []
    assert said == {
        (one.check, part): {one.verdict}
        for one in predictions(scene.settings, scene.account.id)
        for part in one.parts
        if one.check
    }


def part_of(finding: Finding, ours: Mapping[str, str], names: Names) -> str:
    """What predictions.json calls it; "" for what isn't ours. What trails are asked for as a whole is said of
    the account where none answers it, and of a log group where one does."""
    part = ours.get(finding.resource, "")
    asks_trails = "_metric_filter_" in finding.check or finding.check.startswith("cloudwatch_changes_to_")
    if part == ACCOUNT or (part == "log-group" and asks_trails):
        return "trail"
    if finding.resource.startswith(f"{names.alert_topic_arn}:"):
        return "subscriptions"
    return part
