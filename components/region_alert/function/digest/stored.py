"""The state as one item of the table, so that one conditional write changes all of it or none.

What comes back is looked at field by field: an item that can't be read costs what it held and no more.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import fields

from .grouping import KINDS, MOST_REFUSED, Call, Key, Tally
from .json_values import Fields, Json, text
from .rank import Rank
from .shares import QUIET, Group, halve
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
    if len(data) > MOST_BYTES:
        for group in state.groups.values():
            group.pending.name_fewer(MOST_REFUSED)
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
    stored = {"format": FORMAT, "groups": groups, "commits": state.commits, "unanswered": state.unanswered}
    return zlib.compress(json.dumps(stored).encode(), 6)


def load(data: bytes | None, version: int) -> tuple[State, int]:
    """(the state, how many of its groups can't be read). Raises Damaged where nothing of it can."""
    stored = _unpacked(data)
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise Damaged("it has another format")
    groups, commits = stored.get("groups"), stored.get("commits")
    if not isinstance(groups, list) or not isinstance(commits, list):
        raise Damaged("it holds no groups")
    read = dict(_groups(groups))
    names = [name for name in commits if isinstance(name, str)]
    return State(version, read, names, text(stored.get("unanswered"))), len(groups) - len(read)


def _unpacked(data: bytes | None) -> Json:
    if not isinstance(data, bytes):
        raise Damaged("it holds no data")
    unpack = zlib.decompressobj()
    try:
        whole = unpack.decompress(data, MOST_UNPACKED)
        if not unpack.eof:
            raise Damaged("it was cut short, or is far too large")
        return json.loads(whole)
    except (zlib.error, ValueError, RecursionError) as error:
        if isinstance(error, Damaged):
            raise
        raise Damaged("it is corrupt") from None


def _groups(stored: list[Json]) -> Iterator[tuple[Key, Group]]:
    for item in stored:
        try:
            yield _group(item)
        except Damaged:
            continue


def _group(item: Json) -> tuple[Key, Group]:
    if not isinstance(item, list) or len(item) != 2:
        raise Damaged("it is no pair")
    parts = item[0]
    if not isinstance(parts, list) or len(parts) != len(Key._fields):
        raise Damaged("it has no key")
    key, about = Key(*map(_text, parts)), _about(_Object(item[1], Group))
    if key.kind not in KINDS or not Rank.CHANGED <= about.pending.rank <= Rank.REST:
        raise Damaged("it has an unknown kind or rank")
    return key, about


def _about(stored: _Object) -> Group:
    return Group(
        told=stored.number("told"),
        total=stored.number("total"),
        pending=_tally(_Object(stored.fields.get("pending"), Tally)),
        rank=stored.number("rank", QUIET),
        repeats=stored.number("repeats"),
        regions=stored.texts("regions"),
        addresses=stored.texts("addresses"),
        day=stored.number("day"),
        fresh=stored.number("fresh"),
        wait=stored.number("wait"),
        owed=stored.number("owed"),
        region_told=stored.number("region_told"),
        address_told=stored.number("address_told"),
    )


def _tally(stored: _Object) -> Tally:
    return Tally(
        count=stored.number("count"),
        first=stored.text("first"),
        last=stored.text("last"),
        rank=stored.number("rank", Rank.REST),
        event_id=stored.text("event_id"),
        region=stored.text("region"),
        regions=stored.numbers("regions"),
        addresses=stored.numbers("addresses"),
        through=stored.numbers("through"),
        errors=stored.numbers("errors"),
        details=stored.numbers("details"),
        calls={name: _call(value) for name, value in stored.object("calls").items()},
    )


def _call(stored: Json) -> Call:
    if not isinstance(stored, list) or len(stored) != len(Call._fields):
        raise Damaged("it is no call")
    rank, number, first, last = stored
    return Call(_number(rank), _number(number), _text(first), _text(last))


class _Object:
    """What was stored of a dataclass. A field that an older version didn't write is empty."""

    def __init__(self, stored: Json, kind: type[Group | Tally]) -> None:
        if not isinstance(stored, dict) or not stored:
            raise Damaged("it is no object")
        if stored.keys() - {one.name for one in fields(kind)}:
            raise Damaged("it has fields that nobody knows")
        self.fields = stored

    def number(self, name: str, empty: int = 0) -> int:
        return _number(self.fields.get(name, empty))

    def text(self, name: str) -> str:
        return _text(self.fields.get(name, ""))

    def texts(self, name: str) -> list[str]:
        value = self.fields.get(name, [])
        if not isinstance(value, list):
            raise Damaged("it is no list")
        return [_text(one) for one in value]

    def object(self, name: str) -> Fields:
        value = self.fields.get(name, {})
        if not isinstance(value, dict):
            raise Damaged("it is no object")
        return value

    def numbers(self, name: str) -> dict[str, int]:
        return {key: _number(value) for key, value in self.object(name).items()}


def _text(stored: Json) -> str:
    if not isinstance(stored, str):
        raise Damaged("it is no text")
    return stored


def _number(stored: Json) -> int:
    # True is an int, too.
    if not isinstance(stored, int) or isinstance(stored, bool) or not 0 <= stored < LARGEST:
        raise Damaged("it is no number")
    return stored
