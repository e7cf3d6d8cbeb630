"""The calls that costs are counted from are those that the real function makes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from components import prices
from components.region_alert.function.digest.clients import Clients
from components.region_alert.function.digest.handler import digest
from components.region_alert.function.digest.settings import Settings as FunctionSettings
from tests.function.scene import World, event
from wizard.review.costs import calls
from wizard.review.costs.alert_path import LINE_BYTES, WAIT_SECONDS
from wizard.review.costs.parts import METRICS

WATCHED = ["ap-south-1", "us-west-2"]


class Recorded:
    """A client that notes each call; one that isn't given answers nothing, in pages too."""

    def __init__(self, service: str, into: Counter[str], client: Any = None) -> None:
        self._service, self._into, self._client = service, into, client

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**request: Any) -> Any:
            self._into[f"{self._service}:{name.title().replace('_', '')}"] += 1
            if self._client:
                return getattr(self._client, name)(**request)
            return {"State": "ENABLED", "Targets": [], "Regions": [], "Subscriptions": []}

        return call

    def get_paginator(self, name: str) -> Any:
        made = self

        class Pages:
            def paginate(self, **request: Any) -> list[Any]:
                return [getattr(made, name)(**request)]

        return Pages()


def run(world: World) -> Counter[str]:
    """One start of the function, and what it asked of AWS."""
    into: Counter[str] = Counter()
    given = {"sqs": world.queue, "sns": world.topic, "dynamodb": world.table, "s3": world.files}
    clients: list[Any] = [Recorded(service, into, client) for service, client in given.items()]
    others: Any = lambda service, _: Recorded(service, into)  # noqa: E731
    digest(world.settings, Clients(*clients, other=others))
    return into


@pytest.fixture
def checked(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world in which the hour's self-check was done: what it finds there is told, which isn't idle."""
    expected = {
        "REGION_RULE": "r",
        "ALERT_BUS_ARN": "arn:aws:events:eu-west-1:111122223333:event-bus/b",
        "FORWARD_ROLE_ARN": "arn:aws:iam::111122223333:role/f",
        "WATCHED_REGIONS": ",".join(WATCHED),
        "TOPIC_ARN": world.settings.topic_arn,
        "APPROVED_REGIONS": "eu-west-1",
    }
    for name, value in expected.items():
        monkeypatch.setenv(name, value)
    first = run(world)
    assert first - calls.of_a_run() == calls.of_a_self_check(len(WATCHED)) + Counter({"sns:Publish": 1})
    return world


@pytest.fixture
def world() -> World:
    return World()


def noise(number: int) -> dict[str, Any]:
    return event(number, eventType="AwsServiceEvent")


def test_an_idle_run(checked: World) -> None:
    assert run(checked) == calls.of_a_run()


@pytest.mark.parametrize("messages", [1, 10, 11, 25])
def test_a_run_with_messages_that_are_all_noise(checked: World, messages: int) -> None:
    checked.send(*map(noise, range(messages)))
    assert run(checked) == calls.of_a_run(messages)


def test_a_run_opens_the_log_files_of_unapproved_regions_alone(checked: World) -> None:
    checked.deliver([noise(0)])
    checked.deliver([noise(1)])
    for number in range(3):
        checked.deliver(
            [],
            f"AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/"
            f"111122223333_CloudTrail_eu-west-1_20240501T1000Z_{number:016}.json.gz",
        )
    assert run(checked) == calls.of_a_run(5, opened=2)


def test_averages_count_each_message_as_a_batch_of_its_own() -> None:
    assert calls.of_a_run(0.5)["sqs:ReceiveMessage"] == 1.5
    assert calls.of_a_run(0.5)["sqs:DeleteMessageBatch"] == 0.5


def test_without_rules_the_self_check_looks_at_the_topic_alone() -> None:
    assert calls.of_a_self_check(0) == {"sns:ListSubscriptionsByTopic": 1, "dynamodb:PutItem": 1}


def test_a_call_is_charged_by_its_price() -> None:
    found = calls.units(
        Counter({"s3:GetObject": 3, "kms:Decrypt": 3, "dynamodb:GetItem": 2, "iam:GetRole": 9})
    )
    assert found == {prices.OBJECT_READ: 3, prices.KEY_REQUEST: 3, prices.TABLE_READ: 2}


def test_a_call_without_a_price_is_not_taken_for_free() -> None:
    with pytest.raises(KeyError, match="sns:Publish"):
        calls.units(Counter({"sns:Publish": 1}))


def test_what_cloudtrail_records_of_them() -> None:
    assert calls.logged(calls.of_a_self_check(2)) == 7
    assert calls.logged(calls.of_a_self_check(2, tamper_rules=4)) == 15
    assert calls.logged(calls.of_a_run(5, opened=2)) == 0
    assert calls.logged(calls.of_a_run(5, opened=2, decrypts=True)) == 2


def test_the_function_s_line_is_as_long_as_is_reckoned_with(
    checked: World, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    run(checked)
    [line] = capsys.readouterr().out.splitlines()
    assert 0.8 * LINE_BYTES < len(line) < LINE_BYTES
    [metrics] = json.loads(line)["_aws"]["CloudWatchMetrics"]
    assert len(metrics["Metrics"]) * len(metrics["Dimensions"]) == METRICS


def test_the_wait_at_an_empty_queue_is_the_function_s() -> None:
    defaults = FunctionSettings.__dataclass_fields__["queue_wait_seconds"].default
    assert defaults == WAIT_SECONDS
