"""Floods: who makes one folds only into their own line, and what matters is named in the next message."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from components.region_alert.function.digest import shares
from tests.function.cases import SETTINGS
from tests.function.scene import World, event, events

DRY_RUN = "Client.DryRunOperation"
MOST_BYTES = 256 * 1024


def role(name: str, session: str = "s", account: str = "111122223333") -> dict[str, Any]:
    issuer = {"type": "Role", "arn": f"arn:aws:iam::{account}:role/{name}"}
    return {
        "type": "AssumedRole",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        "sessionContext": {"sessionIssuer": issuer},
    }


def refused(numbers: Iterable[int], **changes: Any) -> list[dict[str, Any]]:
    """As many different calls, all refused."""
    return [event(number, f"Probe{number}", errorCode="AccessDenied", **changes) for number in numbers]


def named(world: World, since: int = 0) -> list[str]:
    return [group["eventName"] for message in world.topic.messages()[since:] for group in message["groups"]]


def in_bounds(world: World) -> None:
    for message in world.topic.published:
        assert len(message["Message"].encode()) < MOST_BYTES
    assert len(world.table.items["state"]["data"]["B"]) < 400 * 1024


@pytest.mark.parametrize("chat", [False, True])
@pytest.mark.parametrize("agent", ["client/{}", "everyregion-drill/{}", "{}"])
def test_a_thousand_dry_runs_do_not_hide_the_end_of_logging(agent: str, chat: bool) -> None:
    world = World(replace(SETTINGS, chat=chat))
    world.send(*(event(number, userAgent=agent.format(number), errorCode=DRY_RUN) for number in range(1001)))
    world.send(event(2000, "StopLogging", eventSource="cloudtrail.amazonaws.com"))
    world.run()
    [subject] = [message["Subject"] for message in world.topic.published]
    assert subject == "Everyregion: StopLogging in ap-south-1 by user/maria, and 1 more group, 1002 events"
    assert named(world) == ["StopLogging", "RunInstances"]


OTHER = {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/jonas"}


@pytest.mark.parametrize("chat", [False, True])
@pytest.mark.parametrize(
    "who",
    [{}, {"userIdentity": OTHER}, {"awsRegion": "sa-east-1"}, {"recipientAccountId": "444455556666"}],
    ids=["the same", "another principal", "another region", "another account"],
)
def test_every_successful_call_in_an_hour_of_refused_ones_is_named_in_the_next_digest(
    who: dict[str, Any], chat: bool
) -> None:
    world = World(replace(SETTINGS, chat=chat))
    world.send(*refused(range(1100)))
    world.run()
    for minute in range(60):
        world.minutes_pass(1)
        world.send(*refused(range(1100 + minute * 86, 1186 + minute * 86)))
        world.send(event(100_000 + minute, f"Create{minute}", **who))
        before = len(world.topic.published)
        world.run()
        assert f"Create{minute}" in named(world, before)
        assert f"Create{minute} in" in world.topic.published[before]["Subject"]
        if chat:
            text = json.loads(json.loads(world.topic.published[before]["Message"])["https"])
            assert f"*Create{minute} " in text["content"]["description"]
    in_bounds(world)
    assert len(world.table.items["state"]["data"]["B"]) < 50_000


@pytest.mark.parametrize("chat", [False, True])
def test_sixty_successful_calls_among_thousands_of_refused_ones_are_named_in_one_digest(chat: bool) -> None:
    world = World(replace(SETTINGS, chat=chat))
    calls = refused(range(6260)) + [event(100_000 + number, f"Create{number}") for number in range(60)]
    world.send(*sorted(calls, key=lambda record: record["eventID"][::-1]))
    world.run()
    assert {f"Create{number}" for number in range(60)} <= set(named(world))
    if chat:
        text = json.loads(json.loads(world.topic.published[0]["Message"])["https"])["content"]["description"]
        assert len(set(re.findall(r"\*(Create\d+) ", text))) == 60
        assert len(text) < 8000


def test_what_is_folded_names_its_calls_with_counts_and_times_and_who_made_them(world: World) -> None:
    world.send(*refused(range(20)))
    world.send(event(19, "Probe19", errorCode="AccessDenied", eventID="another"))
    world.run()
    [fold] = [group for group in world.topic.messages()[0]["groups"] if group["eventName"] == "many others"]
    assert (fold["principal"], fold["count"], fold["rank"]) == (
        "arn:aws:iam::111122223333:user/maria",
        9,
        "refused-or-failed",
    )
    assert fold["calls"]["Probe19 (ec2.amazonaws.com)"] == {
        "rank": "refused-or-failed",
        "count": 2,
        "first": "2024-05-01T10:00:19Z",
        "last": "2024-05-01T10:00:19Z",
    }
    assert (
        "  Call      Probe19 (ec2.amazonaws.com): 2, refused or failed, 2024-05-01 10:00:19\n"
        in (world.topic.texts()[0])
    )


FAILED_LOGIN = {
    "eventSource": "signin.amazonaws.com",
    "errorMessage": "Failed authentication",
    "responseElements": {"ConsoleLogin": "Failure"},
}


def test_failed_sign_ins_under_any_name_hide_nobodys_success(world: World) -> None:
    for minute in range(3):
        for number in range(3000):
            who = {"type": "IAMUser", "userName": f"guess-{minute}-{number}", "accountId": "111122223333"}
            failed = {
                "errorMessage": "Failed authentication",
                "responseElements": {"ConsoleLogin": "Failure"},
            }
            source = "signin.amazonaws.com"
            login = event(minute * 10_000 + number, "ConsoleLogin", eventSource=source, userIdentity=who)
            world.send({**login, **failed})
        world.send(event(90_000 + minute, f"Create{minute}"))
        before = len(world.topic.published)
        world.run()
        [message] = world.topic.messages()[before:]
        assert message["groups"][0]["eventName"] == f"Create{minute}"
        assert len(message["groups"]) <= 2
        world.minutes_pass(1)
    in_bounds(world)


def test_roles_that_are_refused_by_the_thousand_do_not_hide_another_that_probes(world: World) -> None:
    for minute in range(5):
        numbers = range(minute * 1000, minute * 1000 + 1000)
        for number in numbers:
            world.send(event(number, userIdentity=role(f"r{number}"), errorCode="AccessDenied"))
        probe = {"awsRegion": "sa-east-1", "errorCode": "AccessDenied", "eventTime": "2024-05-01T23:00:00Z"}
        world.send(event(90_000 + minute, f"Probe{minute}", **probe))
        before = len(world.topic.published)
        world.run()
        assert f"Probe{minute}" in named(world, before)
        assert len(world.topic.messages()[-1]["groups"]) <= 102
        world.minutes_pass(1)
    in_bounds(world)


def test_five_thousand_roles_that_write_do_not_hide_another_region_or_account(world: World) -> None:
    world.send(*(event(number, "CreateTags", userIdentity=role(f"r{number}")) for number in range(5000)))
    world.send(event(90_000, "RunInstances", awsRegion="sa-east-1", eventTime="2024-05-01T23:00:00Z"))
    elsewhere = {"recipientAccountId": "444455556666", "eventTime": "2024-05-01T23:00:00Z"}
    world.send(event(90_001, "CreateUser", **elsewhere))
    world.run()
    assert {"RunInstances", "CreateUser"} <= set(named(world))
    in_bounds(world)


def test_one_call_among_those_of_five_thousand_roles_is_named_by_its_call(world: World) -> None:
    world.send(*(event(number, "CreateTags", userIdentity=role(f"r{number}")) for number in range(5000)))
    world.send(event(90_000, "RunInstances", userIdentity=role("last"), eventTime="2024-05-01T23:00:00Z"))
    for _ in range(20):
        world.run()
        world.minutes_pass(1)
    calls = {
        call
        for message in world.topic.messages()
        for one in message["groups"]
        for call in one.get("calls", ())
    }
    assert "RunInstances (ec2.amazonaws.com)" in calls or "RunInstances" in named(world)
    assert sum(world.told().values()) == 5001
    in_bounds(world)


@pytest.mark.parametrize(
    "changes",
    [
        lambda number: {"sourceIPAddress": f"2001:db8::{number:x}"},
        lambda number: {"awsRegion": f"zz-made-{number}"},
        lambda number: {"userIdentity": role("r", f"session-{number}")},
        lambda number: {"userAgent": f"agent-{number}"},
        lambda number: {"errorCode": f"Code{number}"},
    ],
    ids=["addresses", "regions", "sessions", "agents", "error codes"],
)
def test_what_rotates_within_a_group_is_one_line_and_told_a_few_times_a_day(
    world: World, changes: Any
) -> None:
    for minute in range(120):
        numbers = range(minute * 20, minute * 20 + 20)
        world.send(*(event(number, **changes(number)) for number in numbers))
        world.run()
        world.minutes_pass(1)
    assert len(world.topic.published) <= 6
    assert {len(message["groups"]) for message in world.topic.messages()} == {1}
    in_bounds(world)
    assert len(world.table.items["state"]["data"]["B"]) < 5000


@pytest.mark.parametrize("failing", [True, False])
def test_thousands_of_names_and_principals_use_bounded_memory(world: World, failing: bool) -> None:
    world.send(*events(range(10)))
    world.run()
    error = {"errorCode": "AccessDenied"} if failing else {}
    numbers = iter(range(5_000))

    def some() -> Iterable[dict[str, Any]]:
        for number in numbers:
            who = role(f"role-{number}-{'x' * 200}")
            yield event(number + 1000, f"Call{number}{'y' * 100}", userIdentity=who, **error)

    world.deliver(some())
    tracemalloc.start()
    try:
        world.run()
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    in_bounds(world)
    state = world.topic.messages()[-1]
    assert state["events"] == 5_000


def test_a_flood_of_changes_to_the_alert_is_named_and_never_folded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "MOST_GROUPS", 50)
    world.send(*(event(number, f"Call{number}") for number in range(200)))
    for number in range(1000):
        record = event(10_000 + number, "TagQueue", eventSource="sqs.amazonaws.com", awsRegion="eu-west-1")
        world.queue.send(json.dumps({"tamper": "queue", "event": {"detail": record}}))
    record = event(
        20_000, "DeleteFunction20150331", eventSource="lambda.amazonaws.com", awsRegion="eu-west-1"
    )
    world.queue.send(json.dumps({"tamper": "function", "event": {"detail": record}}))
    world.run()
    [message] = world.topic.messages()
    assert [(group["eventName"], group["count"]) for group in message["groups"][:2]] == [
        ("TagQueue", 1000),
        ("DeleteFunction20150331", 1),
    ]
    assert world.topic.published[0]["Subject"].startswith(
        "Everyregion: audit trail or alert changed: TagQueue by user/maria, and "
    )
