"""Frozen dataclasses to plain data and back, checked: an edited file is never half understood."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from components.settings.plain_data import is_list, is_list_or_tuple, is_map
from components.settings.problems import shown
from components.settings.spec import key_of

T = TypeVar("T")
_WORDS = {str: "a text", bool: "true or false", int: "a whole number", dict: "a map"}


class Malformed(ValueError):
    """What is wrong, and where, in words that may stand in a message."""


def encoded(value: Any) -> Any:
    """Dataclasses as maps with camelCase keys, tuples as lists. What is empty is left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {
            key_of(name): encoded(item)
            for name, item in fields.items()
            if item not in (None, "", (), {}, False, 0)
        }
    if is_map(value):
        return {key: encoded(item) for key, item in value.items()}
    return [encoded(item) for item in value] if is_list_or_tuple(value) else value


def decoded(kind: type[T], data: object, place: str = "") -> T:
    """The dataclass that this data describes. Raises Malformed."""
    if not is_map(data):
        raise Malformed(f"{place or 'it'} isn't a map")
    hints = typing.get_type_hints(kind)
    fields = {key_of(field.name): field for field in dataclasses.fields(kind)}  # pyright: ignore[reportArgumentType]
    unknown = [key for key in data if key not in fields]
    if unknown:
        raise Malformed(f"{shown(unknown[0])} in {place or 'it'} is no key of this file")
    values = {}
    for key, field in fields.items():
        where = f"{place}.{key}" if place else key
        if key in data:
            values[field.name] = _value(hints[field.name], data[key], where)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise Malformed(f"{where} is missing")
    return kind(**values)


def _value(kind: Any, data: object, place: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _value(arguments[0], data, place)
    if origin is tuple:
        if not is_list(data):
            raise Malformed(f"{place} isn't a list")
        return tuple(_value(arguments[0], item, f"{place}[{n}]") for n, item in enumerate(data))
    if dataclasses.is_dataclass(kind):
        return decoded(typing.cast("type[Any]", kind), data, place)
    plain = dict if origin in (dict, Mapping) else kind
    if type(data) is not plain:
        raise Malformed(f"{place} isn't {_WORDS[plain]}")
    if plain is dict and arguments[1] is str:
        for key, item in typing.cast("dict[str, object]", data).items():
            _value(str, item, f"{place}.{key}")
    return data
