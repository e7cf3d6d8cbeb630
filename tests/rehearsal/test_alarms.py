"""How CloudWatch judges an alarm, and what the project's own alarms do when the alert is tampered with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.rehearsal.conftest import HOME
from tests.rehearsal.inbox import Inbox, Message, collect_messages
from tests.rehearsal.world import put_activity
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.activity import put_activities
from wizard.rehearsal.stand_ins.alarms import ALARM, OK, UNKNOWN, look, state
from wizard.rehearsal.stand_ins.schedules import tick

BEATS = {
    "EvaluationPeriods": 3,
    "ComparisonOperator": "LessThanThreshold",
    "Threshold": 1,
    "TreatMissingData": "missing",
}


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
@pytest.mark.parametrize(
    ("missing", "points", "before", "after"),
    [
        ("missing", [None] * 5, UNKNOWN, UNKNOWN),
        ("breaching", [None] * 5, UNKNOWN, ALARM),
        ("ignore", [None] * 5, OK, OK),
        ("notBreaching", [None] * 5, OK, OK),
        ("missing", [None, None, None, None, 5], UNKNOWN, OK),
        ("missing", [5, 5, None, None, None], OK, OK),
        ("missing", [5, None, None, None, None], OK, OK),
        ("missing", [None] * 5, OK, UNKNOWN),
        ("missing", [5, 5, 0, 0, 0], OK, ALARM),
        ("missing", [0, 0, 0, 0, 5], ALARM, OK),
        ("breaching", [None, None, None, None, 5], OK, OK),
        ("notBreaching", [None, None, None, None, 0], OK, OK),
    ],
)
def test_missing_data_counts_as_the_alarm_says(
    missing: str, points: list[float | None], before: str, after: str
) -> None:
    assert state({**BEATS, "TreatMissingData": missing}, points, before) == after


def record(call: str, service: str, /, **parameters: Any) -> dict[str, Any]:
    return {
        "eventName": call,
        "eventSource": f"{service}.amazonaws.com",
        "requestParameters": parameters,
    }


@dataclass(frozen=True)
class Deployed:
    account: EmulatedAccount
    exports: dict[str, Any]

    def pass_minutes(self, minutes: int) -> None:
        """Schedules run and alarms are judged, each minute."""
        for _ in range(minutes):
            tick(self.account)
            look(self.account)

    def tampers(self, call: str, service: str, region: str = HOME, /, **parameters: Any) -> None:
        put_activity(self.account, region, record(call, service, **parameters))


CONFIG = {
    "everyregion:approvedRegions": json.dumps([HOME]),
    "everyregion:alertEmails": json.dumps(["ops@example.com"]),
}


@pytest.fixture
def deployed() -> Iterator[Deployed]:
    with open_account(HOME) as account:
        run = deploy(account, CONFIG)
        assert run.refusal is None
        yield Deployed(account, dict(run.exports))


def alarms(messages: list[Message]) -> list[str]:
    """The subjects of what alarms sent."""
    return [message.subject for message in messages if ': "everyregion-' in message.subject]


def read(inbox: Inbox) -> list[str]:
    """The same, without what only says that all is well."""
    return [subject for subject in alarms(inbox.read()) if not subject.startswith("OK")]


TAMPER_ALARM = f'ALARM: "everyregion-alert-tamper" in {HOME}'
NO_HEARTBEAT = f'INSUFFICIENT_DATA: "everyregion-alert-heartbeat" in {HOME}'


def test_after_a_first_deploy_no_alarm_goes_off(deployed: Deployed) -> None:
    with collect_messages(deployed.account, deployed.exports["alertTopicArn"]) as inbox:
        look(deployed.account)
        deployed.pass_minutes(20)
        assert read(inbox) == []


def test_a_function_that_stops_after_it_ran_is_told_once_within_25_minutes(deployed: Deployed) -> None:
    account = deployed.account
    with collect_messages(account, deployed.exports["alertTopicArn"]) as inbox:
        deployed.pass_minutes(10)
        account.client("scheduler").delete_schedule(Name="everyregion-alert-digest")
        deployed.pass_minutes(25)
        assert read(inbox) == [NO_HEARTBEAT]
        deployed.pass_minutes(15)
        assert read(inbox) == []


GONE = {
    "function": ("lambda", "delete_function", {"FunctionName": "everyregion-alert-digest"}),
    "schedule": ("scheduler", "delete_schedule", {"Name": "everyregion-alert-digest"}),
    "queue": ("sqs", "delete_queue", {}),
}


@pytest.mark.parametrize("part", GONE)
def test_with_a_part_of_the_alert_gone_somebody_is_still_told_of_tampering(
    deployed: Deployed, part: str
) -> None:
    account, (service, call, parameters) = deployed.account, GONE[part]
    given = parameters or {"QueueUrl": deployed.exports["alertQueueUrl"]}
    with collect_messages(account, deployed.exports["alertTopicArn"]) as inbox:
        deployed.pass_minutes(5)
        inbox.read()
        getattr(account.client(service), call)(**given)
        deployed.tampers("StopLogging", "cloudtrail", name="everyregion")
        deployed.pass_minutes(1)
        assert TAMPER_ALARM in read(inbox)


def test_a_change_of_a_role_comes_home_and_is_told_by_the_same_alarm(deployed: Deployed) -> None:
    role = f"everyregion-{HOME}-alert-digest"
    with collect_messages(deployed.account, deployed.exports["alertTopicArn"]) as inbox:
        deployed.tampers("PutRolePolicy", "iam", "us-east-1", roleName=role)
        look(deployed.account)
        assert read(inbox) == [TAMPER_ALARM]


def test_a_thousand_calls_in_a_minute_are_one_alarm(deployed: Deployed) -> None:
    url = deployed.exports["alertQueueUrl"]
    url = f"https://sqs.{HOME}.amazonaws.com/{deployed.account.id}/{url.rpartition('/')[2]}"
    tagging = record("TagQueue", "sqs", queueUrl=url, tags={"a": "b"})
    with collect_messages(deployed.account, deployed.exports["alertTopicArn"]) as inbox:
        put_activities(deployed.account, HOME, [tagging] * 1000, files=False)
        for _ in range(6):
            look(deployed.account)
            deployed.account.clock.skip(60)
        assert read(inbox) == [TAMPER_ALARM]


def test_it_says_nothing_when_it_is_over_and_speaks_again_at_the_next_burst(deployed: Deployed) -> None:
    account = deployed.account
    with collect_messages(account, deployed.exports["alertTopicArn"]) as inbox:
        for _ in range(2):
            deployed.tampers("StopLogging", "cloudtrail", name="everyregion")
            look(account)
            account.clock.skip(3600)
            look(account)
        spoke = [subject for subject in alarms(inbox.read()) if "tamper" in subject]
    assert spoke == [TAMPER_ALARM, TAMPER_ALARM]


def test_activity_in_an_unapproved_region_is_no_tampering(deployed: Deployed) -> None:
    with collect_messages(deployed.account, deployed.exports["alertTopicArn"]) as inbox:
        put_activity(deployed.account, "us-west-2", {"eventName": "CreateKeyPair"})
        look(deployed.account)
        assert read(inbox) == []


def test_an_alarm_that_may_not_publish_is_noted(deployed: Deployed) -> None:
    account, topic = deployed.account, deployed.exports["alertTopicArn"]
    account.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue="{}")
    deployed.tampers("StopLogging", "cloudtrail", name="everyregion")
    look(account)
    assert any("alarm everyregion-alert-tamper" in line for line in account.undelivered)
