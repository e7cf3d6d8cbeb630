"""A key and a topic of the user's own, met by `python -m wizard` and by a rehearsal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from tests.wizard.aws_stub import Aws, serving
from tests.wizard.command import ProjectFolder, project_folder
from tests.wizard.review.existing_cases import (
    ACCOUNT_DECIDES,
    DESCRIBES,
    ENCRYPTS,
    HOME,
    KEY,
    TOPIC,
    document,
)

USE_KEY = ("--set", "encryption=existing-key", "--set", f"kmsKeyArn={KEY}")
USE_TOPIC = ("--set", f"alertTopicArn={TOPIC}")
UNATTENDED = ("--defaults", "--yes", "--region", HOME)


def key_with(aws: Aws, *statements: Mapping[str, Any]) -> None:
    described = {"Arn": KEY, "KeyId": KEY.rsplit("/", 1)[1], "KeyState": "Enabled"}
    described |= {"KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "KeyManager": "CUSTOMER"}
    aws.more["DescribeKey"] = json.dumps({"KeyMetadata": described})
    aws.more["GetKeyPolicy"] = json.dumps({"Policy": json.dumps(document(*statements))})


def topic_with(aws: Aws, *statements: Mapping[str, Any]) -> None:
    values = {"Policy": json.dumps(document(*statements)), "SubscriptionsConfirmed": "1"}
    entries = "".join(
        f"<entry><key>{name}</key><value>{escape(value)}</value></entry>" for name, value in values.items()
    )
    aws.more["GetTopicAttributes"] = (
        "<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>"
        f"{entries}</Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>"
    )


@pytest.fixture
def aws() -> Iterator[Aws]:
    with serving(Aws()) as stub:
        yield stub


@pytest.fixture
def project(tmp_path: Path, aws: Aws) -> ProjectFolder:
    return project_folder(tmp_path, **aws.environment())


def test_a_key_that_is_good_is_shown_and_written(project: ProjectFolder, aws: Aws) -> None:
    key_with(aws, ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES)
    ran = project.inside(*UNATTENDED, *USE_KEY)
    assert ran.code == 0, ran.err
    assert "good: CloudTrail can encrypt this trail's log files with your KMS key." in " ".join(
        ran.out.split()
    )
    assert f"everyregion:kmsKeyArn: {KEY}\n" in project.stack_file.read_text()


def test_a_bad_key_and_a_bad_topic_end_two_together_and_write_nothing(
    project: ProjectFolder, aws: Aws
) -> None:
    key_with(aws, ACCOUNT_DECIDES)
    topic_with(aws)
    ran = project.inside(*UNATTENDED, *USE_KEY, *USE_TOPIC)
    assert (ran.code, project.names()) == (2, {"Pulumi.yaml"})
    for part in (
        "kmsKeyArn: Not so: CloudTrail can encrypt this trail's log files with your KMS key",
        "kmsKeyArn: Not so: CloudTrail can look at your KMS key",
        "alertTopicArn: Not so: CloudWatch (the alarms) can publish to your SNS topic",
        json.dumps(ENCRYPTS),
        json.dumps(DESCRIBES),
    ):
        assert part in ran.said


def test_a_key_that_may_not_be_looked_at_is_warned_of_and_written(project: ProjectFolder, aws: Aws) -> None:
    aws.refused["DescribeKey"] = "AccessDeniedException"
    ran = project.inside(*UNATTENDED, *USE_KEY)
    assert ran.code == 0
    assert "unknown: Your KMS key: not allowed: kms:DescribeKey in eu-west-1" in " ".join(ran.out.split())


def test_statements_to_paste_are_whole_lines_of_json(project: ProjectFolder, aws: Aws) -> None:
    key_with(aws, ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES)
    aws.refused["GetKeyPolicy"] = "AccessDeniedException"
    ran = project.inside(*UNATTENDED, *USE_KEY)
    assert ran.code == 0
    _, heading, after = ran.out.partition("CloudTrailEncrypts, for the policy of your KMS key:\n")
    assert heading
    assert json.JSONDecoder().raw_decode(after)[0] == ENCRYPTS


def test_json_has_each_finding(project: ProjectFolder, aws: Aws) -> None:
    key_with(aws, ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES)
    found = project.inside(*UNATTENDED, *USE_KEY, "--json").document["existing"]
    assert [(one["key"], one["state"]) for one in found] == [("kmsKeyArn", "good")] * 3


def test_without_a_key_or_topic_nothing_of_the_kind_is_asked(project: ProjectFolder, aws: Aws) -> None:
    assert project.inside(*UNATTENDED, "--json").document["existing"] == []
    assert {"GetKeyPolicy", "GetTopicAttributes"}.isdisjoint(aws.asked)


def test_a_rehearsal_stands_in_for_what_exists_and_says_so(tmp_path: Path) -> None:
    project = project_folder(tmp_path)
    readers = ("--set", "logReaders=arn:aws:iam::123456789012:role/team/siem")
    words = ("rehearse", "--defaults", "--region", HOME, "--json", *USE_KEY, *USE_TOPIC, *readers)
    ran = project.inside(*words)
    assert ran.code == 0, ran.err
    found = ran.document
    assert found["trail"]["kmsKeyId"] == KEY.replace("111122223333", "123456789012")
    assert found["alert"]["topic"] == TOPIC.replace("111122223333", "123456789012")
    assert found["emulated"][:3] == [
        "the log readers' roles aren't in the emulated account: others of their names stand in",
        "your KMS key isn't in the emulated account: one that rotates, with the policy it needs, stands in",
        "your SNS topic isn't in the emulated account: one with the policy it needs stands in",
    ]
    assert [drill["alerted"] for drill in found["drills"]] == [True, True]
    assert found["verify"]["amiss"] == []
