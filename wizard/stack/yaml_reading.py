"""Reads YAML and JSON that people wrote: refuses what can't be read with the line, the column and the fix."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.settings.plain_data import is_map
from wizard.failures import UsageFailure, deeds
from wizard.screen.terminal import safe
from wizard.stack.json_nodes import compose_json
from wizard.stack.yaml_nodes import Node, Unreadable, compose, line_and_column
from wizard.stack.yaml_values import Turned, values

# What the parser gets through in half a second.
LARGEST = 250_000


@dataclass(frozen=True)
class Document:
    """A file as it is on disk (`content`, None when absent), its text, and its top-level mapping.

    turned: what stands there without quotes and is read as something else.
    """

    path: Path
    content: bytes | None
    text: str
    data: Mapping[str, Any]
    turned: tuple[Turned, ...] = ()


def read_yaml(path: Path, *, may_be_absent: bool = False) -> Document:
    """The YAML mapping in `path`. Raises UsageFailure for anything else, absence among it."""
    content = read_bytes(path, may_be_absent=may_be_absent)
    text = _decoded(path, content or b"")
    return Document(path, content, text, *_mapping(compose, text, path, "YAML"))


def read_yaml_or_json(path: Path) -> Document:
    """The same for an answers file, which may be JSON too."""
    content = read_bytes(path) or b""
    text = _decoded(path, content)
    if path.suffix == ".json" or text.lstrip("\ufeff \r\n\t").startswith("{"):
        return Document(path, content, text, *_mapping(compose_json, text.lstrip("\ufeff"), path, "JSON"))
    return Document(path, content, text, *_mapping(compose, text, path, "YAML"))


def parse_yaml(text: str, path: Path) -> Mapping[str, Any]:
    """A YAML text's mapping with plain values; an empty text is an empty mapping."""
    return _mapping(compose, text, path, "YAML")[0]


def read_bytes(path: Path, *, may_be_absent: bool = False, largest: int = LARGEST) -> bytes | None:
    """A plain file's content, None for an absent one that may be. Raises UsageFailure for a folder, a pipe or
    a device, which might never end, and for more than `largest` bytes."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UsageFailure(f"{safe(path)} isn't a file.")
        # Without waiting, should it have become a pipe since.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError:
        if path.is_symlink():
            raise UsageFailure(
                f"{safe(path)} is a link to a file that isn't there. Mend or remove it."
            ) from None
        if may_be_absent:
            return None
        raise UsageFailure(f"There is no file {safe(path)}. Check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageFailure(f"{safe(path)} can't be read: {safe(reason)}.") from None
    if len(content) > largest:
        raise UsageFailure(
            f"{safe(path)} is larger than {largest // 1000} KB; settings take a few kilobytes. "
            "Something else got into it: restore the file, or name another one."
        )
    return content


# A byte order mark of UTF-32 begins as one of UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def _decoded(path: Path, content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            raise UsageFailure(f"{safe(path)} is {name}. Save it as UTF-8.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        line, column = line_and_column(before, len(before))
        raise _unreadable(path, "there is a byte that isn't UTF-8", line, column, "UTF-8 text") from None
    if "\0" in text:
        line, column = line_and_column(text, text.index("\0"))
        raise _unreadable(path, "there is a NUL byte", line, column, "text")
    return text


def _mapping(
    composed: Callable[[str], Node | None], text: str, path: Path, kind: str
) -> tuple[Mapping[str, Any], tuple[Turned, ...]]:
    try:
        data, turned = values(composed(text))
    except Unreadable as error:
        raise _unreadable(path, error.fault, error.line, error.column, kind) from None
    if data is None:
        return {}, ()
    if not is_map(data):
        raise UsageFailure(
            f"{safe(path)} doesn't hold keys and values. Write `key: value`, one on each line."
        )
    return data, turned


def _unreadable(path: Path, fault: str, line: int, column: int, kind: str) -> UsageFailure:
    so = deeds.claim(", so nothing was changed")
    return UsageFailure(
        f"{safe(path)}, line {line}, column {column}: {safe(fault)}. It can't be read as {kind}{so}. Mend "
        "that place and run again."
    )
