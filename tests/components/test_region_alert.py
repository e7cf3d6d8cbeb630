"""The region alert's way: rules in other regions, the bus at home, the queue."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.region_alert import patterns
from tests.components.cases import ALERT_OTHERWISE, EVERYTHING, LOGS_ALONE, PLACES, deployed, deployed_in
from tests.components.matching import call, matches
from tests.components.recording import Registered, Run

RULE, TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"
ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


def watching(run: Run) -> dict[str, Registered]:
    return {r.name.removeprefix("watch-"): r for r in run.of_type(RULE) if r.name.startswith("watch-")}


def test_a_rule_is_in_every_enabled_region_that_is_not_approved() -> None:
    assert sorted(watching(deployed())) == ["ap-south-1", "eu-central-1", "us-east-1", "us-west-2"]


def test_no_rule_is_in_an_approved_or_skipped_region() -> None:
    run = deployed(**ALERT_OTHERWISE)
    assert sorted(watching(run)) == ["eu-central-1"]
    assert run.exports["watchedRegions"] == ["eu-central-1"]


def test_a_region_that_aws_opened_since_is_watched_at_the_next_deploy() -> None:
    run = deployed(enabled=("eu-west-1", "eu-moon-1"), tamper_alert=False)
    assert sorted(watching(run)) == ["eu-moon-1"]


def test_a_rule_and_its_target_lie_in_the_region_that_they_watch() -> None:
    run = deployed()
    for region, rule in watching(run).items():
        assert rule.inputs["region"] == region
        assert run.one(TARGET, f"watch-{region}-target").inputs["region"] == region


def test_a_rule_that_fills_the_queue_waits_for_the_policy_that_lets_it_in() -> None:
    # EventBridge doesn't retry what was refused.
    run = deployed(**EVERYTHING)
    fills = [t for t in run.of_type(TARGET) if t.inputs["targetId"] == "alert-queue"]
    assert sorted(target.name for target in fills if "alert-queue-policy" in target.waits_for) == [
        "alert-bus-target",
        "delivered-logs-target",
        "tamper-function-target",
        "tamper-roles-target",
        "tamper-trail-target",
    ]


def test_a_rule_is_on_the_region_s_default_bus_where_cloudtrail_s_events_are() -> None:
    assert [rule.name for rule in watching(deployed()).values() if "eventBusName" in rule.inputs] == []


def test_a_rule_s_pattern_is_its_region_s() -> None:
    for region, rule in watching(deployed()).items():
        assert json.loads(rule.inputs["eventPattern"]) == patterns.regional("aws", region)


def test_a_rule_forwards_to_the_bus_at_home_with_the_role_for_it() -> None:
    run = deployed()
    target = run.one(TARGET, "watch-us-east-1-target")
    assert target.inputs == {
        "region": "us-east-1",
        "rule": "everyregion-region-alert",
        "targetId": "alert-bus",
        "arn": "arn:aws:mock:::alert-bus",
        "roleArn": "arn:aws:mock:::forward-role",
    }
    # EventBridge doesn't try again what lacked its permission.
    assert "forward-role-policy" in target.waits_for


def test_only_what_watches_another_region_lies_there() -> None:
    run = deployed()
    elsewhere = {r.name for r in run.resources if "region" in r.inputs and r.type.startswith("aws:")}
    assert all(name.startswith(("watch-", "tamper-roles-us-east-1")) for name in elsewhere)


def test_the_rule_on_the_bus_takes_every_region_s_events_to_the_queue() -> None:
    run = deployed()
    rule = run.one(RULE, "alert-bus-rule")
    assert rule.inputs["eventBusName"] == "everyregion-alerts"
    assert json.loads(rule.inputs["eventPattern"]) == patterns.home_bus()
    assert run.one(TARGET, "alert-bus-target").inputs == {
        "rule": "everyregion-region-alert",
        "eventBusName": "everyregion-alerts",
        "targetId": "alert-queue",
        "arn": "arn:aws:mock:::alert-queue",
    }


@pytest.mark.parametrize("reads", [False, True])
def test_every_rule_on_the_way_sees_all_events_so_that_its_pattern_decides(reads: bool) -> None:
    run = deployed(**(ALERT_OTHERWISE if reads else {}))
    on_the_way = [*watching(run).values(), run.one(RULE, "alert-bus-rule")]
    assert {rule.inputs["state"] for rule in on_the_way} == {ALL_EVENTS}


@pytest.mark.parametrize("reads", [False, True])
def test_a_rule_lets_reads_through_where_they_alert(reads: bool) -> None:
    run = deployed(**(ALERT_OTHERWISE if reads else {}))
    read = call("eu-central-1", eventName="DescribeInstances", readOnly=True)
    for rule in watching(run).values():
        assert matches(json.loads(rule.inputs["eventPattern"]), read) == reads


def test_the_queue_keeps_what_nobody_has_read_for_two_weeks_and_sets_bad_messages_aside() -> None:
    inputs = deployed().one("aws:sqs/queue:Queue", "alert-queue").inputs
    assert inputs["name"] == "everyregion-alerts"
    assert inputs["messageRetentionSeconds"] == 1_209_600
    assert inputs["sqsManagedSseEnabled"] is True
    assert json.loads(inputs["redrivePolicy"]) == {
        "deadLetterTargetArn": "arn:aws:mock:::alert-dead-letters",
        "maxReceiveCount": 5,
    }


def test_a_message_stays_hidden_longer_than_a_run_of_the_function_lasts() -> None:
    run = deployed()
    hidden = run.one("aws:sqs/queue:Queue", "alert-queue").inputs["visibilityTimeoutSeconds"]
    assert hidden > run.one("aws:lambda/function:Function").inputs["timeout"]


def test_dead_letters_are_kept_for_two_weeks() -> None:
    inputs = deployed().one("aws:sqs/queue:Queue", "alert-dead-letters").inputs
    assert inputs["name"] == "everyregion-alert-dead-letters"
    assert inputs["messageRetentionSeconds"] == 1_209_600
    assert inputs["sqsManagedSseEnabled"] is True


def test_no_queue_is_a_fifo_since_eventbridge_needs_a_standard_one() -> None:
    assert [q.name for q in deployed().of_type("aws:sqs/queue:Queue") if q.inputs.get("fifoQueue")] == []


def test_the_queue_s_policy_is_for_this_queue() -> None:
    policy = deployed().one("aws:sqs/queuePolicy:QueuePolicy", "alert-queue-policy")
    assert policy.inputs["queueUrl"] == "https://queue/alert-queue"


def test_delivered_logs_come_by_one_rule_at_home_into_the_same_queue() -> None:
    run = deployed(region_alert=("delivered-logs",))
    rule = run.one(RULE, "delivered-logs")
    assert json.loads(rule.inputs["eventPattern"]) == patterns.delivered_logs(
        "everyregion-111122223333-eu-west-1", log_folder="AWSLogs"
    )
    assert run.one(TARGET, "delivered-logs-target").inputs == {
        "rule": "everyregion-delivered-logs",
        "targetId": "alert-queue",
        "arn": "arn:aws:mock:::alert-queue",
    }


def test_delivered_logs_alone_need_no_bus_and_no_rule_elsewhere() -> None:
    run = deployed(region_alert=("delivered-logs",), tamper_alert=False)
    assert [r.name for r in run.of_type(RULE)] == ["delivered-logs"]
    assert run.of_type("aws:cloudwatch/eventBus:EventBus") == []
    assert run.exports["watchedRegions"] == []


def test_rules_alone_read_no_delivered_logs() -> None:
    run = deployed(region_alert=("rules",), tamper_alert=False)
    assert [r.name for r in run.of_type(RULE) if r.name == "delivered-logs"] == []
    assert run.of_type("aws:s3/bucketNotification:BucketNotification") == []


ALERTING = ("events", "sqs", "sns", "lambda", "dynamodb", "scheduler", "iam", "cloudwatch")


@pytest.mark.parametrize("partition", PLACES)
def test_an_alert_that_is_off_makes_nothing_of_it(partition: str) -> None:
    run = deployed_in(partition, **LOGS_ALONE)
    assert [r.name for r in run.resources if r.type.startswith(tuple(f"aws:{s}/" for s in ALERTING))] == []
    assert {r.type for r in run.resources if r.type.startswith("everyregion:")} == {
        f"everyregion:index:{kind}" for kind in ("AuditTrail", "LogKey", "LogBucket", "Trail")
    }


def test_a_home_where_everything_enabled_is_approved_still_has_its_bus_and_queue() -> None:
    run: Any = deployed(enabled=("eu-west-1",), tamper_alert=False)
    assert watching(run) == {}
    assert len(run.of_type("aws:cloudwatch/eventBus:EventBus")) == 1
    assert len(run.of_type("aws:lambda/function:Function")) == 1
