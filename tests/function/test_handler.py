"""The handler: settings from the environment, one log line, and a heartbeat in it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from components.region_alert import function
from components.region_alert.function.digest import handler as handlers
from components.region_alert.function.digest.heartbeat import log_line
from components.region_alert.function.digest.report import Report
from components.region_alert.function.digest.settings import Settings
from tests.function.cases import SETTINGS
from tests.function.scene import World, event

ENVIRONMENT = {
    "QUEUE_URL": SETTINGS.queue_url,
    "TABLE_NAME": "digest",
    "TOPIC_ARN": SETTINGS.topic_arn,
    "HOME_REGION": "eu-west-1",
    "PARTITION": "aws",
    "ACCOUNT_ID": "111122223333",
    "APPROVED_REGIONS": "eu-west-1,eu-central-1",
    "ALERT_READS": "false",
    "ALERT_REPEAT_MINUTES": "60",
    "ALERT_FORMAT": "text",
    "IGNORE_PRINCIPALS": "[]",
    "LOG_BUCKET": "trail-logs",
    "TRAIL_NAME": "everyregion",
}
SOURCE = Path(str(function.__file__)).parent / "digest"


def test_settings_come_from_the_environment() -> None:
    assert Settings.from_environment({**ENVIRONMENT, "QUEUE_WAIT_SECONDS": "0"}) == SETTINGS


def test_settings_that_differ_come_from_the_environment_too() -> None:
    changed = {
        "ALERT_READS": "true",
        "ALERT_REPEAT_MINUTES": "5",
        "ALERT_FORMAT": "chat",
        "LOG_BUCKET": "",
        "IGNORE_PRINCIPALS": '["arn:aws:iam::111122223333:role/ci"]',
        "APPROVED_REGIONS": "sa-east-1",
    }
    settings = Settings.from_environment({**ENVIRONMENT, **changed})
    assert (settings.alert_reads, settings.repeat_minutes, settings.chat, settings.log_bucket) == (
        True,
        5,
        True,
        "",
    )
    assert [pattern.source for pattern in settings.ignored_principals] == [
        "arn:aws:iam::111122223333:role/ci"
    ]
    assert settings.approved_regions == frozenset({"sa-east-1"})
    assert settings.queue_wait_seconds == 1


@pytest.mark.parametrize(
    "name", ["QUEUE_URL", "TABLE_NAME", "TOPIC_ARN", "HOME_REGION", "PARTITION", "APPROVED_REGIONS"]
)
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        Settings.from_environment({key: value for key, value in ENVIRONMENT.items() if key != name})


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 300_000


def test_a_run_prints_one_line_with_the_metric_that_is_paid_for_and_the_numbers_that_are_not(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.send(event(), event(1, eventType="AwsServiceEvent"))
    world.queue.send("\u202e junk\n")
    handlers.digest(SETTINGS, world.clients(), Context())
    [printed] = capsys.readouterr().out.splitlines()
    assert printed.isascii()
    found = json.loads(printed)
    [metrics] = found["_aws"]["CloudWatchMetrics"]
    assert (metrics["Namespace"], metrics["Dimensions"]) == ("Everyregion", [["TrailName"]])
    assert metrics["Metrics"] == [{"Name": "Heartbeat", "Unit": "Count"}]
    assert (found["TrailName"], found["Heartbeat"], found["MessagesHandled"], found["Alerts"]) == (
        "everyregion",
        1,
        3,
        1,
    )
    assert found["problems"] == ["not JSON: JSONDecodeError"]


def test_an_idle_run_has_a_heartbeat(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    handlers.digest(SETTINGS, world.clients())
    assert json.loads(capsys.readouterr().out)["Heartbeat"] == 1


@pytest.mark.parametrize(
    "outcome", ["busy", "stopped: another run holds the lease", "the queue can't be read: X"]
)
def test_a_run_that_did_not_come_to_its_end_has_none(outcome: str) -> None:
    assert json.loads(log_line(Report(outcome=outcome), "everyregion", 0))["Heartbeat"] == 0


def test_the_lag_is_that_of_the_oldest_message(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.send(event(0))
    world.minutes_pass(2)
    world.send(event(1))
    world.minutes_pass(1)
    report = world.run()
    assert json.loads(log_line(report, "everyregion", world.clock()))["LagSeconds"] == 180.0


def test_nothing_of_an_event_is_logged(world: World) -> None:
    world.send(event(name="Zebra", userIdentity={"arn": "arn:aws:iam::111122223333:user/zebra"}))
    world.queue.send("zebra")
    assert "zebra" not in log_line(world.run(), "everyregion", 0).lower()


def test_the_function_runs_in_lambda_with_nothing_but_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "digest").symlink_to(SOURCE)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import digest.handler as h; print(h.handler.__name__)"
    )
    command = [sys.executable, "-I", "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.strip() == "handler"


def test_the_function_needs_nothing_that_lambda_does_not_have() -> None:
    imported = set()
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add(str(node.module).partition(".")[0])
    assert sorted(imported - sys.stdlib_module_names) == ["boto3", "botocore"]


@mock_aws
def test_the_handler_goes_from_queue_to_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    sqs, sns = boto3.client("sqs", "eu-west-1"), boto3.client("sns", "eu-west-1")
    alerts = sqs.create_queue(QueueName="alerts")["QueueUrl"]
    reader = sqs.create_queue(QueueName="reader")["QueueUrl"]
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:eu-west-1:123456789012:reader")
    boto3.client("dynamodb", "eu-west-1").create_table(
        TableName="digest",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    monkeypatch.setattr(handlers, "_clients", handlers.clients.make)
    given = {**ENVIRONMENT, "QUEUE_URL": alerts, "TOPIC_ARN": topic, "QUEUE_WAIT_SECONDS": "0"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    body = {"source": "aws.ec2", "detail-type": "AWS Console Signin via CloudTrail", "detail": event()}
    sqs.send_message(QueueUrl=alerts, MessageBody=json.dumps(body))
    handlers.handler({}, Context())
    [received] = sqs.receive_message(QueueUrl=reader)["Messages"]
    message: Any = json.loads(json.loads(received["Body"])["Message"])
    assert message["groups"][0]["eventName"] == "RunInstances"
    assert "Messages" not in sqs.receive_message(QueueUrl=alerts)


def test_the_arguments_of_the_message_are_those_sns_takes(world: World) -> None:
    world.send(event())
    world.run()
    [message] = world.topic.published
    assert message["TopicArn"] == "arn:aws:sns:eu-west-1:111122223333:alerts"
    assert message["MessageStructure"] == "json"
    assert sorted(json.loads(message["Message"])) == ["default", "email", "sms"]
