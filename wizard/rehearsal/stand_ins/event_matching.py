"""Makes an event ready for the emulator's matcher, which compares no field within a list of objects.

EventBridge matches a field of an object in a list if any of the objects does:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html
"""

from __future__ import annotations

from typing import Any


def spread(value: Any) -> Any:
    """The event with each list of objects turned into one object, whose fields have all their values.

    That two values are of the same object is lost, so a pattern that asks for two may match too much.
    """
    if isinstance(value, dict):
        return {name: spread(one) for name, one in value.items()}
    if not isinstance(value, list) or not any(isinstance(one, dict) for one in value):
        return value
    found: dict[str, list[Any]] = {}
    for one in value:
        for name, inner in (spread(one) if isinstance(one, dict) else {}).items():
            found.setdefault(name, []).extend(inner if isinstance(inner, list) else [inner])
    return {name: spread(values) for name, values in found.items()}
