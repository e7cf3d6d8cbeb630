"""One bad file, message or item costs nobody else anything: it is told, set aside, and the run goes on."""

from __future__ import annotations

import gzip
import io
import json
import time
import tracemalloc
import zlib
from itertools import chain, repeat
from typing import Any

import pytest
from botocore.response import StreamingBody

from components.region_alert.function.digest import budget
from components.region_alert.function.digest.budget import Budget, OverBudget
from components.region_alert.function.digest.log_reader import records
from components.region_alert.function.digest.report import Clock
from components.region_alert.function.digest.run import run
from components.region_alert.function.digest.self_check import Expected
from components.region_alert.function.digest.table import Table
from components.region_alert.function.digest.upkeep import upkeep
from tests.function.scene import FOLDER, World, event, events, log_file

NAME = "111122223333_CloudTrail_ap-south-1_20240501T1000Z_Mu0KsOhtH1ar15ZZ.json.gz"
FEW = {"eventVersion": "1.09", "eventName": "CreateBucket", "eventID": "same", "awsRegion": "ap-south-1"}


def bomb(head: bytes, filling: bytes, megabytes: int) -> bytes:
    """A log of that many unpacked megabytes, as so many members of one gzip file: quick to make."""
    piece = (filling * (1 + (1 << 20) // len(filling)))[: 1 << 20]
    return gzip.compress(head) + gzip.compress(piece, 9) * megabytes


QUICK = [
    pytest.param(b'{"Records":[', b" ", id="blanks"),
    pytest.param(b'{"Records":[{"eventVersion":"1","a":"', b"x", id="a record without an end"),
]
SLOW = [
    pytest.param(b'{"Records":[', b"0,", id="numbers"),
    pytest.param(b'{"Records":[', b"[" * 7, id="depth"),
    pytest.param(b'{"Records":[', b'{"eventVersion"x', id="records that are not JSON"),
    pytest.param(b'{"Records":[', b'{"eventVersion":[0,0,0,0', id="records within records"),
    pytest.param(b'{"Records":[', json.dumps(FEW).encode() + b",", id="the same record"),
    pytest.param(b"", b"y", id="no log at all"),
]


@pytest.mark.parametrize(("head", "filling"), SLOW)
def test_a_file_that_is_nothing_but_damage_is_cut_off_too(
    world: World, head: bytes, filling: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MOST_UNPACKED", 8 << 20)
    world.deliver([], FOLDER + NAME, bomb(head, filling, 20))
    world.send(event(1, "CreateVpc"))
    world.run()
    reasons = {group["reason"] for group in world.topic.messages()[0]["groups"] if "reason" in group}
    assert reasons & {
        "it unpacks to more than 8 MB",
        "it holds no list of records",
        "hardly anything in it is a record",
    }
    assert world.told()["CreateVpc"] == 1
    assert world.queue.bodies == {}


@pytest.mark.parametrize(("head", "filling"), QUICK)
def test_a_small_file_that_unpacks_to_gigabytes_is_named_beside_what_came_with_it(
    world: World, head: bytes, filling: bytes
) -> None:
    content = bomb(head, filling, 2048)
    assert len(content) < 3 << 20
    world.send(event(1, "CreateVpc"))
    key = world.deliver([], FOLDER + NAME, content)
    world.send(event(2, "CreateUser", userIdentity={"arn": "arn:aws:iam::111122223333:user/jonas"}))
    started = time.monotonic()
    report = world.run()
    assert time.monotonic() - started < 60
    told = world.told()
    assert (told["CreateVpc"], told["CreateUser"]) == (1, 1)
    [file] = [group for group in world.topic.messages()[0]["groups"] if "reason" in group]
    assert (file["files"], file["reason"]) == ([key], "it unpacks to more than 256 MB")
    assert (report.left_behind, world.queue.bodies) == (0, {})


def test_the_megabytes_of_a_bomb_are_never_held(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_UNPACKED", 48 << 20)
    world.deliver([], FOLDER + NAME, bomb(b'{"Records":[', b" ", 60))
    tracemalloc.start()
    try:
        world.run()
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()
    [group] = world.topic.messages()[0]["groups"]
    assert group["reason"] == "it unpacks to more than 48 MB"


def test_a_file_that_takes_longer_than_its_share_of_the_run_is_over_budget() -> None:
    seconds = chain([0.0, 1.0], repeat(61.0))
    slow = Budget(60, lambda: next(seconds), lambda: True)
    with pytest.raises(OverBudget, match="reading it takes longer than 60 seconds"):
        list(records([gzip.compress(b'{"Records":[')], slow))


def test_records_before_the_budget_was_used_up_are_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MOST_UNPACKED", 4 << 20)
    head = b'{"Records":[' + b",".join(json.dumps(record).encode() for record in events(range(20))) + b","
    world.deliver([], FOLDER + NAME, bomb(head, b" ", 8))
    world.run()
    assert world.told() == {"RunInstances": 20, "UnreadableLogFile": 1}


def test_a_run_without_time_for_a_file_leaves_it_to_the_next(world: World) -> None:
    world.deliver(events(range(5000)))
    world.send(event(9000, "CreateVpc"))
    left = chain([300.0] * 4, repeat(100.0))
    report = run(world.settings, world.clients(), Clock(lambda: next(left), world.clock), lambda _: None)
    assert (report.problems, report.left_behind) == (["no time left for the rest of a log file"], 1)
    for _ in range(3):
        world.minutes_pass(61)
        world.run()
    assert world.told()["RunInstances"] == 5000
    assert world.queue.bodies == {}


def test_a_file_that_is_read_for_longer_than_a_lease_lasts_keeps_it(world: World) -> None:
    outcomes = []

    class Slow(StreamingBody):
        def iter_chunks(self, chunk_size: int = 1024) -> Any:
            for chunk in super().iter_chunks(100):
                world.clock.now += 25
                outcomes.append(world.run().outcome)
                yield chunk

    content = log_file(events(range(20)))
    world.deliver([], FOLDER + NAME, content)
    slow = {"Body": Slow(io.BytesIO(content), len(content))}
    world.files.get_object = lambda **_: slow  # type: ignore[method-assign]
    assert world.run().outcome == "done"
    assert (len(outcomes) > 3, set(outcomes)) == (True, {"busy"})
    assert world.told() == {"RunInstances": 20}


def test_thousands_of_empty_gzip_members_are_looked_at_with_an_eye_on_the_time() -> None:
    looks = []
    seconds = Budget(60, lambda: 0.0, lambda: not looks.append(1))
    content = gzip.compress(b"") * 50_000
    with pytest.raises(Exception, match="empty"):
        list(records((content[at : at + (1 << 18)] for at in range(0, len(content), 1 << 18)), seconds))
    assert len(looks) >= 4


DEEP = '{"a":' * 50_000


@pytest.mark.parametrize(
    "body",
    [
        DEEP,
        "[" * 500_000,
        '{"detail":{"eventName":' + "9" * 100_000 + "}}",
        '{"detail":{"eventName":"X","eventID":"\\ud800","eventTime":"9999-99-99T99:99:99Z"}}',
        '{"detail":{"eventName":"\\ud800","awsRegion":"\\udfff","recipientAccountId":"\\ud800"}}',
        '{"detail":{"eventName":"X","errorCode":-1,"readOnly":1e999,"eventTime":-5}}',
        '{"detail":{"eventName":"X","n":NaN,"m":Infinity}}',
        json.dumps({"detail": {"eventName": "X", **{f"key-{number}": number for number in range(60_000)}}}),
        json.dumps({"detail": {"eventName": "X" * 500_000, "userIdentity": {"arn": "y" * 400_000}}}),
        json.dumps(
            {
                "source": "aws.s3",
                "detail-type": "Object Created",
                "detail": {"bucket": {"name": "trail-logs"}, "object": {"key": f"{FOLDER}{'z' * 900_000}"}},
            }
        ),
        '{"tamper":"x","event":{"detail":{"eventName":"X","eventID":"\\ud800"}}}',
    ],
    ids=lambda body: body[:40],
)
def test_a_message_with_absurd_fields_keeps_no_other_from_being_told(world: World, body: str) -> None:
    world.queue.send(body)
    world.send(event())
    report = world.run()
    assert world.told()["RunInstances"] == 1
    assert (report.outcome, report.memory) == ("done", "ok")
    assert all(
        len(item["pk"]["S"].encode("utf-8", "surrogatepass")) < 1024 for item in world.table.items.values()
    )


def test_a_record_of_a_million_keys_is_told_like_any_other(world: World) -> None:
    huge = event(1, requestParameters={str(number): 0 for number in range(200_000)})
    world.deliver([huge, event(2, "CreateVpc")])
    world.run()
    assert world.told() == {"RunInstances": 1, "CreateVpc": 1}


class TestTheMemory:
    def known(self, world: World) -> None:
        world.send(event(1))
        world.run()
        world.send(event(2))
        world.minutes_pass(1)
        world.run()

    @pytest.mark.parametrize(
        "item",
        [
            {"version": {"N": "2"}, "data": {"B": b"junk"}},
            {"version": {"N": "2"}, "data": {"B": zlib.compress(b'{"format": 99}')}},
            {"version": {"N": "2"}, "data": {"S": "text"}},
            {"version": {"S": "two"}, "data": {"B": b""}},
            {"version": {"N": "-7"}},
            {"data": {"B": b"junk"}},
            {},
        ],
        ids=str,
    )
    def test_that_can_not_be_read_is_set_aside_and_told_and_the_run_goes_on(
        self, world: World, item: dict[str, Any]
    ) -> None:
        self.known(world)
        world.table.items["state"] = {"pk": {"S": "state"}, **item}
        world.send(event(3, "CreateVpc"))
        report = world.run()
        assert (report.outcome, report.memory) == ("done", "ok")
        message = world.topic.messages()[-1]
        assert [group["eventName"] for group in message["groups"]] == ["UnreadableMemory", "CreateVpc"]
        [name] = message["groups"][0]["files"]
        kept = world.table.items[name]
        assert {key: value for key, value in kept.items() if key not in ("pk", "expires")} == item
        assert kept["expires"] == {"N": str(int(world.clock()) + 30 * 24 * 3600)}
        assert "could not be read" in world.topic.published[-1]["Subject"]

    def test_is_told_once_and_used_again(self, world: World) -> None:
        world.table.items["state"] = {"pk": {"S": "state"}, "version": {"N": "2"}, "data": {"B": b"junk"}}
        for number in range(3):
            world.send(event(number))
            world.run()
            world.minutes_pass(1)
        assert [len(message["groups"]) for message in world.topic.messages()] == [2]

    def test_of_which_one_group_can_not_be_read_keeps_the_others(self, world: World) -> None:
        world.send(event(1), event(2, "CreateVpc"))
        world.run()
        stored = json.loads(zlib.decompress(world.table.items["state"]["data"]["B"]))
        stored["groups"][0][1]["told"] = "soon"
        world.table.items["state"]["data"]["B"] = zlib.compress(json.dumps(stored).encode())
        world.minutes_pass(1)
        world.send(event(3), event(4, "CreateVpc"))
        world.run()
        groups = {group["eventName"]: group for group in world.topic.messages()[-1]["groups"]}
        assert sorted(groups) == ["RunInstances", "UnreadableMemory"]
        assert groups["UnreadableMemory"]["reason"] == "1 of its groups can't be read"

    def test_is_told_of_wherever_the_run_is_killed(self) -> None:
        for calls in range(100):
            world = World()
            world.table.items["state"] = {"pk": {"S": "state"}, "version": {"N": "2"}, "data": {"B": b"junk"}}
            killed = world.run_killed_after(calls)
            for _ in range(2):
                world.minutes_pass(7)
                world.run()
            assert world.told()["UnreadableMemory"] in (1, 2), calls
            if not killed:
                return
        raise AssertionError("the run never ends")

    @pytest.mark.parametrize("until", [{"N": "253402300799"}, {"S": "for ever"}, {"BOOL": True}], ids=str)
    def test_whose_lease_ends_later_than_any_run_is_taken_over(self, world: World, until: Any) -> None:
        self.known(world)
        world.table.items["lease"] |= {"owner": {"S": "nobody"}, "until": until}
        world.send(event(3, "CreateVpc"))
        assert world.run().outcome == "done"
        assert world.told()["CreateVpc"] == 1

    def test_whose_lease_ends_within_a_runs_time_is_not(self, world: World) -> None:
        self.known(world)
        until = {"N": str(int(world.clock() + 60))}
        world.table.items["lease"] |= {"owner": {"S": "another"}, "until": until}
        assert world.run().outcome == "busy"

    def test_of_runs_with_strange_names_is_no_obstacle(self, world: World) -> None:
        self.known(world)
        world.table.items["lease"]["started"] = {"SS": ["", "x", "soon-1", f"{'9' * 5000}-1"]}
        world.send(event(3, "CreateVpc"))
        assert world.run().outcome == "done"
        assert "started" not in world.table.items["lease"]


class TestTheSelfChecksItem:
    """What it says of the last check is believed only where it can be true."""

    def checks(self, world: World, item: dict[str, Any]) -> list[list[str] | None]:
        """What three checks a minute apart find, of which only the first is due."""
        world.table.items["self-check"] = {"pk": {"S": "self-check"}, **item}
        nobody: Any = lambda *_: Nobody()  # noqa: E731
        nothing = Expected("", "", "", world.settings.topic_arn, "ENABLED", frozenset(), frozenset())
        table = Table(world.table, "digest", lambda _: None)
        found = []
        for _ in range(3):
            sns = world.topic
            found.append(upkeep(world.settings, nothing, table, sns, nobody, world.clock()))
            world.minutes_pass(1)
        return found

    @pytest.mark.parametrize(
        "item",
        [
            {},
            {"at": {"S": "soon"}},
            {"at": {"N": "253402300799"}},
            {"at": {"N": "0"}, "told": {"N": "253402300799"}},
        ],
        ids=str,
    )
    def test_that_is_none_of_ours_neither_stops_the_checks_nor_repeats_what_they_say(
        self, world: World, item: dict[str, Any]
    ) -> None:
        gaps = ["Nobody has confirmed a subscription to the alerts' topic."]
        assert self.checks(world, item) == [gaps, None, None]
        assert len(world.topic.published) == 1


class Nobody:
    """A topic that nobody subscribed to."""

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, **_: Any) -> Any:
        return [{"Subscriptions": []}]
