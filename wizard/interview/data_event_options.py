"""A bucket, function or table as it is picked: an option on the screen, an entry of dataEvents. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.settings.rules.data_events import DataEvent
from components.settings.rules.resource_arns import S3_OBJECTS
from wizard.account.data_resources import DataResource
from wizard.screen import terminal
from wizard.screen.questions import Option

_LONGEST_TAGS = 60


def event_of(resource_type: str, one: DataResource, left_out: bool) -> DataEvent:
    """A bucket is the beginning of its objects' ARNs; a function or table is compared as a whole, since its
    name may begin another's."""
    if resource_type == S3_OBJECTS:
        return DataEvent(resource_type, f"{one.arn}/", left_out)
    return DataEvent(resource_type, one.arn, left_out, is_whole=True)


def is_pick(event: DataEvent) -> bool:
    """Whether it is one bucket, function or table, as they are picked."""
    if event.resource_type == S3_OBJECTS:
        return event.arn_prefix.count("/") == 1 and event.arn_prefix.endswith("/")
    return event.is_whole


def name_of(event: DataEvent) -> str:
    """The bucket's, function's or table's own."""
    return event.arn_prefix.rstrip("/").replace("/", ":").rpartition(":")[2]


def options_of(there: dict[DataEvent, DataResource]) -> Iterator[Option]:
    """What is picked from, with region and tags beside each."""
    for event, one in there.items():
        yield Option(
            event, terminal.safe(one.name), terminal.safe("  ".join(filter(None, (one.region, _tags(one)))))
        )


def _tags(one: DataResource) -> str:
    text = ", ".join(
        f"{key}={value}" for key, value in sorted(one.tags.items()) if not key.startswith("aws:")
    )
    return f"{text[: _LONGEST_TAGS - 1]}…" if len(text) > _LONGEST_TAGS else text
