"""What differs between what is deployed and what is wanted, as pulumi-aws would see it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.engine.properties import Plain, is_asset


def changed(old: Plain, new: Plain) -> list[str]:
    """The top-level properties that differ, in alphabetical order."""
    return sorted(key for key in {*old, *new} if not same(old.get(key), new.get(key)))


def same(old: Any, new: Any) -> bool:
    """Equal for AWS: JSON documents by their meaning, archives by their contents, wherever the files lie."""
    if is_asset(old) and is_asset(new):
        return bool(old.get("hash")) and old.get("hash") == new.get("hash")
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return not changed(dict(old), dict(new))
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(same(a, b) for a, b in zip(old, new, strict=True))
    if isinstance(old, str) and isinstance(new, str):
        return old == new or _same_document(old, new)
    return old == new


def _same_document(old: str, new: str) -> bool:
    if not (old[:1] in "[{" and new[:1] in "[{"):
        return False
    try:
        return json.loads(old) == json.loads(new)
    except ValueError:
        return False


def as_found(inputs: Plain, found: Mapping[str, Any]) -> Plain:
    """The inputs as they'd have to be written to describe what was found in the account.

    Only what the program had set is looked at: a value that AWS chose itself is no drift.
    """
    return {key: _as_found(value, found[key]) if key in found else value for key, value in inputs.items()}


def _as_found(written: Any, found: Any) -> Any:
    if is_asset(written) or same(written, found):
        return written
    if isinstance(written, Mapping) and isinstance(found, Mapping):
        return {key: _as_found(value, found.get(key)) for key, value in written.items()}
    if isinstance(written, list) and isinstance(found, (list, tuple)) and len(written) == len(found):
        return [_as_found(a, b) for a, b in zip(written, found, strict=True)]
    return found
