"""Entries of dataEvents as a person reads them: `S3: payments, ledger; Lambda: all but ship`. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from components.settings.rules.data_event_types import TYPES
from components.settings.rules.data_events import DataEvent, read
from components.settings.rules.resource_arns import S3_OBJECTS

_MOST_NAMED = 5


def in_words(entries: Iterable[str]) -> str:
    """By resource type; an entry that makes no sense stays as it is. "" for none."""
    by_type: dict[str, list[DataEvent]] = {}
    rest: list[str] = []
    for entry in entries:
        event = read(entry)
        if event:
            by_type.setdefault(event.resource_type, []).append(event)
        else:
            rest.append(entry)
    return "; ".join([*(_of_type(id, events) for id, events in by_type.items()), *rest])


def _of_type(id: str, events: list[DataEvent]) -> str:
    known = TYPES.get(id)
    recorded = [one for one in events if not one.left_out]
    without = [one for one in events if one.left_out]
    what = "all" if any(not one.arn_prefix for one in recorded) else _listed(recorded)
    but = f" but {_listed(without)}" if without else ""
    return f"{(known and known.name) or id}: {what}{but}"


def _listed(events: list[DataEvent]) -> str:
    names = [_name(one) for one in events]
    more = len(names) - _MOST_NAMED
    return f"{', '.join(names[:_MOST_NAMED])}{f' and {more} more' if more > 0 else ''}"


def _name(event: DataEvent) -> str:
    """A bucket's name, a folder in one, a function's or table's name; else the beginning of the ARN."""
    if event.resource_type == S3_OBJECTS:
        path = event.arn_prefix.rpartition(":::")[2]
        return path.removesuffix("/") if path.count("/") == 1 else path
    name = event.arn_prefix.split(":", 5)[-1].replace("/", ":").rpartition(":")[2]
    return name if event.is_whole else f"{event.arn_prefix}..."
