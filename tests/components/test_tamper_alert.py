"""The tamper alert's rules: at home, and where IAM logs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components import tamper_patterns
from components.tamper_alert import message
from tests.components.cases import deployed, deployed_in, names
from tests.components.recording import Registered, Run

RULE, TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"
AT_HOME = {
    "trail", "bucket", "files", "rules", "queue", "schedule", "function", "table", "log-groups", "alarms",
    "topic", "regions",
}  # fmt: skip
WITHOUT_REGION_ALERT: dict[str, Any] = {"tamper_alert": True, "region_alert": ()}


def rules(run: Run) -> dict[str, Registered]:
    return {r.name.removeprefix("tamper-"): r for r in run.of_type(RULE) if r.name.startswith("tamper-")}


def made(**fields: Any) -> Run:
    """What is registered; with other settings than the defaults, without the region alert."""
    return deployed(**WITHOUT_REGION_ALERT, **fields) if fields else deployed()


def test_there_is_a_rule_a_subject_and_one_more_where_iam_logs() -> None:
    assert set(rules(made())) == {*AT_HOME, "keys", "roles", "roles-us-east-1"}


def test_a_rule_goes_straight_to_the_topic_and_waits_for_its_policy() -> None:
    run = made()
    for subject in (*AT_HOME, "keys", "roles"):
        target = run.one(TARGET, f"tamper-{subject}-target")
        assert target.inputs["arn"] == "arn:aws:mock:::alert-topic"
        assert target.inputs["rule"] == f"everyregion-tamper-{subject}"
        assert "alert-topic-policy" in target.waits_for


def test_a_rule_s_pattern_is_its_subject_s() -> None:
    run = made()
    topic = "arn:aws:sns:eu-west-1:111122223333:everyregion-alerts"
    for subject, pattern in tamper_patterns.at_home(names(), topic).items():
        assert json.loads(rules(run)[subject].inputs["eventPattern"]) == pattern


def test_both_keys_are_watched() -> None:
    pattern = json.loads(rules(made())["keys"].inputs["eventPattern"])
    assert pattern["detail"]["resources"] == {"ARN": ["arn:aws:mock:::log-key", "arn:aws:mock:::alert-key"]}


def test_without_keys_there_is_no_rule_for_them() -> None:
    assert "keys" not in rules(made(encryption="sse-s3"))


def test_the_existing_topic_is_the_one_that_is_watched() -> None:
    topic = "arn:aws:sns:eu-west-1:111122223333:security"
    pattern = rules(made(alert_topic_arn=topic))["topic"].inputs["eventPattern"]
    assert topic in pattern
    assert "everyregion-alerts" not in pattern


def test_the_roles_events_come_home_from_the_region_that_iam_logs_to() -> None:
    run = made()
    away, home = rules(run)["roles-us-east-1"], rules(run)["roles"]
    assert (away.inputs["region"], "eventBusName" in away.inputs) == ("us-east-1", False)
    assert home.inputs["eventBusName"] == "everyregion-alerts"
    assert "region" not in home.inputs
    assert run.one(TARGET, "tamper-roles-us-east-1-target").inputs == {
        "region": "us-east-1",
        "rule": "everyregion-tamper-roles",
        "targetId": "alert-bus",
        "arn": "arn:aws:mock:::alert-bus",
        "roleArn": "arn:aws:mock:::forward-role",
    }
    assert run.one(TARGET, "tamper-roles-target").inputs["eventBusName"] == "everyregion-alerts"


def test_where_iam_logs_at_home_the_roles_need_one_rule_on_the_default_bus() -> None:
    run = deployed("us-east-1", **WITHOUT_REGION_ALERT)
    assert "eventBusName" not in rules(run)["roles"].inputs
    assert [name for name in rules(run) if name.startswith("roles-")] == []


@pytest.mark.parametrize(
    ("partition", "away"),
    [("aws-us-gov", set()), ("aws-cn", set()), ("aws-eusc", set()), ("aws", {"us-east-1"})],
)
def test_iam_s_region_is_the_partition_s_own(partition: str, away: set[str]) -> None:
    run = deployed_in(partition, tamper_alert=True, region_alert=("delivered-logs",))
    assert {rule.inputs["region"] for rule in rules(run).values() if "region" in rule.inputs} == away


def test_it_works_without_the_region_alert() -> None:
    run = deployed(**WITHOUT_REGION_ALERT)
    assert set(rules(run)) == {*AT_HOME, "keys", "roles", "roles-us-east-1"}
    assert run.of_type("aws:lambda/function:Function") == []
    assert run.exports["alertTopicArn"] == "arn:aws:mock:::alert-topic"


def test_off_it_makes_no_rule() -> None:
    assert rules(deployed(region_alert=("rules",), tamper_alert=False)) == {}


def test_the_mail_is_a_json_string_since_sns_takes_no_other_template() -> None:
    text = json.loads(message("trail"))
    assert text.startswith("Everyregion: the audit trail was changed (trail). <what> by <who> from <from>")
    assert "\n" not in text


def test_every_field_of_the_mail_is_taken_from_the_event() -> None:
    transformer = made().one(TARGET, "tamper-trail-target").inputs["inputTransformer"]
    named = {part.partition(">")[0] for part in transformer["inputTemplate"].split("<")[1:]}
    assert named == set(transformer["inputPaths"])
    assert {path[:2] for path in transformer["inputPaths"].values()} == {"$."}
