"""From an API call in a region to the queue at home, and everything that can stand in the way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.rehearsal import pipeline, world
from tests.rehearsal.pipeline import AWAY, build
from tests.rehearsal.world import put_activity
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.stand_ins.activity import put_activities
from wizard.rehearsal.stand_ins.event_delivery import seen_by

ALL = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
CALL = {"detail-type": "AWS API Call via CloudTrail"}


def test_a_call_in_a_watched_region_arrives_at_home_once(account: EmulatedAccount) -> None:
    path = build(account)
    record = put_activity(account, AWAY, {"eventName": "RunInstances"})
    (event,) = path.arrived()
    assert event["detail"] == record
    assert (event["source"], event["detail-type"]) == ("aws.ec2", "AWS API Call via CloudTrail")
    assert event["detail"]["awsRegion"] == AWAY
    assert account.undelivered == []


def test_the_envelopes_region_is_the_buss_after_forwarding(account: EmulatedAccount) -> None:
    path = build(account)
    put_activity(account, AWAY, {})
    assert path.arrived()[0]["region"] == world.HOME


def test_a_call_where_no_rule_watches_arrives_nowhere(account: EmulatedAccount) -> None:
    path = build(account)
    put_activity(account, "ap-south-1", {})
    assert path.arrived() == []


def test_an_event_that_the_pattern_doesnt_match_stays(account: EmulatedAccount) -> None:
    path = build(account, pattern={"source": ["aws.iam"]})
    put_activity(account, AWAY, {})
    assert path.arrived() == []


def test_a_disabled_rule_delivers_nothing(account: EmulatedAccount) -> None:
    path = build(account, state="DISABLED")
    put_activity(account, AWAY, {})
    assert path.arrived() == []


@pytest.mark.parametrize(
    ("who", "is_on", "arrived"),
    [("events", True, 1), ("events", False, 0), ("sns", True, 0)],
    ids=["a key that EventBridge may use", "one that is off", "one that EventBridge may not use"],
)
def test_a_bus_with_a_key_matches_its_rules_as_long_as_eventbridge_can_decrypt_them(
    account: EmulatedAccount, who: str, is_on: bool, arrived: int
) -> None:
    path = build(account)
    kms = account.client("kms", AWAY)
    allow = {"Effect": "Allow", "Principal": {"Service": f"{who}.amazonaws.com"}, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**allow, "Action": "kms:Decrypt"}]})
    key = kms.create_key(Policy=policy, BypassPolicyLockoutSafetyCheck=True)["KeyMetadata"]["Arn"]
    account.client("events", AWAY).update_event_bus(Name="default", KmsKeyIdentifier=key)
    if not is_on:
        kms.disable_key(KeyId=key)
    put_activity(account, AWAY, {})
    assert len(path.arrived()) == arrived


def test_a_rule_disabled_by_hand_delivers_nothing(account: EmulatedAccount) -> None:
    path = build(account)
    account.client("events", AWAY).disable_rule(Name="watch")
    put_activity(account, AWAY, {})
    assert path.arrived() == []


def test_reads_need_the_wider_state_in_both_rules(account: EmulatedAccount) -> None:
    read = {"eventName": "DescribeInstances", "readOnly": True}
    path = build(account, state=ALL, bus_state="ENABLED")
    put_activity(account, AWAY, read)
    assert path.arrived() == []
    account.client("events").put_rule(
        Name="collect", EventBusName="alerts", State=ALL, EventPattern=json.dumps(pipeline.CALLS)
    )
    put_activity(account, AWAY, read)
    assert [event["detail"]["eventName"] for event in path.arrived()] == ["DescribeInstances"]


@pytest.mark.parametrize(
    ("state", "detail", "seen"),
    [
        ("ENABLED", {"eventName": "RunInstances"}, True),
        ("ENABLED", {"eventName": "DescribeInstances"}, False),
        ("ENABLED", {"eventName": "ListBuckets"}, False),
        ("ENABLED", {"eventName": "GetSecretValue"}, False),
        ("ENABLED", {"eventName": "GetObject", "managementEvent": False}, True),
        (ALL, {"eventName": "DescribeInstances"}, True),
        ("DISABLED", {"eventName": "RunInstances"}, False),
    ],
)
def test_what_a_rule_sees_depends_on_its_state(state: str, detail: dict[str, Any], seen: bool) -> None:
    assert seen_by(state, {**CALL, "detail": detail}) is seen


def test_a_role_that_may_not_forward_stops_the_event(account: EmulatedAccount) -> None:
    path = build(account, may_forward=False)
    put_activity(account, AWAY, {})
    assert path.arrived() == []
    assert "events:PutEvents" in account.undelivered[0]


def test_a_queue_policy_that_names_another_rule_stops_the_event(account: EmulatedAccount) -> None:
    path = build(account, queue_lets_in=False)
    put_activity(account, AWAY, {})
    assert path.arrived() == []
    assert "sqs:SendMessage" in account.undelivered[0]


def test_a_deleted_role_stops_the_event(account: EmulatedAccount) -> None:
    path = build(account)
    account.client("iam").delete_role_policy(RoleName="forward", PolicyName="own")
    account.client("iam").delete_role(RoleName="forward")
    put_activity(account, AWAY, {})
    assert path.arrived() == []
    assert "doesn't exist" in account.undelivered[0]


def test_a_deleted_bus_stops_the_event(account: EmulatedAccount) -> None:
    path = build(account)
    account.client("events").remove_targets(Rule="collect", EventBusName="alerts", Ids=["queue"])
    account.client("events").delete_rule(Name="collect", EventBusName="alerts")
    account.client("events").delete_event_bus(Name="alerts")
    put_activity(account, AWAY, {})
    assert path.arrived() == []
    assert "no event bus alerts" in account.undelivered[0]


def test_a_deleted_queue_stops_the_event(account: EmulatedAccount) -> None:
    path = build(account)
    account.client("sqs").delete_queue(QueueUrl=path.url)
    put_activity(account, AWAY, {})
    assert "no queue events" in account.undelivered[0]


def test_what_cant_be_delivered_goes_to_the_dead_letters(account: EmulatedAccount) -> None:
    build(account, may_forward=False)
    sqs, events = account.client("sqs", AWAY), account.client("events", AWAY)
    url, letters = world.make(account, "sqs/queue:Queue", name="letters", region=AWAY)
    rule = account.arn("events", "rule/watch", AWAY)
    allowed = world.allow("events", "sqs:SendMessage", letters["arn"], ArnEquals={"aws:SourceArn": rule})
    world.make(account, "sqs/queuePolicy:QueuePolicy", queueUrl=url, policy=world.text(allowed), region=AWAY)
    (target,) = events.list_targets_by_rule(Rule="watch")["Targets"]
    events.put_targets(Rule="watch", Targets=[{**target, "DeadLetterConfig": {"Arn": letters["arn"]}}])
    record = put_activity(account, AWAY, {})
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"])["detail"]["eventID"] == record["eventID"]


def test_an_event_is_forwarded_only_once(account: EmulatedAccount) -> None:
    build(account)
    second = world.make(account, "cloudwatch/eventBus:EventBus", name="second")[1]["arn"]
    forward = world.role(account, "further", "events", policy=world.may("events:PutEvents"))
    inputs = {"eventBusName": "alerts", "arn": second, "roleArn": forward, "targetId": "further"}
    world.make(account, "cloudwatch/eventTarget:EventTarget", rule="collect", **inputs)
    put_activity(account, AWAY, {})
    assert any("isn't forwarded again" in line for line in account.undelivered)


def test_events_put_by_hand_take_the_same_way(account: EmulatedAccount) -> None:
    path = build(account)
    entry = {
        "Source": "aws.ec2",
        "DetailType": CALL["detail-type"],
        "Detail": '{"eventName": "RunInstances"}',
    }
    account.client("events", AWAY).put_events(Entries=[entry])
    assert [event["detail"] for event in path.arrived()] == [{"eventName": "RunInstances"}]


def test_without_a_logging_trail_there_are_no_events(account: EmulatedAccount) -> None:
    path = build(account)
    account.client("cloudtrail").stop_logging(Name=world.TRAIL)
    put_activity(account, AWAY, {})
    assert path.arrived() == []
    assert "no trail that is logging" in account.undelivered[0]


def test_a_target_that_the_program_has_none_of_is_told_of(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    world.trail(account)
    arn = world.make(account, "sns/topic:Topic", name="tamper")[0]
    world.make(
        account, "cloudwatch/eventRule:EventRule", name="tamper", eventPattern=json.dumps(pipeline.CALLS)
    )
    world.make(account, "cloudwatch/eventTarget:EventTarget", rule="tamper", targetId="topic", arn=arn)
    put_activity(account, world.HOME, {})
    assert "sns as a target isn't part of the rehearsal" in account.undelivered[0]


def test_a_thousand_calls_arrive_in_seconds_each_once(account: EmulatedAccount) -> None:
    path = build(account)
    records = put_activities(account, AWAY, [{"eventName": f"Put{number}"} for number in range(1000)])
    arrived = [event["detail"]["eventID"] for event in path.arrived()]
    assert sorted(arrived) == sorted(record["eventID"] for record in records)
