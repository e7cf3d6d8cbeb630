"""What a target is given of an event: all of it, or a template filled in.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_VARIABLE = re.compile(r"<([A-Za-z0-9_.\-]+)>")
_UNKNOWN = ("Input", "InputPath")


def input_of(target: Mapping[str, Any], event: Mapping[str, Any], rule: Any) -> str:
    """The text that reaches the target. A part of the event, or a constant, can't be rehearsed."""
    transformer = target.get("InputTransformer") or {}
    if transformer.get("InputPathsMap") or any(target.get(name) for name in _UNKNOWN):
        raise NotImplementedError(f"What {rule.name} gives its target of an event can't be rehearsed.")
    if transformer:
        known = {
            "aws.events.rule-arn": rule.arn,
            "aws.events.rule-name": rule.name,
            "aws.events.event": event,
            "aws.events.event.json": event,
            "aws.events.event.ingestion-time": event.get("time"),
        }
        return filled(transformer["InputTemplate"], known)
    return json.dumps(event)


def filled(template: str, variables: Mapping[str, Any]) -> str:
    """The template with its <variables>: inside a JSON string as text, outside as JSON; a name that isn't a
    variable stays as it is."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in variables:
            return match[0]
        found = variables[match[1]]
        if not _in_string(template[: match.start()]):
            return json.dumps(found)
        return json.dumps(found if isinstance(found, str) else json.dumps(found))[1:-1]

    return _VARIABLE.sub(value, template)


def _in_string(before: str) -> bool:
    return len(re.findall(r'(?<!\\)"', before)) % 2 == 1
