"""Between pulumi-aws' camelCase and the API's PascalCase, and between two texts of the same document."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
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
    names = names or {}
    if isinstance(value, Mapping):
        return {
            names.get(key, key[:1].upper() + key[1:]): to_api(inner, names)
            for key, inner in value.items()
            if inner is not None
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_api(inner, names) for inner in value]
    return value


def from_api(value: Any, names: Names | None = None) -> Any:
    """The other way; `names` as for to_api."""
    back = {api: camel for camel, api in (names or {}).items()}
    if isinstance(value, Mapping):
        return {
            back.get(key, key[:1].lower() + key[1:]): from_api(inner, names)
            for key, inner in value.items()
            if inner is not None
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [from_api(inner, names) for inner in value]
    return value


def given(**parameters: Any) -> dict[str, Any]:
    """Those that aren't None."""
    return {name: value for name, value in parameters.items() if value is not None}


def pairs(tags: Mapping[str, str] | None, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as most APIs take them."""
    return [{key: name, value: text} for name, text in (tags or {}).items()]


def unpaired(
    tags: Sequence[Mapping[str, str]] | None, key: str = "Key", value: str = "Value"
) -> dict[str, str]:
    """Tags as most APIs give them, as a dict. The emulator leaves an empty value out."""
    return {tag[key]: tag.get(value, "") for tag in tags or ()}


def tagged(tags: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs for tags: `tags` stays out when there are none and none were asked for."""
    found = dict(sorted(tags.items()))
    return {**({"tags": found} if found or known.get("tags") is not None else {}), "tagsAll": found}


def retagging(
    old: Mapping[str, str] | None, new: Mapping[str, str] | None
) -> tuple[list[str], dict[str, str]]:
    """Which tag keys to remove, and which tags to set."""
    before, after = old or {}, new or {}
    return [k for k in before if k not in after], {k: v for k, v in after.items() if before.get(k) != v}


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
