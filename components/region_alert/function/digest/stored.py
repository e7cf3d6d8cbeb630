"""The state as one item of the table, so that one conditional write changes all of it or none.

What comes back is looked at field by field: an item that can't be read costs what it held and no more.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from .grouping import KINDS, Call, Key, Tally
from .rank import Rank
from .shares import Group, halve
from .state import State

FORMAT = 2
MOST_BYTES = 350_000
"""An item of the table holds 400 KB:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"""
MOST_UNPACKED = 64 << 20
LARGEST = 1 << 53
"""Beyond it no count and no time is one."""


class Damaged(ValueError):
    """The item can't be read."""


def dump(state: State) -> bytes:
    """The state as it is stored. Counts stay exact; where it grew too large, groups lose examples, and if
    that isn't enough they are folded, those that matter least first."""
    data = _pack(state)
    if len(data) > MOST_BYTES:
        for group in state.groups.values():
            counts = group.pending
            for examples in (counts.details, counts.addresses, counts.errors, counts.through):
                _keep_one(examples)
            group.addresses = group.addresses[-2:]
        data = _pack(state)
    while len(data) > MOST_BYTES and halve(state.groups):
        for group in state.groups.values():
            _keep_one(group.pending.details)
            _keep_one(group.pending.addresses)
        data = _pack(state)
    return data


def _keep_one(examples: dict[str, int]) -> None:
    """Keeps the first example and counts the rest as others."""
    for value in [value for value in list(examples)[1:] if value]:
        examples[""] = examples.get("", 0) + examples.pop(value)


def _pack(state: State) -> bytes:
    groups = [
        [list(key), {**vars(group), "pending": vars(group.pending)}] for key, group in state.groups.items()
    ]
    stored = {"format": FORMAT, "groups": groups, "commits": state.commits}
    return zlib.compress(json.dumps(stored).encode(), 6)


def load(data: Any, version: int) -> tuple[State, int]:
    """(the state, how many of its groups can't be read). Raises Damaged where nothing of it can."""
    stored = _unpacked(data)
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise Damaged("it has another format")
    groups, commits = stored.get("groups"), stored.get("commits")
    if not isinstance(groups, list) or not isinstance(commits, list):
        raise Damaged("it holds no groups")
    read = dict(_groups(groups))
    names = [name for name in commits if isinstance(name, str)]
    return State(version, read, names), len(groups) - len(read)


def _unpacked(data: Any) -> Any:
    if not isinstance(data, bytes):
        raise Damaged("it holds no data")
    unpack = zlib.decompressobj()
    try:
        text = unpack.decompress(data, MOST_UNPACKED)
        if not unpack.eof:
            raise Damaged("it was cut short, or is far too large")
        return json.loads(text)
    except (zlib.error, ValueError, RecursionError) as error:
        if isinstance(error, Damaged):
            raise
        raise Damaged("it is corrupt") from None


def _groups(stored: list[Any]) -> Iterator[tuple[Key, Group]]:
    for item in stored:
        try:
            parts, about = item
            key = Key(*parts)
            values = dict(about)
            values["pending"] = Tally(**{**values["pending"], "calls": _calls(values["pending"]["calls"])})
            group = Group(**values)
        except (TypeError, ValueError, KeyError):
            continue
        sound = _is_sound(key) and _is_sound(group) and _is_sound(group.pending)
        if sound and key.kind in KINDS and Rank.CHANGED <= group.pending.rank <= Rank.REST:
            yield key, group


def _calls(stored: Any) -> dict[str, Call]:
    return {name: Call(*parts) for name, parts in dict(stored).items()}


_EXAMPLE: dict[type, Any] = {
    Key: Key("", "", "", ""),
    Group: Group(),
    Tally: Tally(),
    Call: Call(0, 0, "", ""),
}


def _is_sound(value: Any) -> bool:
    """Whether every field has the type that it has in an empty one of its kind."""
    model = _EXAMPLE[type(value)]
    if isinstance(value, tuple):
        return all(map(_is_like, value, model))
    names = [one.name for one in fields(value)]
    return all(_is_like(getattr(value, name), getattr(model, name)) for name in names)


def _is_like(value: Any, model: Any) -> bool:
    if isinstance(model, int):
        return type(value) is int and 0 <= value < LARGEST
    if isinstance(model, dict):
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            return False
        return all(_is_sound(one) if isinstance(one, Call) else _is_like(one, 0) for one in value.values())
    if isinstance(model, list):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, Tally) if isinstance(model, Tally) else isinstance(value, str)
