"""Settings that are each allowed work together: a rehearsal of them ends well, `verify` an hour later too."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.wizard.command import project_folder

pytestmark = pytest.mark.long

ANY = {
    "encryption": ["new-key", "sse-s3"],
    "insights": ["none", "both", "call-rate"],
    "archiveClass": ["STANDARD", "GLACIER_IR", "DEEP_ARCHIVE"],
    "objectLock": ["off", "governance", "compliance"],
    "expireAfterDays": ["0", "2555"],
    "accessLogs": ["true", "false"],
    "cloudWatchLogs": ["true", "false"],
    "cisAlarms": ["true", "false"],
    "queries": ["true", "false"],
    "regionAlert": ["[]", '["rules"]', '["delivered-logs"]', '["rules", "delivered-logs"]'],
    "tamperAlert": ["true", "false"],
    "alertEmails": ["[]", '["security@example.com"]'],
    "alertReads": ["true", "false"],
    "dataEvents": ["[]", '["AWS::S3::Object"]', '["AWS::Lambda::Function", "AWS::DynamoDB::Table"]'],
    "logReaders": ["[]", '["123456789012"]', '["777766665555"]'],
    "retainLogs": ["true", "false"],
}
HOMES = ["eu-west-1", "us-east-1", "us-gov-west-1", "ap-east-1"]


def drawn(number: int) -> list[str]:
    """The options of one rehearsal, the same each time."""
    draw = random.Random(number).choice
    settings = {key: draw(values) for key, values in ANY.items()}
    home = draw(HOMES)
    # What is refused together: tests/components.
    if settings["cisAlarms"] == "true":
        settings["cloudWatchLogs"] = "true"
    if settings["objectLock"] == "compliance":
        settings["retainLogs"] = "true"
    if draw([True, False]):
        settings["approvedRegions"] = json.dumps([home])
    words = ["--region", home]
    if number % 2:
        settings["scope"] = "organization"
        words += ["--from", draw(["management", "delegated-administrator"])]
        if draw([True, False]):
            partition = "aws-us-gov" if "gov" in home else "aws"
            settings["logArchiveRoleArn"] = f"arn:{partition}:iam::444455556666:role/archive"
    return [*words, *(word for key, value in settings.items() for word in ("--set", f"{key}={value}"))]


@pytest.mark.parametrize("number", range(14))
def test_a_rehearsal_of_any_settings_finds_nothing_amiss(tmp_path: Path, number: int) -> None:
    options = drawn(number)
    ran = project_folder(tmp_path).inside("rehearse", "--defaults", "--json", *options)
    assert ran.code == 0, (" ".join(options), ran.said)
    assert json.loads(ran.out)["verify"]["amiss"] == [], " ".join(options)
