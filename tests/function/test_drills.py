"""A drill's label: only for what was refused, and only for a drill that runs now."""

from __future__ import annotations

from typing import Any

import pytest

from tests.function.scene import START, World, event, refusal

NONCE = "3f9c2d71aaaa"
AGENT = {"userAgent": f"Boto3/1.34 everyregion-drill/{NONCE}"}
DRY_RUN = {**AGENT, "errorCode": "Client.DryRunOperation"}


def queue_of(nonce: str = NONCE, until: float = START + 900, home: str = "eu-west-1:111122223333") -> str:
    return f"arn:aws:sqs:{home}:everyregion-drill-{int(until)}-{nonce}"


def labels(world: World, *records: dict[str, Any]) -> list[str]:
    world.send(*records)
    world.run()
    return [group.get("drill", "") for message in world.topic.messages() for group in message["groups"]]


def test_a_dry_run_with_the_nonce_that_its_drill_wrote_down_is_a_drills(world: World) -> None:
    world.topic.subscribed = ["arn:aws:sqs:eu-west-1:111122223333:siem", queue_of()]
    assert labels(world, event(1, **DRY_RUN)) == [NONCE]
    assert world.topic.published[0]["Subject"].startswith("Everyregion DRILL: RunInstances in ap-south-1")


def test_a_refused_call_is_one_too(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    assert labels(world, event(1, **AGENT, errorCode="AccessDenied")) == [NONCE]


@pytest.mark.parametrize("error", ["", None, {"a": 1}])
def test_a_write_that_succeeded_is_never_called_a_drill(world: World, error: Any) -> None:
    world.topic.subscribed = [queue_of()]
    assert labels(world, event(1, **AGENT, errorCode=error)) == [""]
    assert world.topic.listed == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        queue_of("another"),
        queue_of(f"x-{NONCE}"),
        queue_of(until=START - 601),
        queue_of(home="eu-west-1:444455556666"),
        queue_of(home="us-east-1:111122223333"),
        f"https://example.com/everyregion-drill-9999999999-{NONCE}",
        f"arn:aws:sqs:eu-west-1:111122223333:everyregion-drill-{NONCE}",
    ],
)
def test_a_nonce_that_no_running_drill_wrote_down_makes_no_drill(world: World, endpoint: str) -> None:
    world.topic.subscribed = [endpoint]
    assert labels(world, event(1, **DRY_RUN)) == [""]


@pytest.mark.parametrize(
    "agent", ["everyregion-drill", "everyregion-drill/", "everyregion-drill/\n", None, 7]
)
def test_a_user_agent_without_a_nonce_makes_none(world: World, agent: Any) -> None:
    world.topic.subscribed = [queue_of()]
    assert labels(world, event(1, userAgent=agent, errorCode="AccessDenied")) == [""]
    assert world.topic.listed == 0


def test_where_the_subscriptions_can_not_be_listed_nothing_is_called_a_drill(world: World) -> None:
    def refuse(**_: Any) -> Any:
        raise refusal("AuthorizationError", "ListSubscriptionsByTopic")

    world.topic.list_subscriptions_by_topic = refuse  # type: ignore[method-assign]
    assert labels(world, event(1, **DRY_RUN)) == [""]


def test_a_second_drill_is_heard_too(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    labels(world, event(1, **DRY_RUN))
    world.topic.subscribed = [queue_of("second")]
    assert labels(world, event(2, userAgent="everyregion-drill/second", errorCode="X")) == [NONCE, "second"]


def test_beside_a_drill_others_calls_of_the_same_name_are_a_group_of_their_own(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    assert labels(world, event(1, **DRY_RUN), event(2)) == ["", NONCE]


def test_a_thousand_nonces_ask_once_and_make_one_group(world: World) -> None:
    records = (
        event(number, userAgent=f"everyregion-drill/{number}", errorCode="X") for number in range(1000)
    )
    assert labels(world, *records) == [""]
    assert world.topic.listed == 1


def test_a_topic_with_many_subscribers_is_not_listed_without_end(world: World) -> None:
    world.topic.subscribed = [f"arn:aws:sqs:eu-west-1:111122223333:q{number}" for number in range(500)]
    assert labels(world, event(1, **DRY_RUN)) == [""]
    assert world.topic.listed == 10


def sources(world: World) -> list[str]:
    return [
        source for message in world.topic.messages() for one in message["groups"] for source in one["sources"]
    ]


def test_a_drill_s_record_is_told_once_for_each_source_that_brings_it(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    record = event(1, **DRY_RUN)
    for _ in range(2):
        world.send(record)
        world.run()
        world.deliver([record])
        world.run()
    assert sources(world) == ["rules", "delivered-logs"]
    assert "1. DRILL 3f9c2d71aaaa by the rules: RunInstances (ec2.amazonaws.com)\n" in world.topic.texts()[0]
    assert "1. DRILL 3f9c2d71aaaa by the log files: RunInstances" in world.topic.texts()[1]


def test_both_at_once_are_a_group_each(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    world.send(event(1, **DRY_RUN))
    world.deliver([event(1, **DRY_RUN)])
    world.run()
    assert sorted(sources(world)) == ["delivered-logs", "rules"]


def test_when_the_drill_is_over_its_record_in_a_log_file_is_no_new_one(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    labels(world, event(1, **DRY_RUN))
    world.topic.subscribed = []
    world.deliver([event(1, **DRY_RUN), event(2, **AGENT)])
    assert labels(world) == [NONCE, ""]
    assert world.told() == {"RunInstances": 2}


def test_any_other_record_is_counted_once_over_both_sources(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    world.send(event(1, errorCode="AccessDenied"))
    world.deliver([event(1, errorCode="AccessDenied")])
    assert labels(world) == [""]
    assert world.told() == {"RunInstances": 1}
