"""A run killed after any of its calls to AWS: told twice at worst, never zero times, never miscounted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.function.scene import World, event, events


def until_quiet(world: World) -> None:
    """The schedule goes on until nothing is left to do."""
    for _ in range(3):
        world.minutes_pass(7)
        world.run()
    assert world.queue.bodies == {}


def worlds(prepare: Callable[[World], None]) -> Iterator[tuple[int, World]]:
    """The prepared world after a run killed by its 1st, 2nd, ... call, until a run comes to its end."""
    for calls in range(1000):
        world = World()
        prepare(world)
        killed = world.run_killed_after(calls)
        yield calls, world
        if not killed:
            assert calls > 5
            return
    raise AssertionError("the run never ends")


def new_group(world: World) -> None:
    world.send(*events(range(30)))
    world.deliver(events(range(20, 60)))


def test_a_new_group_is_told_once_or_twice_with_the_right_count() -> None:
    for calls, world in worlds(new_group):
        until_quiet(world)
        counts = [message["events"] for message in world.topic.messages()]
        assert counts in ([60], [60, 60]), calls


def test_only_a_kill_between_publishing_and_noting_it_tells_twice() -> None:
    twice = 0
    for _, world in worlds(new_group):
        until_quiet(world)
        twice += len(world.topic.published) == 2
    assert twice == 1


def known_group(world: World) -> None:
    world.send(event(1000))
    world.run()
    world.minutes_pass(1)
    new_group(world)


def test_what_a_known_group_gathered_is_told_after_the_hour_with_the_right_count() -> None:
    for calls, world in worlds(known_group):
        until_quiet(world)
        assert [message["events"] for message in world.topic.messages()] == [1], calls
        world.minutes_pass(40)
        world.run()
        assert [message["events"] for message in world.topic.messages()] == [1, 60], calls


def due_group(world: World) -> None:
    known_group(world)
    world.run()
    world.minutes_pass(61)
    world.send(event(2000))


def test_a_repeat_that_is_due_is_told_once_or_twice_with_the_right_count() -> None:
    for calls, world in worlds(due_group):
        until_quiet(world)
        counts = [message["events"] for message in world.topic.messages()]
        assert counts[0] == 1
        if counts[1] == 60:  # killed before the new event was counted: it is, one hour later
            world.minutes_pass(61)
            world.run()
            counts = [message["events"] for message in world.topic.messages()]
            assert counts in ([1, 60, 1], [1, 60, 60, 1]), calls
        else:
            assert counts in ([1, 61], [1, 61, 61]), calls


def test_events_that_come_after_the_kill_are_added_once() -> None:
    for calls, world in worlds(new_group):
        world.send(*events(range(50, 70)))
        world.minutes_pass(1.1)
        world.run()
        until_quiet(world)
        world.minutes_pass(61)
        world.run()
        told_twice = sum(message["events"] for message in world.topic.messages()) - 70
        assert told_twice in (0, 60), calls


@pytest.mark.parametrize("second", range(0, 24, 3))
def test_two_runs_killed_one_after_the_other_lose_nothing(second: int) -> None:
    for calls, world in worlds(new_group):
        world.minutes_pass(7)
        world.run_killed_after(second)
        until_quiet(world)
        counts = [message["events"] for message in world.topic.messages()]
        assert counts
        assert set(counts) == {60}, calls
        assert len(counts) <= 3, calls


def test_many_runs_killed_at_every_place_lose_nothing() -> None:
    world = World()
    new_group(world)
    for calls in range(40):
        world.run_killed_after(calls)
        world.minutes_pass(7)
    until_quiet(world)
    assert {message["events"] for message in world.topic.messages()} == {60}


def test_many_groups_are_all_told_wherever_the_run_is_killed() -> None:
    for _, world in worlds(
        lambda world: world.send(*(event(number, f"Call{number}") for number in range(30)))
    ):
        until_quiet(world)
        told = world.told()
        assert len(told) == 30
        assert set(told.values()) <= {1, 2}
