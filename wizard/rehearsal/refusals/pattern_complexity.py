"""How complex an event pattern is, as event-ruler's `Machine.evaluateComplexity` counts it.

EventBridge refuses a rule whose pattern scores too high with "Rule is too complex". The score of a field is the largest
number of places, over all wildcard patterns on it, in which matching can be at once while some value is read; the score of
a pattern is that of its worst field. Measured: 9 was accepted, 12 refused.
https://github.com/aws/event-ruler#complexity
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

ACCEPTED = 9
_STAR = -1
_QUOTE = b'"'

# A place: what of a pattern has been read so far, as bytes, with _STAR for a wildcard. Patterns that begin alike share it.
Place = tuple[int, ...]


def complexity(pattern: Mapping[str, Any], cap: int = 100) -> int:
    """The score, never more than `cap`: counting on would only take time."""
    return max((_of_field(values, cap) for values in _wildcards(pattern).values()), default=0)


def _wildcards(pattern: Mapping[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Field -> its wildcard patterns; the values of one anything-but belong together."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for where, value in _leaves(pattern, path):
        if isinstance(value.get("wildcard"), str):
            found.setdefault(where, []).append((value["wildcard"],))
        unwanted = value.get("anything-but")
        listed = unwanted.get("wildcard") if isinstance(unwanted, Mapping) else None
        if listed:
            found.setdefault(where, []).append((listed,) if isinstance(listed, str) else tuple(listed))
    return found


def _leaves(pattern: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    for name, value in pattern.items():
        if name == "$or" and isinstance(value, list):
            for branch in value:
                yield from _leaves(branch, path) if isinstance(branch, Mapping) else ()
        elif isinstance(value, Mapping):
            yield from _leaves(value, (*path, name))
        elif isinstance(value, list):
            yield from ((((*path, name), one)) for one in value if isinstance(one, Mapping))


def _of_field(patterns: list[tuple[str, ...]], cap: int) -> int:
    children, patterns_below = _tree(patterns)
    letters = {letter for _, letter in children if letter != _STAR}
    start = _with_stars({()}, children)
    waiting, seen, most = [start], {start}, 0
    while waiting:
        here = waiting.pop()
        for letter in (*letters, None):  # None: any byte that no pattern has
            there = _with_stars(set(_steps(here, letter, children)), children)
            if not there or there in seen:
                continue
            seen.add(there)
            waiting.append(there)
            most = max(most, sum(len(patterns_below[place]) for place in there))
            if most >= cap:
                return cap
    return most


def _tree(patterns: list[tuple[str, ...]]) -> tuple[set[tuple[Place, int]], dict[Place, set[int]]]:
    """Which place follows which by what, and the numbers of the patterns that can still match from each place."""
    children: set[tuple[Place, int]] = set()
    below: dict[Place, set[int]] = {}
    for number, values in enumerate(dict.fromkeys(patterns)):
        for value in values:
            letters = _letters(value)
            for length in range(len(letters)):
                children.add((letters[:length], letters[length]))
                below.setdefault(letters[: length + 1], set()).add(number)
    return children, below


def _letters(value: str) -> Place:
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


def _with_stars(places: set[Place], children: set[tuple[Place, int]]) -> frozenset[Place]:
    """A value that has matched foo has also matched foo*."""
    return frozenset(places | {(*place, _STAR) for place in places if (place, _STAR) in children})


def _steps(places: frozenset[Place], letter: int | None, children: set[tuple[Place, int]]) -> Iterator[Place]:
    for place in places:
        if place and place[-1] == _STAR:
            yield place
        if letter is not None and (place, letter) in children:
            yield (*place, letter)
