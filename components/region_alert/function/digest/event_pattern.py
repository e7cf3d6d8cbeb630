"""Judges an event by an EventBridge pattern, as far as the tamper rules use them.

The same patterns that make the rules are held against records of log files: one judge of what tampering is.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .json_values import Fields, Json


def matches(pattern: Fields, event: Fields) -> bool:
    """Whether EventBridge would pass the event on. Raises ValueError for an operator that isn't known here.

    Of a list of objects in the event, one object has to match by itself.
    """
    for name, wanted in pattern.items():
        if name == "$or":
            if not any(matches(one, event) for one in _listed(wanted) if isinstance(one, dict)):
                return False
        elif isinstance(wanted, dict):
            inside = _listed(event.get(name)) or [None]
            if not any(matches(wanted, one if isinstance(one, dict) else {}) for one in inside):
                return False
        elif not _holds(_listed(wanted), event, name):
            return False
    return True


def narrowed(pattern: Fields, name: str, value: str) -> Fields | None:
    """What of a pattern is left for events in which this field has this value: without the alternatives that
    want another; None where it takes no such event."""
    wanted = pattern.get(name)
    if isinstance(wanted, list) and value not in wanted and all(isinstance(one, str) for one in wanted):
        return None
    if "$or" not in pattern:
        return pattern
    alternatives = [one for one in _listed(pattern["$or"]) if isinstance(one, dict)]
    left = [one for one in (narrowed(other, name, value) for other in alternatives) if one is not None]
    return {**pattern, "$or": left} if left else None


def _listed(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else [value]


def _holds(wanted: Sequence[Json], event: Fields, name: str) -> bool:
    """Whether one of the values that are wanted is there; of a list in the event each value is looked at."""
    # An object is no value: a field inside it would have to be asked for.
    values = [one for one in _listed(event.get(name)) if not isinstance(one, dict)]
    is_there = name in event and bool(values)
    return any(_meets(one, values, is_there) for one in wanted)


def _meets(wanted: Json, values: Sequence[Json], is_there: bool) -> bool:
    if not isinstance(wanted, dict):
        return is_there and any(type(value) is type(wanted) and value == wanted for value in values)
    (operator, operand), *more = wanted.items()
    if more:
        raise ValueError(f"a pattern with more than one operator at once: {sorted(wanted)}")
    if operator == "exists":
        return is_there == operand
    if not is_there:
        return False
    if operator == "anything-but" and not isinstance(operand, dict):
        unwanted = _listed(operand)
        return any(value not in unwanted for value in values)
    texts = [value for value in values if isinstance(value, str)]
    if operator == "prefix" and isinstance(operand, str):
        return any(text.startswith(operand) for text in texts)
    if operator == "suffix" and isinstance(operand, str):
        return any(text.endswith(operand) for text in texts)
    if operator == "wildcard" and isinstance(operand, str):
        return any(_wildcard(operand).fullmatch(text) for text in texts)
    raise ValueError(f"a pattern with an operator that isn't known here: {operator}: {operand}")


@lru_cache(maxsize=256)
def _wildcard(text: str) -> re.Pattern[str]:
    r"""`*` stands for any characters, `\*` and `\\` for themselves."""
    parts = re.findall(r"\\[\\*]|\*|[^\\*]+|\\", text)
    return re.compile("".join(".*" if part == "*" else re.escape(_plain(part)) for part in parts), re.DOTALL)


def _plain(part: str) -> str:
    return part[1] if len(part) == 2 and part[0] == "\\" else part
