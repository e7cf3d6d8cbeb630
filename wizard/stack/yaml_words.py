"""How the wizard writes a value in YAML: without quotes only where no reader takes it for another."""

from __future__ import annotations

import json
import re
from typing import Any

# Words that YAML 1.1 or 1.2 reads as something other than text.
_NOT_TEXT = {"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"}
_PLAIN = re.compile(r"[A-Za-z][\w./@+=:-]*(?<!:)", re.ASCII)


def block(value: Any, indent: int) -> list[str]:
    margin = " " * indent
    if isinstance(value, dict):
        return [f"{margin}{scalar(name)}: {scalar(item)}" for name, item in value.items()]
    return [f"{margin}- {scalar(item)}" for item in value]


def flow(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def scalar(value: object, in_flow: bool = False) -> str:
    if not isinstance(value, str):
        return word(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT and not (in_flow and "=" in value):
        return value
    return quoted(value, '"')


def quoted(text: str, style: str) -> str:
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)
