"""What is remembered of the groups: which are due, and what happens when there is too much of it."""

from __future__ import annotations

import base64
import random

from components.region_alert.function.digest import state as states
from components.region_alert.function.digest.grouping import Event, Key, Tally, tally
from components.region_alert.function.digest.state import Group, State

HOUR = 3600
LIMIT = 400 * 1024


def key(name: str, region: str = "ap-south-1", principal: str = "maria") -> Key:
    return Key("111122223333", region, principal, name, "ec2.amazonaws.com")


def group(pending: int, told: int = 0) -> Group:
    return Group(told, 0, Tally(count=pending))


def test_a_group_never_told_is_due_at_once_and_a_told_one_an_hour_later() -> None:
    state = State(
        groups={
            key("new"): group(1),
            key("quiet"): group(0, told=1),
            key("told just now"): group(1, told=10_000),
            key("told almost an hour ago"): group(1, told=10_000 - HOUR + 1),
            key("told an hour ago"): group(1, told=10_000 - HOUR),
        }
    )
    assert [found.event for found in states.due(state, 10_000, HOUR)] == ["new", "told an hour ago"]


def test_the_others_are_due_though_told_just_now() -> None:
    others = Key("111122223333", "ap-south-1", states.OTHERS, states.OTHERS, "")
    assert states.due(State(groups={others: group(1, told=10_000)}), 10_000, HOUR) == [others]


def test_a_group_told_in_the_future_is_due() -> None:
    assert states.due(State(groups={key("x"): group(1, told=20_000)}), 10_000, HOUR) == [key("x")]


def test_those_who_wait_longest_come_first() -> None:
    state = State(
        groups={key("later"): group(1, told=50), key("sooner"): group(1, told=20), key("new"): group(1)}
    )
    assert [found.event for found in states.due(state, 10_000, HOUR)] == ["new", "sooner", "later"]


def test_a_group_that_is_quiet_for_a_day_is_forgotten() -> None:
    day = 24 * HOUR
    state = State(groups={key("quiet"): group(0, told=1000), key("pending"): group(1, told=1000)})
    states.forget(state, 1000 + day, HOUR)
    assert len(state.groups) == 2
    states.forget(state, 1001 + day, HOUR)
    assert list(state.groups) == [key("pending")]


def test_a_group_is_remembered_at_least_twice_as_long_as_it_is_kept_quiet() -> None:
    state = State(groups={key("quiet"): group(0, told=1000)})
    states.forget(state, 1000 + 70 * HOUR, 36 * HOUR)
    assert list(state.groups) == [key("quiet")]


def test_a_state_comes_back_as_it_was_stored() -> None:
    events = [
        Event(str(number), key(f"x{number % 3}"), "2024-05-01T10:00:00Z", "203.0.113.9", "a", "b", "c")
        for number in range(10)
    ]
    state = State(version=4)
    states.absorb(state, tally(events), "run-1")
    states.mark_told(state, [key("x0")], 77)
    assert states.load(states.dump(state), 4) == state


def noise(source: random.Random, length: int) -> str:
    """A text that hardly gets shorter when it is packed."""
    return base64.b64encode(source.randbytes(length)).decode()[:length]


def flooded(names: int, regions: int = 1) -> State:
    source, state = random.Random(1), State()
    for number in range(names):
        where = key(noise(source, 128), f"region-{number % regions}", noise(source, 300))
        for _ in range(8):
            found = Event(
                "1", where, "", noise(source, 100), noise(source, 100), noise(source, 100), noise(source, 100)
            )
            state.groups.setdefault(where, Group()).pending.add(found)
    return state


def count(state: State) -> int:
    return sum(found.pending.count for found in state.groups.values())


def test_a_flood_fits_into_one_item_and_keeps_every_count() -> None:
    state = flooded(1000)
    data = states.dump(state)
    assert len(data) < LIMIT
    assert count(state) == count(states.load(data, 0)) == 8000


def test_a_flood_over_many_accounts_and_regions_fits_too() -> None:
    state = flooded(1500, regions=1500)
    data = states.dump(state)
    assert len(data) < LIMIT
    assert count(states.load(data, 0)) == 12_000


def test_a_flood_gives_up_examples_before_it_gives_up_groups() -> None:
    state = flooded(300)
    states.dump(state)
    assert len(state.groups) == 300
    assert all(len(found.pending.addresses) == 2 for found in state.groups.values())


def test_a_tally_keeps_a_few_examples_and_counts_the_rest() -> None:
    counts = Tally()
    for number in range(100):
        counts.add(Event(str(number), key("x"), "", f"203.0.113.{number}"))
    assert counts.count == 100
    assert len(counts.addresses) == 9
    assert counts.addresses[""] == 92


def test_tallies_put_together_count_as_one() -> None:
    events = [
        Event(str(number), key("x"), f"2024-05-01T10:00:{number:02}Z", f"203.0.113.{number % 20}")
        for number in range(60)
    ]
    whole = tally(events)[key("x")]
    first, second = tally(events[:25])[key("x")], tally(events[25:])[key("x")]
    second.merge(first)
    assert (second.count, second.first, second.last) == (whole.count, whole.first, whole.last)
    assert sum(second.addresses.values()) == 60
