"""`review`, and the words it and the set-up use."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.settings import Settings, validate
from tests.wizard.command import ProjectFolder, project_folder
from wizard.review import plain_words
from wizard.review.scanners import predictions

STACK_FILE = """\
config:
  aws:region: eu-west-1
  aws:allowedAccountIds: ["111122223333"]
  everyregion:approvedRegions: [eu-west-1, eu-central-1]
  everyregion:alertEmails: [ops@example.com]
"""


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    folder = project_folder(tmp_path, AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    folder.stack_file.write_text(STACK_FILE)
    return folder


def settings(**values: object) -> Settings:
    return validate({"approvedRegions": ["eu-west-1"], **values}, "eu-west-1")


def words(**values: object) -> str:
    found = plain_words.sections(settings(**values), "111122223333", ("eu-west-1", "us-east-1", "us-west-2"))
    return "\n".join(line for section in found for line in (section.heading, *section.lines))


def verdict(check: str, **values: object) -> str:
    return next(one.verdict for one in predictions(settings(**values)) if check in one.checks)


def test_review_needs_no_aws_and_writes_nothing(project: ProjectFolder) -> None:
    ran = project.inside("review")
    assert ran.code == 0, ran.err
    text = " ".join(ran.out.split())
    for part in (
        "everyregion-111122223333-eu-west-1",
        "You work in eu-west-1, eu-central-1.",
        "It goes to ops@example.com.",
        "What it costs",
        "What scanners will say of your deployment",
        "Pulumi.dev.yaml: nothing changes",
    ):
        assert part in text
    assert project.stack_file.read_text() == STACK_FILE


def test_review_shows_what_an_answer_would_change(project: ProjectFolder) -> None:
    ran = project.inside("review", "--set", "insights=none")
    assert "+  everyregion:insights: none" in ran.out
    assert project.stack_file.read_text() == STACK_FILE


def test_review_as_json_is_one_document(project: ProjectFolder) -> None:
    found = project.inside("review", "--json").document
    assert next(iter(found)) == "schema"
    assert (found["schema"], found["stack"], found["diff"]) == ("everyregion/review/1", "dev", [])
    assert found["settings"]["approvedRegions"] == ["eu-west-1", "eu-central-1"]
    by_check = {one["checks"][0]: one["verdict"] for one in found["scanners"]}
    assert by_check["Prowler cloudtrail_log_file_validation_enabled"] == "pass"
    assert found["warnings"] == []


def test_review_without_a_stack_file_says_how_to_get_one(tmp_path: Path) -> None:
    ran = project_folder(tmp_path).inside("review")
    assert ran.code == 2
    assert "There is no Pulumi.dev.yaml yet, so there is nothing to review." in ran.said


def test_review_of_a_bad_file_lists_what_is_wrong(project: ProjectFolder) -> None:
    project.stack_file.write_text("config:\n  aws:region: eu-west-1\n  everyregion:insights: sometimes\n")
    ran = project.inside("review", "--json")
    assert ran.code == 2
    keys = [problem["key"] for problem in ran.document["problems"]]
    assert keys == ["insights (Pulumi.dev.yaml)", "approvedRegions"]


def test_watched_regions_are_counted_and_named() -> None:
    text = words()
    assert "A write in 2 regions raises an alert" in text
    assert "Watched: us-east-1, us-west-2." in text


def test_a_region_alert_that_is_off_tells_nobody_of_other_regions() -> None:
    text = words(regionAlert=[])
    assert "Of activity in other regions, nobody: the region alert is off." in text
    assert "raises an alert" not in text


def test_the_tamper_alert_alone_still_says_whom_it_tells() -> None:
    text = words(regionAlert=[], alertEmails=["ops@example.com"])
    assert "It goes to ops@example.com." in text
    assert "Form of the alert" in text


def test_no_alert_at_all_goes_to_nobody() -> None:
    assert "It goes to" not in words(regionAlert=[], tamperAlert=False, alertEmails=["ops@example.com"])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"expireAfterDays": 0}, "Log files move to GLACIER_IR after 90 days and are kept for ever."),
        ({"archiveClass": "STANDARD", "expireAfterDays": 30}, "Log files are deleted after 30 days."),
        ({"encryption": "sse-s3"}, "S3's own keys: who may read the bucket may read the logs."),
        ({"retainLogs": False}, "Bucket, logs and key are deleted with the stack."),
        ({"dataEvents": ["AWS::S3::Object"]}, "Data events (writes only): S3: all."),
        ({"insights": "call-rate"}, "Insights: 0.35 USD per 100,000 events analysed, for one type."),
        (
            {"objectLock": "compliance", "objectLockDays": 400},
            "Object Lock for 400 days: locked for everyone",
        ),
        ({"accessLogs": True}, "A second bucket that records who reads the log bucket."),
        ({"regionAlert": ["delivered-logs"]}, "raises an alert within 5 to 10 minutes"),
        (
            {"regionAlert": ["delivered-logs"]},
            "Delivered logs as a source: about 1.00 USD for a million files.",
        ),
        ({"regionAlert": ["rules"]}, "raises an alert within a few minutes"),
        (
            {"tamperAlert": True},
            "A change to the trail, its bucket, key or the alert itself is told within minutes.",
        ),
        ({"cloudWatchLogs": True}, "Events go to CloudWatch Logs as well, for 365 days."),
        ({"logReaders": ["123456789012"]}, "Read and decrypted by these alone: 123456789012."),
        ({}, "Alert path: about 2.73 USD a month while nothing happens, its key included"),
        (
            {"encryption": "sse-s3", "insights": "none", "alertEveryMinutes": 5},
            "Alert path: about 1.06 USD a month while nothing happens; docs/costs.md",
        ),
        ({}, "A write in 2 regions raises an alert within a few minutes; what is"),
        ({}, "Reads aren't told, but for those that hand out credentials or secrets."),
        ({}, "Form of the alert: a mail that people read, with JSON for machines."),
        ({}, "Tags on everything that takes tags: ManagedBy=pulumi, Project=everyregion."),
        ({"tags": {}}, "Tags on everything that takes tags: none."),
        ({"alertFormat": "chat"}, "Form of the alert: Amazon Q Developer's custom notification"),
        ({"alertReads": True}, "A read or a write in 2 regions raises an alert"),
        (
            {"alertEveryMinutes": 30},
            "raises an alert within a few minutes and at most 30 more (alertEveryMinutes); what is",
        ),
        (
            {"alertIgnorePrincipals": ["arn:aws:iam::123456789012:role/backup"]},
            "Never told of, whatever they do in whatever region (alertIgnorePrincipals): "
            "arn:aws:iam::123456789012:role/backup.",
        ),
        ({"alertSkipRegions": ["us-west-2"]}, "Not watched by rules (alertSkipRegions): us-west-2."),
    ],
)
def test_a_setting_shows_in_plain_words(values: dict[str, object], sentence: str) -> None:
    assert sentence in words(**values)


def test_what_costs_nothing_is_not_listed() -> None:
    text = words(encryption="sse-s3", insights="none")
    assert "KMS: 1 USD" not in text
    assert "Insights" not in text


@pytest.mark.parametrize(
    ("check", "values", "expected"),
    [
        ("Prowler cloudtrail_multi_region_enabled", {}, "pass"),
        ("Security Hub CloudTrail.2", {}, "pass"),
        ("Security Hub CloudTrail.2", {"encryption": "sse-s3"}, "fail"),
        ("CIS 5.0 3.6", {}, "pass"),
        ("Prowler cloudtrail_insights_exist", {"insights": "none"}, "fail"),
        ("CIS 5.0 3.8", {"dataEvents": ["AWS::S3::Object"]}, "pass"),
        ("CIS 5.0 3.9", {"dataEvents": ["AWS::S3::Object"]}, "fail"),
        ("CIS 5.0 3.9", {"dataEvents": ["AWS::S3::Object"], "dataEventsReads": True}, "pass"),
        ("CIS 5.0 3.8", {"dataEvents": ["AWS::Lambda::Function"]}, "fail"),
        ("Security Hub CloudTrail.5", {}, "fail"),
        ("Prowler s3_bucket_lifecycle_enabled", {"archiveClass": "STANDARD", "expireAfterDays": 0}, "pass"),
        ("Prowler cloudtrail_bucket_requires_mfa_delete", {}, "fail"),
        ("Security Hub CloudTrail.9", {"tags": {}}, "fail"),
    ],
)
def test_a_scanners_verdict_is_predicted(check: str, values: dict[str, object], expected: str) -> None:
    assert verdict(check, **values) == expected


def test_every_verdict_that_fails_says_what_would_pass_or_why_no_setting_does() -> None:
    failing = [one for one in predictions(settings()) if one.verdict == "fail"]
    assert failing
    assert [one.checks for one in failing if bool(one.fix) == bool(one.stays)] == []


def test_what_passes_says_nothing_more() -> None:
    passing = [one for one in predictions(settings()) if one.verdict == "pass"]
    assert [one.checks for one in passing if one.fix or one.stays] == []


def test_whether_your_own_key_rotates_is_unknown() -> None:
    key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    found = predictions(settings(encryption="existing-key", kmsKeyArn=key))
    unknown = [(one.check, one.where, one.fix) for one in found if one.verdict == "unknown"]
    assert unknown == [
        ("kms_cmk_rotation_enabled", "your own key", "rotation turned on for your own key"),
    ]


@pytest.mark.parametrize(
    ("account", "expected"), [("444455556666", "pass"), ("111122223333", "fail")], ids=["own", "another's"]
)
def test_readers_of_another_account_are_what_prowler_finds(account: str, expected: str) -> None:
    found = predictions(settings(logReaders=["444455556666"]), account)
    said = {one.verdict for one in found if one.check == "s3_bucket_cross_account_access"}
    assert expected in said


def test_one_of_a_thing_is_not_told_in_the_plural() -> None:
    said = words(
        archiveClass="INTELLIGENT_TIERING", archiveAfterDays=1, alertEveryMinutes=1, alertRepeatMinutes=1
    )
    assert "after 1 day and" in said
    assert "again after 1 minute, then" in said


def test_a_trail_that_is_taken_over_is_said_to_be() -> None:
    arn = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/legacy"
    settings = validate(
        {
            "approvedRegions": ["eu-west-1"],
            "trailName": "legacy",
            "logBucketName": "old-logs",
            "adoptTrail": arn,
        },
        "eu-west-1",
    )
    made = plain_words.sections(settings, "123456789012", None)[0].lines
    assert made[0].startswith(
        "The trail legacy is taken over: it records management events of every region in account 123456789012"
    )
    assert made[1].startswith(
        "Its log bucket, old-logs, in eu-west-1: private, versioned, TLS only, written by this trail and by "
        "whom its policy lets write today."
    )
