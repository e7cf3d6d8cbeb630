"""Maps and lists as YAML and JSON give them, told apart in a way that the type checker understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard


def is_map(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def is_list_or_tuple(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, (list, tuple))
