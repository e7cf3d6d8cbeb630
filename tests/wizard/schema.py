"""Whether a document is as a JSON Schema says: as much of the standard as this project's schemas use.

https://json-schema.org/draft/2020-12/json-schema-validation
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "number": (int, float),
    "null": type(None),
}  # fmt: skip
_KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "type", "const", "enum", "required", "properties",
    "additionalProperties", "items", "oneOf", "pattern", "minimum",
}  # fmt: skip


def faults_of(value: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> list[str]:
    """Where the document differs, in sentences; [] for none. A keyword that isn't known here is refused."""
    return list(_faults(value, schema, root or schema, "document"))


def _faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    unknown = schema.keys() - _KNOWN
    if unknown:
        raise ValueError(f"{sorted(unknown)} isn't checked here")
    if "$ref" in schema:
        yield from _faults(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
        return
    if "oneOf" in schema:
        found = [list(_faults(value, one, root, at)) for one in schema["oneOf"]]
        if [] not in found or found.count([]) > 1:
            yield from min(found, key=len) or [f"{at} is several things at once"]
    if "type" in schema:
        is_right = isinstance(value, _TYPES[schema["type"]])
        if not is_right or (schema["type"] == "integer" and isinstance(value, bool)):
            yield f"{at} is no {schema['type']}"
            return
    if "const" in schema and value != schema["const"]:
        yield f"{at} isn't {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is {value!r}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at} is {value!r}"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{at} is {value!r}"
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at} lacks {name}"
    properties = schema.get("properties", {})
    if isinstance(value, dict):
        for name, one in value.items():
            if name in properties:
                yield from _faults(one, properties[name], root, f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{at}.{name} isn't in the schema"
    if isinstance(value, list) and "items" in schema:
        for number, one in enumerate(value):
            yield from _faults(one, schema["items"], root, f"{at}[{number}]")
