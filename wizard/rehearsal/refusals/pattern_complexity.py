"""How complex an event pattern is, as event-ruler's `Machine.evaluateComplexity` counts it.

EventBridge refuses a rule whose pattern scores too high with "Rule is too complex". The score of a field is
the largest number of places, over all wildcard patterns on it, in which matching can be at once while some
value is read; the score of a pattern is that of its worst field. Measured: 9 was accepted, 12 refused.
https://github.com/aws/event-ruler#complexity
"""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.settings.plain_data import is_list, is_map

ACCEPTED = 9
_STAR = -1
_QUOTE = b'"'
SubRule = dict[str, list[Any]]


def complexity(pattern: Mapping[str, Any], cap: int = 100) -> int:
    """The score, never more than `cap`: counting on would only take time."""
    start = _NameState()
    for sub_rule in _sub_rules(pattern):
        start.add(sub_rule, sorted(sub_rule))
    return start.score(cap)


def _sub_rules(pattern: Mapping[str, Any], path: str = "") -> list[SubRule]:
    """The pattern as alternatives without $or, each a flat field -> values."""
    alternatives: list[list[SubRule]] = []
    for name, value in pattern.items():
        if name == "$or" and is_list(value):
            alternatives.append([rule for branch in value for rule in _sub_rules(branch, path)])
        elif is_map(value):
            alternatives.append(_sub_rules(value, f"{path}{name}."))
        else:
            alternatives.append([{f"{path}{name}": list(value)}])
    found: list[SubRule] = []
    for combination in itertools.product(*alternatives):
        merged: SubRule = {}
        for rule in combination:
            merged |= rule
        found.append(merged)
    return found


def _wildcards(value: Any) -> tuple[str, ...]:
    """The wildcard texts in one value of a field; those of one anything-but belong together."""
    if not is_map(value):
        return ()
    if isinstance(value.get("wildcard"), str):
        return (value["wildcard"],)
    unwanted = value.get("anything-but")
    listed = unwanted.get("wildcard", ()) if is_map(unwanted) else ()
    return (listed,) if isinstance(listed, str) else tuple(sorted(listed, key=_place_in_java(len(listed))))


def _place_in_java(count: int) -> Callable[[str], int]:
    """Where a text stands in a Java HashSet of so many: event-ruler adds the values in that order, and it
    counts."""
    size = max(16, 1 << (int(count / 0.75)).bit_length())

    def place(text: str) -> int:
        code = 0
        for unit in struct.unpack(f"<{len(text.encode('utf-16-le')) // 2}H", text.encode("utf-16-le")):
            code = (31 * code + unit) & 0xFFFFFFFF
        return (code ^ (code >> 16)) & (size - 1)

    return lambda text: place(f'"{text}"')


@dataclass
class _NameState:
    """Where matching is between two fields. Fields come in alphabetical order; alternatives share the way as
    far as they say the same without a wildcard."""

    machines: dict[str, _Machine] = field(default_factory=lambda: dict[str, _Machine]())

    def add(self, rule: SubRule, fields: list[str]) -> None:
        if not fields:
            return
        machine = self.machines.setdefault(fields[0], _Machine())
        last: _NameState | None = None
        following: list[_NameState] = []
        for value in rule[fields[0]]:
            last = machine.add(value, last)
            if not any(last is one for one in following):
                following.append(last)
        for state in following:
            state.add(rule, fields[1:])

    def score(self, cap: int) -> int:
        return max((machine.score(cap) for machine in self.machines.values()), default=0)


