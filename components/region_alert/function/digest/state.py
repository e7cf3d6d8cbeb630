"""What the digest remembers of each group between runs, and when a group is due: pure functions.

All groups live in one item of the table, so that one conditional write changes all of them or none.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .grouping import Key, Tally

MOST_GROUPS = 1000
MOST_BYTES = 350_000
"""An item of the table holds 400 KB:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"""
REMEMBER_SECONDS = 24 * 3600
COMMITS = 200
OTHERS = "many others"


@dataclass
class Group:
    """`told` is when people last heard of it (epoch seconds, 0 is never), `total` what they heard of so far,
    `pending` what they haven't heard of yet."""

    told: int = 0
    total: int = 0
    pending: Tally = field(default_factory=Tally)


@dataclass
class State:
    """`version` grows with each write; `commits` are the latest runs whose counts are in here."""

    version: int = 0
    groups: dict[Key, Group] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)


def absorb(state: State, tallies: Mapping[Key, Tally], run: str) -> None:
    """Adds a run's counts. A group too many is counted with the others of its account and region."""
    for key, counts in tallies.items():
        place(state, key).pending.merge(counts)
    state.commits = [*state.commits, run][-COMMITS:]


def place(state: State, key: Key) -> Group:
    """The group of that key, or the one that stands in for it."""
    if key not in state.groups and len(state.groups) >= MOST_GROUPS:
        _forget_one_told(state)
    return state.groups.setdefault(within_bounds(key, state.groups), Group())


def within_bounds(key: Key, groups: Mapping[Key, Any]) -> Key:
    """The key, or where there are too many groups, that of all the others in its account and region."""
    if key in groups or len(groups) < MOST_GROUPS:
        return key
    others = Key(key.account, key.region, OTHERS, OTHERS, "")
    return others if others in groups or len(groups) < 2 * MOST_GROUPS else Key(*[OTHERS] * 5)


def _forget_one_told(state: State) -> None:
    told = [key for key, group in state.groups.items() if not group.pending.count]
    if told:
        del state.groups[min(told, key=lambda key: state.groups[key].told)]


def due(state: State, now: int, repeat_seconds: int) -> list[Key]:
    """The groups people should hear of now: new ones first, then those last heard of longest ago.

    The collected others never wait: their next event may be anybody's.
    """
    keys = [
        key
        for key, group in state.groups.items()
        if group.pending.count
        and (
            not group.told
            or now - group.told >= repeat_seconds
            or key.principal == OTHERS
            or group.told > now
        )
    ]
    return sorted(keys, key=lambda key: (state.groups[key].told, state.groups[key].pending.first, key))


def mark_told(state: State, keys: list[Key], now: int) -> None:
    """People have heard of these groups."""
    for key in keys:
        group = state.groups[key]
        group.total += group.pending.count
        group.told = now
        group.pending = Tally()


def forget(state: State, now: int, repeat_seconds: int) -> None:
    """Drops the groups that were told about long ago and have been quiet since."""
    keep = max(REMEMBER_SECONDS, 2 * repeat_seconds)
    old = [key for key, group in state.groups.items() if not group.pending.count and now - group.told > keep]
    for key in old:
        del state.groups[key]


def dump(state: State) -> bytes:
    """The state as it is stored. Counts stay exact; where it grew too large, groups lose examples, and
    if that isn't enough the latest groups are counted with the others of their account and region."""
    data = _pack(state)
    if len(data) > MOST_BYTES:
        for group in state.groups.values():
            counts = group.pending
            for examples in (counts.details, counts.addresses, counts.errors, counts.through):
                _keep_one(examples)
        data = _pack(state)
    while len(data) > MOST_BYTES and len(state.groups) > 1:
        before = len(state.groups)
        _fold(state, lambda key: Key(key.account, key.region, OTHERS, OTHERS, ""))
        if len(state.groups) == before:
            _fold(state, lambda key: Key(*[OTHERS] * 5))
        data = _pack(state)
    return data


def _keep_one(examples: dict[str, int]) -> None:
    """Keeps the first example and counts the rest as others."""
    for value in [value for value in list(examples)[1:] if value]:
        examples[""] = examples.get("", 0) + examples.pop(value)


def _fold(state: State, into: Callable[[Key], Key]) -> None:
    """Counts the later half of the groups elsewhere; those that were told and are quiet are dropped."""
    keys = list(state.groups)
    for key in keys[len(keys) // 2 :]:
        group = state.groups.pop(key)
        if group.pending.count:
            others = state.groups.setdefault(into(key), Group())
            others.total += group.total
            others.told = min(others.told, group.told)
            others.pending.merge(group.pending)
            for examples in (others.pending.details, others.pending.addresses):
                _keep_one(examples)


def _pack(state: State) -> bytes:
    groups: list[Any] = [
        [list(key), group.told, group.total, asdict(group.pending)] for key, group in state.groups.items()
    ]
    return zlib.compress(json.dumps({"groups": groups, "commits": state.commits}).encode(), 6)


def load(data: bytes, version: int) -> State:
    """The state from its stored form."""
    stored = json.loads(zlib.decompress(data))
    groups = {
        Key(*key): Group(told, total, Tally(**pending)) for key, told, total, pending in stored["groups"]
    }
    return State(version, groups, stored["commits"])
