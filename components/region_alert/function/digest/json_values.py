"""What JSON holds, in types: a record's fields may be missing, or of any type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
"""As json reads it, with lists and dictionaries: nobody here changes one."""
Fields: TypeAlias = "Mapping[str, Json]"
"""An object: a CloudTrail record, or a part of one."""


def text(value: object) -> str:
    """The value where it is a string, else nothing."""
    return value if isinstance(value, str) else ""


def part(record: Json, key: str) -> Fields:
    """The object under the key, or an empty one."""
    value = record.get(key) if isinstance(record, dict) else None
    return value if isinstance(value, dict) else {}
