"""What a target is given of an event: all of it, a part, a constant, or a template filled in.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_VARIABLE = re.compile(r"<([A-Za-z0-9_.\-]+)>")
_MISSING = object()


def input_of(target: Mapping[str, Any], event: Mapping[str, Any], rule: Any) -> str:
    """The text that reaches the target."""
    if target.get("Input"):
        return target["Input"]
    if target.get("InputPath"):
        return json.dumps(_at(event, target["InputPath"], None))
    transformer = target.get("InputTransformer")
    if transformer:
        known = {
            "aws.events.rule-arn": rule.arn,
            "aws.events.rule-name": rule.name,
            "aws.events.event": event,
            "aws.events.event.json": event,
            "aws.events.event.ingestion-time": event.get("time"),
        }
        paths = transformer.get("InputPathsMap") or {}
        variables = {name: _at(event, path, _MISSING) for name, path in paths.items()}
        return filled(transformer["InputTemplate"], {**known, **variables})
    return json.dumps(event)


def filled(template: str, variables: Mapping[str, Any]) -> str:
    """The template with its <variables>: inside a JSON string as text, outside as JSON. What the event
    doesn't have is empty inside a string and null outside; a name that isn't a variable stays as it is."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in variables:
            return match[0]
        found = variables[match[1]]
        if not _in_string(template[: match.start()]):
            return "null" if found is _MISSING else json.dumps(found)
        if found is _MISSING or found is None:
            return ""
        return json.dumps(found if isinstance(found, str) else json.dumps(found))[1:-1]

    return _VARIABLE.sub(value, template)


def _in_string(before: str) -> bool:
    return len(re.findall(r'(?<!\\)"', before)) % 2 == 1


def _at(event: Mapping[str, Any], path: str, missing: Any) -> Any:
    """The value at a path such as $.detail.userIdentity.arn or $.resources[0]."""
    found: Any = event
    for name, index in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path.removeprefix("$")):
        try:
            found = found[int(index)] if index else found[name]
        except (KeyError, IndexError, TypeError):
            return missing
    return found
