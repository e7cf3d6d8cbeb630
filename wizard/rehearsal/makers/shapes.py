"""Between pulumi-aws' camelCase and the API's PascalCase, and between two texts of the same document."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

Names = Mapping[str, str]
# Marks a secret on the wire: https://www.pulumi.com/docs/iac/concepts/secrets/
_SIGNATURE = "4dabf18193072939515e22adb298388d"


def plain(value: Any) -> Any:
    """Properties as the engine hands them over, without the wrapping of secrets and with whole numbers as
    int."""
    if isinstance(value, Mapping):
        if _SIGNATURE in value and "value" in value:
            return plain(value["value"])
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def to_api(value: Any, names: Names | None = None) -> Any:
    """camelCase keys to PascalCase, None left out; `names` has those that don't follow (camel -> API)."""
    return _renamed(value, names or {}, str.upper)


def from_api(value: Any, names: Names | None = None) -> Any:
    """The other way; `names` as for to_api."""
    return _renamed(value, {api: camel for camel, api in (names or {}).items()}, str.lower)


def _renamed(value: Any, names: Names, first: Callable[[str], str]) -> Any:
    """first: what becomes of a name's first letter."""
    if isinstance(value, Mapping):
        return {
            names.get(key, first(key[:1]) + key[1:]): _renamed(inner, names, first)
            for key, inner in value.items()
            if inner is not None
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_renamed(inner, names, first) for inner in value]
    return value


def asked(inputs: Mapping[str, Any], *names: str, **others: str) -> dict[str, Any]:
    """The inputs of these names that are given, as the API takes them; others: camel="API's own name"."""
    named = {**{name: name[:1].upper() + name[1:] for name in names}, **others}
    return given(**{api: to_api(inputs.get(camel)) for camel, api in named.items()})


def told(answer: Mapping[str, Any], *names: str, **others: str) -> dict[str, Any]:
    """The other way: of what the API tells, the outputs of these names; what it doesn't tell stays out."""
    named = {**{name: name[:1].upper() + name[1:] for name in names}, **others}
    return given(**{camel: from_api(answer.get(api)) for camel, api in named.items()})


def given(**parameters: Any) -> dict[str, Any]:
    """Those that aren't None."""
    return {name: value for name, value in parameters.items() if value is not None}


def physical_name(name: str, inputs: Mapping[str, Any], key: str = "name", prefix: str = "namePrefix") -> str:
    """The given name, or one made up from the prefix or the logical name, as Pulumi does."""
    if inputs.get(key):
        return inputs[key]
    return f"{inputs.get(prefix) or name + '-'}{secrets.token_hex(4)[:7]}"


def as_text(document: Any) -> str:
    """A document as JSON text, whether it came as text or as data."""
    return document if isinstance(document, str) else json.dumps(document)


def same_text(known: Any, live: Any) -> str:
    """The live document as text: letter for letter the known one if they mean the same, so that nothing seems
    changed."""
    text = as_text(live)
    if isinstance(known, str) and _parsed(known) == _parsed(text):
        return known
    return text


def _parsed(text: str) -> Any:
    for candidate in (text, unquote(text)):
        try:
            return json.loads(candidate)
        except ValueError:
            continue
    return text
