"""What is counted together where there are too many: it names what matters most, and hides no change to the
trail or the alert behind another."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from components.region_alert.function.digest import shares
from components.region_alert.function.digest.grouping import FOLD, TAMPER, Key, Tally
from components.region_alert.function.digest.rank import Rank
from components.region_alert.function.digest.shares import Group
from components.region_alert.function.digest.state import State
from components.region_alert.function.digest.stored import dump
from tests.function.scene import World, event
from tests.function.test_flood import in_bounds, role

HOME = {"awsRegion": "eu-west-1"}


def change(world: World, number: int, name: str, who: str, rule: str = "trail") -> None:
    record = event(number, name, userIdentity=role(who), eventSource="cloudtrail.amazonaws.com", **HOME)
    world.queue.send(json.dumps({"tamper": rule, "event": {"detail": record}}))


def groups_of(world: World, since: int = 0) -> list[dict[str, Any]]:
    return [group for message in world.topic.messages()[since:] for group in message["groups"]]


def until_all_is_told(world: World) -> None:
    for _ in range(30):
        if not world.run().groups_waiting:
            return
        world.minutes_pass(1)
    raise AssertionError("still waiting after half an hour")


@pytest.mark.parametrize("changes", [["AddTags"], ["AddTags", "PutInsightSelectors", "UpdateTrail"]])
def test_changes_that_hundreds_of_roles_make_hide_no_other_change(world: World, changes: list[str]) -> None:
    for number in range(1500):
        change(world, number, changes[number % len(changes)], f"r{number}")
    change(world, 2000, "StopLogging", "r7")
    world.send(*(event(3000 + number, f"Create{number}") for number in range(300)))
    world.run()
    [message] = world.topic.messages()
    [stopped] = [group for group in message["groups"] if group["eventName"] == "StopLogging"]
    assert (stopped["principal"], stopped["count"]) == ("arn:aws:iam::111122223333:role/r7", 1)
    until_all_is_told(world)
    assert {
        one["eventName"] for one in groups_of(world) if one["rank"] == "audit-trail-or-alert-changed"
    } == {
        "StopLogging",
        *changes,
    }
    assert sum(world.told().values()) == 1801
    assert len(world.topic.published) <= 3
    in_bounds(world)


def test_a_change_that_many_make_is_one_line_that_says_who_they_are_with_counts_and_times(
    world: World,
) -> None:
    for number in range(40):
        change(world, number, "AddTags", f"r{number}")
    change(world, 59, "AddTags", "r39")
    world.run()
    [shared] = [one for one in groups_of(world) if one["principal"] == "many others"]
    assert (shared["eventName"], shared["tamper"], shared["count"]) == ("AddTags", "trail", 21)
    assert len(groups_of(world)) == 21
    assert shared["principals"]["arn:aws:iam::111122223333:role/r39"] == {
        "rank": "audit-trail-or-alert-changed",
        "count": 2,
        "first": "2024-05-01T10:00:39Z",
        "last": "2024-05-01T10:00:59Z",
    }
    text = world.topic.texts()[0]
    assert ". The audit trail or the alert was changed, trail: AddTags (cloudtrail.amazonaws.com)\n" in text
    assert (
        "  By        arn:aws:iam::111122223333:role/r39: 2, 2024-05-01 10:00:39 to 2024-05-01 10:00:59\n"
        in text
    )


def test_one_more_who_makes_it_is_told_in_the_next_message(world: World) -> None:
    for number in range(40):
        change(world, number, "StopLogging", f"r{number}")
    world.run()
    for number in range(40, 45):
        world.minutes_pass(1)
        for other in range(40):
            change(world, number * 100 + other, "StopLogging", f"r{other}")
        change(world, number * 100 + 50, "StopLogging", f"r{number}")
        before = len(world.topic.published)
        world.run()
        heard = groups_of(world, before)
        names = {one["principal"] for one in heard} | {
            name for one in heard for name in one.get("principals", ())
        }
        assert f"arn:aws:iam::111122223333:role/r{number}" in names


def group(rank: Rank, count: int = 1) -> Group:
    return Group(pending=Tally(count, "2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z", rank))


def changed(call: str, who: str) -> Key:
    return Key("111122223333", who, call, "cloudtrail.amazonaws.com", TAMPER, "trail")


def test_where_the_memory_is_too_small_changes_keep_their_names_longest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("components.region_alert.function.digest.stored.MOST_BYTES", 3000)
    state = State()
    for number in range(500):
        state.groups[Key("1", f"writer-{number}", f"Call{number}", "ec2.amazonaws.com")] = group(Rank.WROTE)
        state.groups[changed("AddTags", f"tagger-{number}")] = group(Rank.CHANGED)
    state.groups[changed("StopLogging", "zoe")] = group(Rank.CHANGED)
    dump(state)
    kept = Counter()
    for key, found in state.groups.items():
        kept[key.event if key.kind == TAMPER else key.kind] += found.pending.count
    assert kept == {"AddTags": 500, "StopLogging": 1, FOLD: 500}


@pytest.mark.parametrize(
    "flood", [Rank.WROTE, Rank.CREDENTIALS, Rank.REST], ids=["writes", "credential reads", "refused"]
)
def test_a_fold_names_the_worst_call_though_it_came_last(
    world: World, flood: Rank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "MOST_GROUPS", 0)
    kinds: dict[Rank, dict[str, Any]] = {
        Rank.WROTE: {},
        Rank.CREDENTIALS: {"readOnly": True},
        Rank.REST: {"errorCode": "AccessDenied"},
    }
    name = "Get{}Token" if flood == Rank.CREDENTIALS else "Call{}"
    world.send(*(event(number, name.format(number), **kinds[flood]) for number in range(200)))
    for number in (300, 320, 340):
        world.send(event(number, "PutBucketPolicy", eventSource="s3.amazonaws.com"))
    world.run()
    [fold] = groups_of(world)
    assert fold["calls"]["PutBucketPolicy (s3.amazonaws.com)"] == {
        "rank": "write",
        "count": 3,
        "first": "2024-05-01T10:05:00Z",
        "last": "2024-05-01T10:05:40Z",
    }
    assert fold["rank"] == "write"
    assert "PutBucketPolicy (s3.amazonaws.com)" in world.topic.texts()[0]
    if flood != Rank.WROTE:
        assert next(iter(fold["calls"])) == "PutBucketPolicy (s3.amazonaws.com)"
        assert world.topic.published[0]["Subject"].startswith("Everyregion: PutBucketPolicy and others in")


def test_a_fold_s_subject_is_never_that_of_the_calls_without_a_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "MOST_GROUPS", 0)
    world.send(*(event(number, f"Call{number}") for number in range(400)))
    world.run()
    [fold] = groups_of(world)
    assert list(fold["calls"])[-1] == "other"
    assert fold["calls"]["other"]["count"] == 100
    assert world.topic.published[0]["Subject"].startswith("Everyregion: Call0 and others in ap-south-1")


def test_what_has_no_room_in_a_message_is_named_in_it(world: World) -> None:
    world.send(*(event(number, f"Create{number}") for number in range(900)))
    world.send(event(2000, "PutBucketPolicy"))
    world.run()
    [message] = world.topic.messages()
    assert "PutBucketPolicy" not in [group["eventName"] for group in message["groups"]]
    assert message["more"]["calls"][-1] == "PutBucketPolicy"
    assert ", PutBucketPolicy.\n" in world.topic.texts()[0]
    until_all_is_told(world)
    assert sum(world.told().values()) == 901
