"""Small log files are fetched by a few threads; what is told, left and remembered is the same."""

from __future__ import annotations

import json
import threading
from secrets import token_hex
from typing import Any

import pytest

from components.region_alert.function.digest import queue
from components.region_alert.function.digest.log_files import AT_ONCE, MOST_AHEAD, SMALL, LogFiles
from components.region_alert.function.digest.sources import Delivered, read
from tests.function.scene import FOLDER, World, event, log_file, refusal


@pytest.fixture
def world() -> World:
    found = World()
    found.sizes_are_told = True
    return found


def item(number: int, size: int = 100) -> Delivered:
    return Delivered("trail-logs", f"{FOLDER}{number}", "v1", size)


def on_each_get(world: World, do: Any) -> None:
    get = world.files.get_object

    def watched(**request: Any) -> Any:
        do(request)
        return get(**request)

    world.files.get_object = watched  # type: ignore[method-assign]


def test_small_files_are_fetched_at_once(world: World) -> None:
    together = threading.Barrier(4, timeout=10)
    on_each_get(world, lambda _: together.wait())
    for number in range(8):
        world.deliver([event(number)])
    world.run()
    assert world.told() == {"RunInstances": 8}


def test_every_file_is_opened_once_and_every_event_told_once(world: World) -> None:
    for number in range(300):
        world.deliver([event(number)])
    report = world.run()
    assert (len(world.files.opened), len(set(world.files.opened))) == (300, 300)
    assert (world.told(), report.counts["files"], world.queue.bodies) == ({"RunInstances": 300}, 300, {})


def test_a_large_file_is_streamed_when_its_turn_comes(world: World) -> None:
    threads = set()
    on_each_get(world, lambda _: threads.add(threading.current_thread()))
    content = log_file(event(n, requestParameters={"x": token_hex(2000)}) for n in range(200))
    assert len(content) > SMALL
    world.deliver([], content=content)
    world.run()
    assert world.told() == {"RunInstances": 200}
    assert threads == {threading.main_thread()}


def test_no_file_is_fetched_that_would_not_be_opened(world: World) -> None:
    world.deliver([event()], f"{FOLDER}notes.txt")
    world.deliver([event()], FOLDER.replace("ap-south-1", "eu-west-1") + "x.json.gz")
    world.deliver([event()], "elsewhere/x.json.gz")
    world.run()
    assert world.files.opened == []


def test_no_more_is_held_than_has_room() -> None:
    asked: list[str] = []
    held, let_go = [], threading.Event()

    class Slow:
        def get_object(self, **request: Any) -> Any:
            asked.append(request["Key"])
            held.append(len(asked))
            let_go.wait(10)
            raise refusal("SlowDown")

    with LogFiles(Slow()) as files:
        for number in range(500):
            files.fetch(item(number))
        files.fetch(item(1000, size=SMALL + 1))
        let_go.set()
    assert AT_ONCE <= len(asked) <= MOST_AHEAD


@pytest.mark.parametrize("size", ["5", -1, 0, None, 1e9, [], SMALL + 1])
def test_a_size_that_is_none_or_too_large_fetches_nothing_ahead(size: Any) -> None:
    body = {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {"bucket": {"name": "b"}, "object": {"key": "k", "size": size}},
    }
    found = read(json.dumps(body))
    assert isinstance(found, Delivered)
    asked: list[Any] = []

    class Files:
        def get_object(self, **request: Any) -> Any:
            asked.append(request)
            raise refusal("SlowDown")

    with LogFiles(Files()) as files:
        files.fetch(found)
    assert asked == []


@pytest.mark.parametrize(
    ("code", "why", "left"),
    [
        ("NoSuchKey", ["it was deleted before it was read"], 0),
        ("AccessDenied", ["reading it was refused (AccessDenied)"], 1),
        ("SlowDown", [], 1),
    ],
)
def test_what_keeps_a_file_from_being_fetched_is_told_as_of_any(
    world: World, code: str, why: list[str], left: int
) -> None:
    def refuse(_: Any) -> None:
        raise refusal(code)

    world.deliver([event()])
    on_each_get(world, refuse)
    assert world.run().left_behind == left
    assert [group["reason"] for message in world.topic.messages() for group in message["groups"]] == why
    assert len(world.queue.bodies) == left


def test_what_was_fetched_when_time_is_up_is_read_by_a_later_run(world: World) -> None:
    def time_is_up(_: Any) -> None:
        if len(world.files.opened) > 60:
            world.seconds_left = 1.0

    on_each_get(world, time_is_up)
    for number in range(200):
        world.deliver([event(number)])
    report = world.run()
    assert report.left_behind > 0
    for _ in range(20):
        world.seconds_left = 300.0
        world.files.opened.clear()
        world.minutes_pass(61)
        world.run()
    assert (world.told(), world.queue.bodies) == ({"RunInstances": 200}, {})


def test_no_thread_outlives_its_run(world: World) -> None:
    before = threading.active_count()
    for number in range(50):
        world.deliver([event(number)])
    world.run()
    assert threading.active_count() == before


def test_messages_keep_their_order_and_each_is_announced_a_few_before_it_is_given() -> None:
    seen: list[str] = []
    messages = [queue.Message(str(number), "", 0) for number in range(5)]
    for message in queue.ahead(iter(messages), lambda one: seen.append(f"announced {one.receipt}"), most=2):
        seen.append(f"given {message.receipt}")
    assert seen == [
        *("announced 0", "announced 1", "announced 2", "given 0"),
        *("announced 3", "given 1", "announced 4", "given 2", "given 3", "given 4"),
    ]


def test_what_came_before_the_queue_broke_is_dealt_with(world: World) -> None:
    for number in range(20):
        world.deliver([event(number)])
    receive, calls = world.queue.receive_message, []

    def breaking(**request: Any) -> Any:
        calls.append(request)
        if len(calls) > 1:
            raise refusal("InternalError")
        return receive(**request)

    world.queue.receive_message = breaking  # type: ignore[method-assign]
    report = world.run()
    assert report.outcome == "the queue can't be read: InternalError"
    assert (world.told(), len(world.queue.bodies)) == ({"RunInstances": 10}, 10)
