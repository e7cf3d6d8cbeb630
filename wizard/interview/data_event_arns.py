"""The beginnings of ARNs that a person types for one resource type, and what is said against them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from components.regions import partition_of
from components.settings import shown
from components.settings.rules.data_event_types import ResourceType
from components.settings.rules.data_events import DataEvent, read


def text_of(events: Iterable[DataEvent]) -> str:
    """Those that have an ARN, as they are typed."""
    return ", ".join(f"{'!' if one.left_out else ''}{one.arn_prefix}" for one in events if one.arn_prefix)


def typed(text: str, resource_type: str, before: Iterable[DataEvent]) -> Iterator[DataEvent]:
    """The events of beginnings with commas between, ! before what is left out; those that were whole ARNs
    before stay so."""
    whole = {one.arn_prefix for one in before if one.is_whole}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if parts and all(part.startswith("!") for part in parts):
        yield DataEvent(resource_type)
    for part in parts:
        arn = part.removeprefix("!")
        yield DataEvent(resource_type, arn, part.startswith("!"), arn in whole)


def shape(one: ResourceType, home: str) -> str:
    """An ARN of the type, with <...> for what differs, in the home region's partition."""
    found = partition_of(home)
    return one.arn.replace("<partition>", found.id) if found else one.arn


def fault(events: Iterable[DataEvent], one: ResourceType, home: str) -> str:
    """The first that begins no ARN, in the words that were typed, or ""."""
    wrong = next((event.arn_prefix for event in events if event.arn_prefix and read(str(event)) is None), "")
    if not wrong:
        return ""
    begun = (shape(one, home) or "arn:").partition("<")[0]
    return f"{shown(wrong)} isn't the beginning of an ARN. Begin it with {begun}."


def as_typed(said: str, one: ResourceType) -> str:
    """What is said of an entry of a file, of the ARN that it was made from."""
    return said.replace(f"{one.id}==arn:", "arn:").replace(f"{one.id}=arn:", "arn:")