@dataclass(eq=False)
class _Place:
    """What of one or more values has been read. `starred`: there was a wildcard in it; `loops`: it is a
    wildcard."""

    starred: bool
    loops: bool = False
    steps: dict[int, list[_Place]] = field(default_factory=lambda: dict[int, list[_Place]]())
    values: set[str] = field(default_factory=set[str])  # that can still match from here
    leads_to: _NameState | None = None

    def step(self, letter: int) -> _Place:
        """The place that a further value goes on to: one that is there already, where event-ruler would use
        it again."""
        two_ways = _STAR in self.steps or chr(max(letter, 0)).isalpha()
        for place in self.steps.get(letter, ()):
            if not place.starred or letter == _STAR or not two_ways:
                return place
        place = _Place(self.starred or letter == _STAR, letter == _STAR)
        self.steps.setdefault(letter, []).append(place)
        return place


@dataclass
class _Machine:
    """All values of one field."""

    start: _Place = field(default_factory=lambda: _Place(False))
    ends: dict[tuple[str, int], _Place] = field(default_factory=dict[tuple[str, int], _Place])
    states: list[_NameState] = field(default_factory=list[_NameState])
    letters: set[int] = field(default_factory=set[int])
    plain: dict[str, _NameState] = field(default_factory=dict[str, _NameState])

    def add(self, value: Any, last: _NameState | None) -> _NameState:
        """Returns where matching goes on after this value: where it went before, if the value is found
        again."""
        name, wildcards = json.dumps(value, sort_keys=True), dict.fromkeys(_wildcards(value))
        if not wildcards:
            return self._known(self.plain.setdefault(name, last or _NameState()))
        for text in wildcards:
            last = self._add_text(_letters(text), name, last)
        return self._known(last or _NameState())

    def _known(self, state: _NameState) -> _NameState:
        if not any(state is one for one in self.states):
            self.states.append(state)
        return state

    def _add_text(self, letters: tuple[int, ...], name: str, state: _NameState | None) -> _NameState:
        self.letters.update(letters)
        place, before = self.start, None
        for letter in letters[:-1]:
            there = place.step(letter)
            there.values.add(name)
            if before and place.loops and there not in before.steps.setdefault(letter, []):
                before.steps[letter].append(there)  # the wildcard may also stand for nothing
            before, place = place, there
        final = place.steps.setdefault(letters[-1], [])
        found = next((end for end in final if end.leads_to and name in end.values), None)
        if found and found.leads_to:
            return found.leads_to
        state = state or _NameState()
        end = self.ends.setdefault(
            (name, id(state)), _Place(True, values={name}, leads_to=self._known(state))
        )
        for origin in (place, before) if before and place.loops else (place,):
            origin.steps.setdefault(letters[-1], []).append(end)
        return state

    def score(self, cap: int) -> int:
        start = _with_stars({self.start})
        waiting, seen, most = [start], {start}, 0
        while waiting and most < cap:
            here = waiting.pop()
            for letter in (*self.letters - {_STAR}, None):  # None: any byte that no value has
                there = _with_stars(set(_after(here, letter)))
                if there and there not in seen:
                    seen.add(there)
                    waiting.append(there)
                    most = max(most, sum(len(place.values) for place in there))
        return min(cap, max([most, *(state.score(cap) for state in self.states)]))


def _with_stars(places: set[_Place]) -> frozenset[_Place]:
    """A value that has matched foo has also matched foo*."""
    return frozenset(places.union(*(place.steps.get(_STAR, ()) for place in places)))


def _after(places: frozenset[_Place], letter: int | None) -> Iterator[_Place]:
    for place in places:
        if place.loops:
            yield place
        if letter is not None:
            yield from place.steps.get(letter, ())


def _letters(value: str) -> tuple[int, ...]:
    """The value in quotes, as event-ruler keeps it, with an escaped \\* or \\\\ as a plain letter."""
    found: list[int] = [*_QUOTE]
    text = value.encode()
    place = 0
    while place < len(text):
        if text[place : place + 2] in (b"\\*", b"\\\\"):
            found.append(text[place + 1])
            place += 2
            continue
        found.append(_STAR if text[place : place + 1] == b"*" else text[place])
        place += 1
    return (*found, *_QUOTE)
