"""What the validator says: one problem a wrong value, all of them reported together."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from components.settings.plain_data import is_list, is_list_or_tuple, is_map

_LIMIT = 80
_DEEPEST = 20


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: which key and value, which rule, what it would cause, what to do."""

    key: str
    value: object
    rule: str
    consequence: str
    fix: str

    def __str__(self) -> str:
        key = self.key if self.key.isprintable() and 0 < len(self.key) <= _LIMIT else shown(self.key)
        sentences = " ".join(part for part in (self.rule, self.consequence, self.fix) if part)
        return f"{key}: {_on_one_line(sentences)}"

    def as_dict(self) -> dict[str, object]:
        """The same, for a JSON document: keys are texts, and no number is one that JSON doesn't have."""
        return {**vars(self), "value": _plain(self.value)}


class SettingsError(ValueError):
    """Raised with every problem of a set of settings at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def _plain(value: object, depth: int = 0) -> object:
    if isinstance(value, (str, bool)) or value is None:
        return value
    if isinstance(value, int) and abs(value) < 10**400:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if depth < _DEEPEST and is_map(value):
        return {
            key if isinstance(key, str) else _as_text(key): _plain(item, depth + 1)
            for key, item in value.items()
        }
    if depth < _DEEPEST and is_list_or_tuple(value):
        return [_plain(item, depth + 1) for item in value]
    return _as_text(value)


def shown(value: object, limit: int = _LIMIT) -> str:
    """A value as it may stand in a message: on one line, never long, no control characters; a text in quotes,
    a list or a map as JSON."""
    is_plain = is_list(value) or is_map(value) or value is None
    text = _on_one_line((_as_json(value) if is_plain else _as_text(value))[: limit + 1])
    cut = f"{text[: limit - 1]}…" if len(text) > limit else text
    return cut if is_plain else f'"{cut}"'


def _as_json(value: object) -> str:
    """A list, a map or nothing, as a file may hold it."""
    try:
        return json.dumps(_plain(value), ensure_ascii=False)
    except (ValueError, RecursionError):
        return "something too big to show"


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        value = cast("tuple[object, ...]", value)
        return ", ".join(str(item) for item in value)
    try:
        return repr(value)
    except (ValueError, RecursionError):
        # A number of thousands of digits, lists within lists within lists.
        return "something too big to show"


def _on_one_line(text: str) -> str:
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
