"""The state as an item: it fits, and what can't be read of it costs nothing else."""

from __future__ import annotations

import base64
import json
import random
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from components.region_alert.function.digest import state as states
from components.region_alert.function.digest.grouping import FOLD, Event, Key, Tally
from components.region_alert.function.digest.rank import Rank
from components.region_alert.function.digest.shares import Group
from components.region_alert.function.digest.state import State
from components.region_alert.function.digest.stored import Damaged, dump, load
from tests.function.cases import tally

LIMIT = 400 * 1024


def key(name: str, principal: str = "maria", account: str = "111122223333") -> Key:
    return Key(account, principal, name, "ec2.amazonaws.com")


def filled() -> State:
    events = [
        Event(str(number), key(f"x{number % 3}"), "2024-05-01T10:00:00Z", "203.0.113.9", "a", "b", "c", "d")
        for number in range(10)
    ]
    state = State(version=4)
    states.absorb(state, tally(events), "run-1")
    states.mark_told(state, [key("x0")], 77)
    return state


def test_a_state_comes_back_as_it_was_stored() -> None:
    state = filled()
    assert load(dump(state), 4) == (state, 0)


def noise(source: random.Random, length: int) -> str:
    """A text that hardly gets shorter when it is packed."""
    return base64.b64encode(source.randbytes(length)).decode()[:length]


def flooded(names: int, accounts: int = 1, principals: int = 1000) -> State:
    source, state = random.Random(1), State()
    owners = [noise(source, 300) for _ in range(min(names, principals))]
    for number in range(names):
        where = key(noise(source, 128), owners[number % len(owners)], f"account-{number % accounts}")
        for _ in range(8):
            address, through, error, detail = (noise(source, 100) for _ in range(4))
            found = Event("1", where, "", address, through, error, detail)
            state.groups.setdefault(where, Group()).pending.add(found)
    return state


def count(state: State) -> int:
    return sum(found.pending.count for found in state.groups.values())


@pytest.mark.parametrize(("accounts", "principals"), [(1, 1), (1, 1000), (1000, 1000), (3, 500)])
def test_a_flood_fits_into_one_item_and_keeps_every_count(accounts: int, principals: int) -> None:
    state = flooded(1000, accounts, principals)
    data = dump(state)
    assert len(data) < LIMIT
    assert count(state) == count(load(data, 0)[0]) == 8000


def test_a_flood_gives_up_examples_before_it_gives_up_groups() -> None:
    state = flooded(300)
    dump(state)
    assert len(state.groups) == 300
    assert all(len(found.pending.addresses) == 2 for found in state.groups.values())


def test_what_matters_is_folded_last_where_the_item_grows_too_large() -> None:
    state = flooded(1000)
    for found in state.groups.values():
        found.pending.rank = Rank.REST
    state.groups[key("RunInstances", "zoe")] = Group(pending=Tally(1, rank=Rank.WROTE))
    dump(state)
    assert key("RunInstances", "zoe") in state.groups
    assert [found for found in state.groups if found.kind == FOLD]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        b"",
        b"junk",
        zlib.compress(b"junk"),
        zlib.compress(b"[" * 100_000),
        zlib.compress(b"[]"),
        zlib.compress(b"{}"),
        zlib.compress(b'{"format": 1, "groups": [], "commits": []}'),
        zlib.compress(b'{"format": 3, "groups": [], "commits": []}'),
        zlib.compress(b'{"format": 2, "groups": {}, "commits": []}'),
        zlib.compress(b'{"format": 2, "groups": [], "commits": 7}'),
        zlib.compress(b" " * (80 << 20)),
        dump(State())[:-3],
    ],
    ids=lambda data: repr(data[:20]) if data else repr(data),
)
def test_an_item_that_is_none_of_ours_is_damaged(data: Any) -> None:
    with pytest.raises(Damaged):
        load(data, 0)


def broken(change: Callable[[list[Any]], Any]) -> bytes:
    """The filled state, of which one group was changed."""
    stored = json.loads(zlib.decompress(dump(filled())))
    result = change(stored["groups"][0])
    if result is not None:
        stored["groups"][0] = result
    return zlib.compress(json.dumps(stored).encode())


def put(value: Any, *path: Any) -> Callable[[list[Any]], Any]:
    def change(item: list[Any]) -> None:
        inner: Any = item
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda _: 7,
        lambda _: [],
        lambda _: [["a"], {}],
        put(7, 0, 2),
        put("strange", 0, 4),
        put("soon", 1, "told"),
        put(-1, 1, "told"),
        put(1e300, 1, "told"),
        put(10**40, 1, "total"),
        put(True, 1, "total"),
        put(None, 1, "pending"),
        put({}, 1, "pending"),
        put("many", 1, "pending", "count"),
        put(-5, 1, "pending", "count"),
        put(7, 1, "pending", "first"),
        put([], 1, "pending", "addresses"),
        put({"a": "b"}, 1, "pending", "addresses"),
        put({"a": -1}, 1, "pending", "regions"),
        put({"a": [1]}, 1, "pending", "calls"),
        put({"a": [1, "x", "", ""]}, 1, "pending", "calls"),
        put([7], 1, "addresses"),
        put("x", 1, "unheard-of"),
    ],
)
def test_a_group_that_is_damaged_costs_no_other(change: Any) -> None:
    state, unreadable = load(broken(change), 4)
    assert (len(state.groups), unreadable, state.commits) == (2, 1, ["run-1"])


@pytest.mark.parametrize("rank", [0, 6, 99])
def test_a_rank_that_is_none_is_damage(rank: int) -> None:
    state, unreadable = load(broken(put(rank, 1, "pending", "rank")), 4)
    assert unreadable == 1
    assert len(state.groups) == 2
