"""Reads YAML and JSON that people wrote: refuses what can't be read with the line, the column and the fix."""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.settings import shown
from components.settings.plain_data import is_map
from wizard.failures import UsageFailure
from wizard.screen.terminal import safe

LARGEST = 1_000_000


@dataclass(frozen=True)
class Document:
    """A file as it is on disk (`content`, None when absent), its text, and its top-level mapping."""

    path: Path
    content: bytes | None
    text: str
    data: Mapping[Any, Any]


def read_yaml(path: Path, *, may_be_absent: bool = False) -> Document:
    """The YAML mapping in `path`. Raises UsageFailure for anything else, absence among it."""
    content = _content(path, may_be_absent)
    text = _decoded(path, content or b"")
    return Document(path, content, text, parse_yaml(text, path))


def read_yaml_or_json(path: Path) -> Document:
    """The same for an answers file, which may be JSON too."""
    content = _content(path, False) or b""
    text = _decoded(path, content)
    is_json = path.suffix == ".json" or text.lstrip("\ufeff \r\n\t").startswith("{")
    return Document(path, content, text, _parse_json(text, path) if is_json else parse_yaml(text, path))


def parse_yaml(text: str, path: Path) -> Mapping[Any, Any]:
    """A YAML text's mapping with plain values; an empty text is an empty mapping."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        data = copy.deepcopy(_loaded(text))
    except MarkedYAMLError as error:
        problem: Any = error
        mark = problem.problem_mark or problem.context_mark
        raise _unreadable(path, _fault(str(problem.problem)), *_place(mark)) from None
    except YAMLError as error:
        # A reader's error (a character that YAML forbids) has a position and no mark.
        line, column = _line_and_column(text, getattr(error, "position", 0) or 0)
        fault = getattr(error, "reason", "") or "it isn't YAML"
        raise _unreadable(path, fault, line, column) from None
    except (RecursionError, ValueError) as error:
        fault = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise _unreadable(path, fault, 1, 1) from None
    return _mapping(data, path)


@functools.lru_cache(maxsize=8)
def _loaded(text: str) -> object:
    """The project file is long and read more than once in a run, a fortieth of a second each time."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)  # pyright: ignore[reportUnknownMemberType]


def _parse_json(text: str, path: Path) -> Mapping[Any, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise UsageFailure(f"{safe(path)}: the key {shown(twice)} appears twice. Remove one of the two.")
        return dict(pairs)

    try:
        data = json.loads(text.lstrip("\ufeff"), object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise _unreadable(path, error.msg, error.lineno, error.colno, "JSON") from None
    except RecursionError:
        raise _unreadable(path, "it is nested too deeply", 1, 1, "JSON") from None
    return _mapping(data, path)


def _content(path: Path, may_be_absent: bool) -> bytes | None:
    try:
        if path.exists() and not path.is_file():
            raise UsageFailure(f"{safe(path)} isn't a file.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        if may_be_absent:
            return None
        raise UsageFailure(f"There is no file {safe(path)}. Check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageFailure(f"{safe(path)} can't be read: {reason}.") from None
    if len(content) > LARGEST:
        raise UsageFailure(
            f"{safe(path)} is larger than {LARGEST // 1_000_000} MB; settings take a few kilobytes. "
            "Something else got into it: restore the file, or name another one."
        )
    return content


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageFailure(f"{safe(path)} is UTF-16. Save it as UTF-8.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _line_and_column(content[: error.start].decode("utf-8"), error.start)
        raise _unreadable(path, "there is a byte that isn't UTF-8", line, column, "UTF-8 text") from None
    if "\0" in text:
        line, column = _line_and_column(text, text.index("\0"))
        raise _unreadable(path, "there is a NUL byte", line, column, "text")
    return text


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _fault(problem: str) -> str:
    """The parser's complaint in this project's words, without the value: it may be a secret."""
    twice = re.match(r'found duplicate key "(.*?)" with value', problem, re.DOTALL)
    if twice:
        return f"the key {shown(twice[1])} appears twice; remove one of the two"
    if r"'\t'" in problem:
        return "there is a tab; indent with spaces"
    return problem


def _unreadable(path: Path, fault: str, line: int, column: int, kind: str = "YAML") -> UsageFailure:
    return UsageFailure(
        f"{safe(path)}, line {line}, column {column}: {safe(fault)}. It can't be read as {kind}, so nothing "
        "was changed: mend that place and run again."
    )


def _mapping(data: object, path: Path) -> Mapping[Any, Any]:
    if data is None:
        return {}
    if not is_map(data):
        raise UsageFailure(
            f"{safe(path)} doesn't hold keys and values. Write `key: value`, one on each line."
        )
    return data
