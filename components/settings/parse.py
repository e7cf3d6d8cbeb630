"""Turns a raw value (typed by a person, from `--set`, YAML, JSON or Pulumi's config) into a typed one.

One parser for every source: Pulumi hands lists over as JSON text, a person types commas, a YAML
file has real lists. Each function raises Mistyped with the sentence that says what was expected.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from components.settings.plain_data import is_list_or_tuple, is_map
from components.settings.problems import shown
from components.settings.spec import Spec

_MOST_ITEMS = 1000
TRUE, FALSE = {"true", "yes", "on"}, {"false", "no", "off"}


class Mistyped(ValueError):
    """The value isn't of the setting's kind. rule: what was expected; fix: what to write instead."""

    def __init__(self, rule: str, fix: str = "") -> None:
        super().__init__(rule)
        self.rule, self.fix = rule, fix


def parse(spec: Spec, raw: object) -> Any:
    """The typed value of one setting. Raises Mistyped."""
    if isinstance(raw, str) and spec.kind != "text":
        raw = raw.strip()
    return _PARSERS[spec.kind](spec, raw)


def _text(spec: Spec, raw: object) -> str:
    if not isinstance(raw, str):
        raise Mistyped(f"{shown(raw)} isn't text.", "Put it in quotes.")
    if any(not character.isprintable() for character in raw):
        raise Mistyped(f"{shown(raw)} holds a control character or line break.", "Type it again by hand.")
    return raw.strip()


def _choice(spec: Spec, raw: object) -> str:
    # YAML 1.1 reads a bare `off` as false; a person who wrote it meant the word.
    word = "off" if raw is False and "off" in spec.choices else raw
    if isinstance(word, str) and word in spec.choices:
        return word
    raise Mistyped(f"{shown(raw)} isn't one of {', '.join(spec.choices)}.", _meant(word, spec))


def _flag(spec: Spec, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in TRUE | FALSE:
        return raw.lower() in TRUE
    raise Mistyped(f"{shown(raw)} is neither true nor false.", "Write true or false.")


def _number(spec: Spec, raw: object) -> int:
    bounds = f"Write a whole number from {spec.low} to {spec.high}."
    if isinstance(raw, str) and re.fullmatch(r"-?[0-9]{1,11}", raw):
        raw = int(raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise Mistyped(f"{shown(raw)} isn't a whole number.", bounds)
    if not spec.low <= raw <= spec.high:
        raise Mistyped(f"{shown(raw)} is out of range.", bounds)
    return raw


def _list(spec: Spec, raw: object) -> tuple[str, ...]:
    items = _items(raw)
    if len(items) > _MOST_ITEMS:
        raise Mistyped(f"there are {len(items):,} items.", f"Write at most {_MOST_ITEMS:,}.")
    for item in items:
        if spec.choices and item not in spec.choices:
            raise Mistyped(f"{shown(item)} isn't one of {', '.join(spec.choices)}.", _meant(item, spec))
    return tuple(dict.fromkeys(items))


def _items(raw: object) -> list[str]:
    if isinstance(raw, str):
        raw = _json(raw) if raw.startswith("[") else [part for part in raw.split(",") if part.strip()]
    if raw is None:
        return []
    if not is_list_or_tuple(raw):
        raise Mistyped(f"{shown(raw)} isn't a list.", "Write items separated by commas, or a list.")
    for item in raw:
        if item is None:
            raise Mistyped("an item has nothing in it.", "Remove it.")
        if not isinstance(item, str):
            raise Mistyped(f"the item {shown(item)} isn't text.", "Put it in quotes.")
        if not item.strip() or any(not character.isprintable() for character in item):
            raise Mistyped(f"the item {shown(item)} is empty or holds a control character.", "Remove it.")
    return [item.strip() for item in raw]


def _map(spec: Spec, raw: object) -> tuple[tuple[str, str], ...]:
    if isinstance(raw, str):
        # A number stays the text that stands there: 1.10 is a version.
        raw = _json(raw, number=str) if raw.startswith("{") else _assignments(raw)
    if not is_map(raw):
        raise Mistyped(f"{shown(raw)} isn't a map.", "Write Name=value, Other=value or a map.")
    pairs: list[tuple[str, str]] = []
    for name, value in raw.items():
        text = _scalar(value)
        if not isinstance(name, str) or text is None:
            raise Mistyped(
                f"{shown(name)}: {shown(value)} isn't a name and a text.", "Put the value in quotes."
            )
        pairs.append((_text(spec, name), _text(spec, text)))
    return tuple(sorted(pairs))


def _scalar(value: object) -> str | None:
    """A text, or what YAML makes of one that isn't in quotes: a number, a date, true."""
    if isinstance(value, (list, tuple, Mapping)) or value is None:
        return None
    try:
        return str(value).lower() if isinstance(value, bool) else str(value)
    except ValueError:  # A number of thousands of digits.
        return None


def _assignments(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if any(not equals for _, equals, _ in pairs):
        raise Mistyped(f"{shown(text)} isn't Name=value.", "Write Name=value, Other=value.")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _json(text: str, number: Callable[[str], Any] | None = None) -> Any:
    try:
        return json.loads(text, parse_int=number, parse_float=number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Mistyped(f"{shown(text)} isn't valid JSON ({error}).", "Mend it, or use commas.") from None


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} isn't a number")


def _meant(word: object, spec: Spec) -> str:
    close = difflib.get_close_matches(word, spec.choices, n=1) if isinstance(word, str) else []
    return f"Did you mean {close[0]}?" if close else ""


_PARSERS = {
    "text": _text,
    "choice": _choice,
    "flag": _flag,
    "number": _number,
    "list": _list,
    "map": _map,
}
