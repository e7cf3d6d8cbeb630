"""The tamper alert's rules, at home and where IAM logs, and the alarm on them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.region_alert.function.digest import tamper_check
from components.tamper_alert import message
from tests.components.cases import deployed, deployed_in, names
from tests.components.matching import tamper_rule_patterns
from tests.components.recording import Registered, Run

RULE, TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"
ALARM, FUNCTION = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:lambda/function:Function"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:everyregion-alerts"
LOG_KEY, ALERT_KEY = "arn:aws:mock:::log-key", "arn:aws:mock:::alert-key"
WITHOUT_REGION_ALERT: dict[str, Any] = {"tamper_alert": True, "region_alert": ()}


def rules(run: Run) -> dict[str, Registered]:
    return {r.name.removeprefix("tamper-"): r for r in run.of_type(RULE) if r.name.startswith("tamper-")}


def test_two_rules_at_home_share_the_subjects_and_one_more_is_where_iam_logs() -> None:
    assert set(rules(deployed())) == {"trail", "function", "roles", "roles-us-east-1"}


def test_a_rule_s_pattern_is_that_of_its_subjects_both_keys_among_them() -> None:
    run = deployed()
    expected = tamper_rule_patterns(names(), [LOG_KEY, ALERT_KEY])
    found = {name: json.loads(rules(run)[name].inputs["eventPattern"]) for name in expected}
    assert found == expected
    assert json.dumps([LOG_KEY, ALERT_KEY]) in json.dumps(found["function"])


def test_a_pattern_is_written_without_white_space_which_would_count() -> None:
    for rule in rules(deployed()).values():
        text = rule.inputs["eventPattern"]
        assert text == json.dumps(json.loads(text), separators=(",", ":"))


def test_a_rule_at_home_fills_the_alert_queue_with_the_whole_event_and_waits_for_its_policy() -> None:
    run = deployed()
    for name in ("trail", "function", "roles"):
        target = run.one(TARGET, f"tamper-{name}-target")
        assert target.inputs["arn"] == "arn:aws:mock:::alert-queue"
        assert target.inputs["rule"] == f"everyregion-tamper-{name}"
        assert target.inputs["inputTransformer"] == {
            "inputTemplate": f'{{"tamper": "{name}", "event": <aws.events.event.json>}}'
        }
        assert "alert-queue-policy" in target.waits_for


def test_the_message_is_json_once_the_event_is_in_it() -> None:
    whole = message("trail").replace("<aws.events.event.json>", json.dumps({"detail": {"x": '"'}}))
    assert json.loads(whole) == {"tamper": "trail", "event": {"detail": {"x": '"'}}}


def test_without_keys_no_pattern_is_about_them() -> None:
    run = deployed(**WITHOUT_REGION_ALERT, encryption="sse-s3")
    assert "kms" not in json.dumps([rule.inputs for rule in rules(run).values()])


def test_the_existing_topic_is_the_one_that_is_watched() -> None:
    topic = "arn:aws:sns:eu-west-1:111122223333:security"
    pattern = rules(deployed(alert_topic_arn=topic))["function"].inputs["eventPattern"]
    assert topic in pattern
    assert TOPIC not in pattern


def test_the_roles_events_come_home_from_the_region_that_iam_logs_to() -> None:
    run = deployed()
    away, home = rules(run)["roles-us-east-1"], rules(run)["roles"]
    assert (away.inputs["region"], "eventBusName" in away.inputs) == ("us-east-1", False)
    assert home.inputs["eventBusName"] == "everyregion-alerts"
    assert "region" not in home.inputs
    assert away.inputs["eventPattern"] == home.inputs["eventPattern"]
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


def test_us_east_1_among_the_skipped_regions_drops_the_rule_there_and_what_it_feeds_alone() -> None:
    run = deployed(alert_skip_regions=("us-east-1",))
    assert set(rules(run)) == {"trail", "function"}
    queries = run.one(ALARM, "tamper-alarm").inputs["metricQueries"]
    assert [one["id"] for one in queries] == ["m1", "m2", "matches"]


def test_without_rules_and_without_us_east_1_nothing_is_forwarded_and_there_is_no_bus() -> None:
    run = deployed(region_alert=("delivered-logs",), alert_skip_regions=("us-east-1",))
    assert run.of_type("aws:cloudwatch/eventBus:EventBus") == []


@pytest.mark.parametrize(
    ("partition", "away"),
    [("aws-us-gov", set()), ("aws-cn", set()), ("aws-eusc", set()), ("aws", {"us-east-1"})],
)
def test_iam_s_region_is_the_partition_s_own(partition: str, away: set[str]) -> None:
    run = deployed_in(partition, tamper_alert=True, region_alert=("delivered-logs",))
    assert {rule.inputs["region"] for rule in rules(run).values() if "region" in rule.inputs} == away


def test_without_the_region_alert_queue_and_digest_are_there_for_it_all_the_same() -> None:
    run = deployed(**WITHOUT_REGION_ALERT)
    assert set(rules(run)) == {"trail", "function", "roles", "roles-us-east-1"}
    variables = run.one(FUNCTION).inputs["environment"]["variables"]
    assert (variables["LOG_BUCKET"], variables["WATCHED_REGIONS"], variables["ALERT_BUS_ARN"]) == ("", "", "")
    assert run.exports["alertTopicArn"] == "arn:aws:mock:::alert-topic"
    assert run.exports["watchedRegions"] == []


def test_off_it_makes_no_rule_and_no_alarm() -> None:
    run = deployed(region_alert=("rules",), tamper_alert=False)
    assert rules(run) == {}
    assert "tamper-alarm" not in {alarm.name for alarm in run.of_type(ALARM)}


def matched(rule: str, **more: str) -> dict[str, Any]:
    return {
        "namespace": "AWS/Events",
        "metricName": "MatchedEvents",
        "dimensions": {**more, "RuleName": f"everyregion-tamper-{rule}"},
        "period": 300,
        "stat": "Sum",
    }


def test_one_alarm_is_on_what_the_rules_at_home_match_and_needs_neither_queue_nor_function() -> None:
    alarm = deployed().one(ALARM, "tamper-alarm")
    assert alarm.inputs["name"] == "everyregion-alert-tamper"
    assert alarm.inputs["metricQueries"] == [
        {"id": "m1", "returnData": False, "metric": matched("trail")},
        {"id": "m2", "returnData": False, "metric": matched("function")},
        {"id": "m3", "returnData": False, "metric": matched("roles", EventBusName="everyregion-alerts")},
        {
            "id": "matches",
            "expression": "SUM(FILL(METRICS(), 0))",
            "label": "Changes to the audit trail or its alert",
            "returnData": True,
        },
    ]
    assert (alarm.inputs["comparisonOperator"], alarm.inputs["threshold"]) == ("GreaterThanThreshold", 0)
    assert (alarm.inputs["evaluationPeriods"], alarm.inputs["treatMissingData"]) == (1, "notBreaching")
    assert "alert-topic-policy" in alarm.waits_for


def test_the_alarm_is_one_mail_a_burst_and_none_when_it_is_over() -> None:
    inputs = deployed().one(ALARM, "tamper-alarm").inputs
    assert inputs["alarmActions"] == ["arn:aws:mock:::alert-topic"]
    assert "okActions" not in inputs
    assert "insufficientDataActions" not in inputs


def test_the_alarm_says_what_to_do_when_no_digest_follows() -> None:
    words = deployed().one(ALARM, "tamper-alarm").inputs["alarmDescription"]
    assert words.startswith("Somebody changed the audit trail, its bucket, its keys or the alert itself. ")
    assert "if none comes, the alert was silenced: look in CloudTrail." in words
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    assert len(words) <= 1024


def test_the_function_is_told_which_rules_to_look_for() -> None:
    variables = deployed().one(FUNCTION).inputs["environment"]["variables"]
    assert variables["TAMPER_PREFIX"] == "everyregion-tamper-"
    assert variables["TAMPER_RULES"] == "trail,function,us-east-1:roles,/roles"
    told = {**variables, "QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/111122223333/everyregion-alerts"}
    queue = "arn:aws:sqs:eu-west-1:111122223333:everyregion-alerts"
    bus = "arn:aws:events:eu-west-1:111122223333:event-bus/everyregion-alerts"
    assert [(r.region, r.bus, r.name, r.target) for r in tamper_check.expected(told)] == [
        ("eu-west-1", "", "everyregion-tamper-trail", queue),
        ("eu-west-1", "", "everyregion-tamper-function", queue),
        ("us-east-1", "", "everyregion-tamper-roles", bus),
        ("eu-west-1", "everyregion-alerts", "everyregion-tamper-roles", queue),
    ]
