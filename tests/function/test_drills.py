"""A drill's label: only for what was refused, and only for a drill that runs now."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from components.region_alert.function.digest.principals import mark
from components.region_alert.function.digest.settings import Settings
from tests.function.cases import SETTINGS
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


@pytest.mark.parametrize("answer", [{}, {"Subscriptions": [{}]}], ids=["nothing", "a subscription of nobody"])
def test_an_answer_that_lacks_what_sns_always_says_calls_nothing_a_drill(
    world: World, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.topic, "list_subscriptions_by_topic", lambda **_: answer)
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


def subscribe(world: World, endpoint: str, **changes: Any) -> None:
    """The tamper rule's word of a subscription, as it reaches the queue."""
    record = event(
        900,
        "Subscribe",
        **{
            "eventSource": "sns.amazonaws.com",
            "awsRegion": "eu-west-1",
            "requestParameters": {"protocol": "sqs", "endpoint": endpoint},
            **changes,
        },
    )
    world.queue.send(json.dumps({"tamper": "topic", "event": {"detail": record}}))


def test_a_drill_s_own_subscription_leaves_its_subject_and_is_told_first(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    subscribe(world, queue_of())
    assert labels(world, event(1, **DRY_RUN)) == ["", NONCE]
    [message] = world.topic.published
    assert message["Subject"] == (
        "Everyregion DRILL: RunInstances in ap-south-1 by user/maria, and its own subscription"
    )
    assert "drill" not in message["MessageAttributes"]
    [data] = world.topic.messages()
    assert [group["rank"] for group in data["groups"]] == [
        "audit-trail-or-alert-changed",
        "refused-or-failed",
    ]
    assert data["groups"][0]["tamper"] == "topic"
    assert (
        "1. The audit trail or the alert was changed, topic, by drill 3f9c2d71aaaa: Subscribe"
        in (world.topic.texts()[0])
    )


def test_where_sns_hides_the_endpoint_the_subscription_is_known_by_its_arn(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    answer = {"subscriptionArn": "arn:aws:sns:eu-west-1:1:alerts:0"}
    subscribe(world, "HIDDEN_DUE_TO_SECURITY_REASONS", responseElements=answer)
    labels(world, event(1, **DRY_RUN))
    assert world.topic.published[0]["Subject"].startswith("Everyregion DRILL: RunInstances in ap-south-1")


EVE = {"userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/eve"}}


@pytest.mark.parametrize(
    ("endpoint", "changes"),
    [
        ("arn:aws:sqs:eu-west-1:111122223333:siem", {}),
        (queue_of("another"), {}),
        (queue_of(), EVE),
        (queue_of(), {"eventName": "SetTopicAttributes"}),
        (queue_of(), {"errorCode": "AccessDenied"}),
        ("HIDDEN_DUE_TO_SECURITY_REASONS", {}),
    ],
    ids=["another queue", "another nonce", "somebody else", "another call", "refused", "hidden"],
)
def test_any_other_change_to_the_alert_beside_a_drill_has_the_subject(
    world: World, endpoint: str, changes: dict[str, Any]
) -> None:
    world.topic.subscribed = [queue_of()]
    subscribe(world, endpoint, **changes)
    labels(world, event(1, **DRY_RUN))
    assert "DRILL" not in world.topic.published[0]["Subject"]
    assert changes.get("eventName", "Subscribe") in world.topic.published[0]["Subject"]


def test_another_subscription_by_the_same_person_is_a_group_of_its_own(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    subscribe(world, queue_of())
    subscribe(world, "arn:aws:sqs:eu-west-1:111122223333:siem", eventID="b" * 8)
    assert labels(world, event(1, **DRY_RUN)) == ["", "", NONCE]
    assert world.topic.published[0]["Subject"].startswith(
        "Everyregion: audit trail or alert changed: Subscribe"
    )


def test_a_drill_s_subscription_by_itself_is_a_change_to_the_alert(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    subscribe(world, queue_of())
    world.run()
    assert world.topic.published[0]["Subject"].startswith(
        "Everyregion: audit trail or alert changed: Subscribe"
    )


def unsubscribe(world: World, **changes: Any) -> None:
    arn = {"subscriptionArn": "arn:aws:sns:eu-west-1:1:alerts:0"}
    subscribe(world, "", eventName="Unsubscribe", requestParameters=arn, eventID="c" * 8, **changes)


def test_an_earlier_drill_s_clean_up_leaves_the_next_one_s_subject_too(world: World) -> None:
    world.topic.subscribed = [queue_of()]
    labels(world, event(1, **DRY_RUN))
    world.topic.subscribed = [queue_of("second")]
    unsubscribe(world)
    subscribe(world, queue_of("second"))
    world.send(event(2, userAgent="everyregion-drill/second", errorCode="X"))
    world.run()
    assert world.topic.published[1]["Subject"].startswith("Everyregion DRILL: RunInstances in ap-south-1")
    assert [one["eventName"] for one in world.topic.messages()[1]["groups"]] == [
        "Subscribe",
        "Unsubscribe",
        "RunInstances",
    ]


@pytest.mark.parametrize(("drilled", "changes"), [(False, {}), (True, EVE)], ids=["never a drill's", "eve"])
def test_any_other_unsubscription_beside_a_drill_has_the_subject(
    world: World, drilled: bool, changes: dict[str, Any]
) -> None:
    if drilled:
        world.topic.subscribed = [queue_of()]
        labels(world, event(1, **DRY_RUN))
    world.topic.subscribed = ["arn:aws:sqs:eu-west-1:111122223333:siem", queue_of("second")]
    unsubscribe(world, **changes)
    world.send(event(2, userAgent="everyregion-drill/second", errorCode="X"))
    world.run()
    assert world.topic.published[-1]["Subject"].startswith("Everyregion: audit trail or alert changed: Unsub")


ROLE, TRAIL_ACCOUNT = "arn:aws:iam::111122223333:role/log-archive", "444455556666"
ARCHIVED = replace(SETTINGS, log_archive_role=mark(ROLE), trail_account=TRAIL_ACCOUNT)


def session_of(role: str, name: str = "everyregion") -> dict[str, Any]:
    """A session of this role, as CloudTrail writes it."""
    session = f"{role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/{name}"
    issuer = {"sessionContext": {"sessionIssuer": {"arn": role}}}
    return {"userIdentity": {"type": "AssumedRole", "arn": session, **issuer}}


IN_TRAIL_ACCOUNT = {**DRY_RUN, "recipientAccountId": TRAIL_ACCOUNT}


def test_beside_a_log_archive_the_subscription_by_its_role_leaves_the_drill_its_subject() -> None:
    world = World(ARCHIVED)
    world.topic.subscribed = [queue_of()]
    subscribe(world, queue_of(), **session_of(ROLE))
    assert labels(world, event(1, **IN_TRAIL_ACCOUNT)) == ["", NONCE]
    [message] = world.topic.published
    assert message["Subject"] == (
        "Everyregion DRILL: RunInstances in ap-south-1 by user/maria, and its own subscription"
    )
    whose = "by drill 3f9c2d71aaaa from account 444455556666: Subscribe"
    text = " ".join(world.topic.texts()[0].split())
    assert f"1. The audit trail or the alert was changed, topic, {whose}" in text
    [data] = world.topic.messages()
    assert (data["groups"][0]["rank"], data["groups"][0]["tamper"]) == (
        "audit-trail-or-alert-changed",
        "topic",
    )


def test_the_role_s_clean_up_of_an_earlier_drill_leaves_it_too() -> None:
    world = World(ARCHIVED)
    world.topic.subscribed = [queue_of()]
    labels(world, event(1, **IN_TRAIL_ACCOUNT))
    world.topic.subscribed = [queue_of("second")]
    unsubscribe(world, **session_of(ROLE))
    subscribe(world, queue_of("second"), **session_of(ROLE))
    world.send(event(2, **{**IN_TRAIL_ACCOUNT, "userAgent": "everyregion-drill/second"}))
    world.run()
    assert world.topic.published[1]["Subject"].startswith("Everyregion DRILL: RunInstances in ap-south-1")


@pytest.mark.parametrize(
    ("who", "drill", "settings"),
    [
        (session_of("arn:aws:iam::111122223333:role/eve"), IN_TRAIL_ACCOUNT, ARCHIVED),
        (session_of("arn:aws:iam::111122223333:role/x/log-archive"), IN_TRAIL_ACCOUNT, ARCHIVED),
        (session_of("arn:aws:iam::444455556666:role/log-archive"), IN_TRAIL_ACCOUNT, ARCHIVED),
        (EVE, IN_TRAIL_ACCOUNT, ARCHIVED),
        (session_of(ROLE), {**DRY_RUN, "recipientAccountId": "777766665555"}, ARCHIVED),
        (session_of(ROLE), IN_TRAIL_ACCOUNT, SETTINGS),
    ],
    ids=[
        "another role there",
        "one of its name",
        "one of its name in the trail's account",
        "a user",
        "a call of another account",
        "no log archive",
    ],
)
def test_beside_a_log_archive_nobody_else_passes_as_a_drill_that_listens(
    who: dict[str, Any], drill: dict[str, Any], settings: Settings
) -> None:
    world = World(settings)
    world.topic.subscribed = [queue_of()]
    subscribe(world, queue_of(), **who)
    labels(world, event(1, **drill))
    assert world.topic.published[0]["Subject"].startswith(
        "Everyregion: audit trail or alert changed: Subscribe"
    )


def test_two_queues_of_one_nonce_by_the_role_are_not_both_the_drill_s_own() -> None:
    world = World(ARCHIVED)
    world.topic.subscribed = [queue_of(), queue_of(until=START + 901)]
    subscribe(world, queue_of(), **session_of(ROLE))
    subscribe(world, queue_of(until=START + 901), **session_of(ROLE), eventID="b" * 8)
    labels(world, event(1, **IN_TRAIL_ACCOUNT))
    assert "DRILL" not in world.topic.published[0]["Subject"]


def test_a_success_is_no_drill_beside_a_log_archive_either() -> None:
    world = World(ARCHIVED)
    world.topic.subscribed = [queue_of()]
    subscribe(world, queue_of(), **session_of(ROLE))
    assert labels(world, event(1, **AGENT, recipientAccountId=TRAIL_ACCOUNT)) == ["", ""]
    assert "DRILL" not in world.topic.published[0]["Subject"]
