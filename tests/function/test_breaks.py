"""Ways in which an intruder who knows the code could keep a change from being told, or told in time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tests.function.cases import SETTINGS
from tests.function.scene import World, event, refusal
from tests.function.test_flood import MOST_BYTES, role

AT_HOME = {"awsRegion": "eu-west-1"}
STOP = {"eventSource": "cloudtrail.amazonaws.com", **AT_HOME}


def change(world: World, record: dict[str, Any]) -> None:
    world.queue.send(json.dumps({"tamper": "trail", "event": {"detail": record}}))


def junk(numbers: Iterable[int]) -> list[str]:
    """Keys outside the log folder, of as many made-up accounts."""
    return [f"x/AWSLogs/{number:012}/CloudTrail/ap-south-1/junk.json.gz" for number in numbers]


def test_objects_that_anybody_can_put_outside_the_log_folder_are_no_log_files() -> None:
    world = World(replace(SETTINGS, log_files="AWSLogs/"))
    for key in junk(range(3000)):
        world.announce(key)
    world.send(event(1))
    world.run()
    assert world.told() == {"RunInstances": 1}
    assert world.queue.bodies == {}


def test_a_file_in_the_log_folder_is_still_read() -> None:
    world = World(replace(SETTINGS, log_files="AWSLogs/"))
    world.deliver([event(1)])
    world.run()
    assert world.told() == {"RunInstances": 1}


def test_a_change_that_is_made_every_hour_does_not_have_the_next_one_told_a_day_late(world: World) -> None:
    for hour in range(24):
        change(world, event(hour, "StopLogging", **STOP))
        world.run()
        world.minutes_pass(60)
    before = len(world.topic.published)
    change(world, event(100, "StopLogging", **STOP))
    world.run()
    world.minutes_pass(5)
    world.run()
    assert len(world.topic.published) == before + 1


def test_a_loop_of_changes_is_a_message_in_five_minutes(world: World) -> None:
    for minute in range(60):
        change(world, event(minute, "TagResource", **STOP))
        world.run()
        world.minutes_pass(1)
    assert len(world.topic.published) == 12


def test_hundreds_of_roles_that_make_harmless_changes_do_not_delay_the_one_that_matters(world: World) -> None:
    # Each call of an intruder's other roles is one more group, and so is each harmless one of their own.
    number = 0
    for who in [role("theirs"), *(role(f"r{other}") for other in range(40))]:
        for call in range(20):
            number += 1
            change(world, event(number, f"Tag{call}", userIdentity=who, **STOP))
    change(world, event(number + 1, "StopLogging", userIdentity=role("theirs"), **STOP))
    world.run()
    [message] = world.topic.messages()
    assert "StopLogging" in [group["eventName"] for group in message["groups"]]


class Throttled:
    """A table that whoever may read it keeps too busy: that takes no right to write, and is in no log."""

    def __getattr__(self, name: str) -> Any:
        def call(**_: Any) -> Any:
            raise refusal("ProvisionedThroughputExceededException", name)

        return call


def test_a_run_without_its_table_sends_five_messages_at_most_and_leaves_nothing_out() -> None:
    world = World(table=Throttled())
    for number in range(3000):
        world.send(event(number, f"Create{number % 30}", userIdentity=role(f"r{number // 30}")))
    report = world.run()
    messages = world.topic.messages()
    assert len(messages) == 5
    assert sum(group["count"] for message in messages for group in message["groups"]) == 3000
    assert (report.events_told, report.groups_waiting, world.queue.bodies) == (3000, 0, {})
    assert all(len(message["Message"].encode()) < MOST_BYTES for message in world.topic.published)
