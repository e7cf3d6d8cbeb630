"""Rules for data events, and the grammar of one entry.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from components.settings.model import Settings
from components.settings.problems import Problem, shown
from components.settings.rules.data_event_types import perhaps_meant, surely_meant

S3_OBJECTS = "AWS::S3::Object"
_TYPE = re.compile(r"AWS::[A-Za-z0-9]+::[A-Za-z0-9]+")
_ARN = re.compile(r"arn:(?P<partition>aws[\w-]*):(?P<service>[\w-]+):[\w-]*:\d{0,12}:(?P<rest>\S+)", re.ASCII)
_MOST_VALUES = 500


@dataclass(frozen=True)
class DataEvent:
    """One entry: a resource type, and the ARN prefix that narrows it or is left out."""

    resource_type: str
    arn_prefix: str = ""
    left_out: bool = False


def read(entry: str) -> DataEvent | None:
    """`AWS::S3::Object`, `AWS::S3::Object=arn:...` or `!arn:...` as a DataEvent; None for anything else."""
    if entry.startswith("!"):
        return DataEvent(S3_OBJECTS, entry[1:], left_out=True) if _ARN.fullmatch(entry[1:]) else None
    resource_type, equals, prefix = entry.partition("=")
    if not _TYPE.fullmatch(resource_type) or (equals and not _ARN.fullmatch(prefix)):
        return None
    return DataEvent(resource_type, prefix)


def data_events(settings: Settings) -> Iterator[Problem]:
    """Each entry is well formed, in this partition, and not a prefix that catches its neighbours."""
    values = _selector_values(settings)
    if values > _MOST_VALUES:
        yield Problem(
            "dataEvents",
            len(settings.data_events),
            f"these {len(settings.data_events)} entries make {values} values in the trail's selectors.",
            f"CloudTrail takes {_MOST_VALUES}.",
            "Use prefixes that cover more, or whole resource types.",
        )
    for entry in settings.data_events:
        event = read(entry)
        meant = surely_meant(entry.partition("=")[0])
        if event is None or meant:
            yield _malformed(entry) if event is None else _no_such_type(entry, meant)
            continue
        match = _ARN.fullmatch(event.arn_prefix)
        if match and settings.home_region and match["partition"] != settings.partition:
            yield Problem(
                "dataEvents",
                entry,
                f"{shown(entry)} names the partition {match['partition']}, the home region is in "
                f"{settings.partition}.",
                "It would record nothing.",
                f"Begin the ARN with arn:{settings.partition}:.",
            )
        if match and event.left_out and match["service"] != "s3":
            yield Problem(
                "dataEvents",
                entry,
                f"{shown(entry)} isn't in S3: only S3 objects can be left out.",
                "It would do nothing.",
                "Remove it, and name what you want recorded instead.",
            )
        elif match and "*" in match["rest"]:
            yield Problem(
                "dataEvents",
                entry,
                f"{shown(entry)} holds a *, which stands for itself here, not for anything.",
                "CloudTrail compares how an ARN begins, letter by letter: this would match nothing.",
                f"Write {_before_wildcard(entry)} instead.",
            )
        elif match and match["service"] == "s3" and "/" not in match["rest"]:
            yield Problem(
                "dataEvents",
                entry,
                f"{shown(entry)} lacks the slash after the bucket's name.",
                f"It also matches {match['rest']}-backup and every other bucket whose name begins so.",
                f"Write {entry}/ for one bucket.",
            )
    listed = [read(entry) for entry in settings.data_events]
    if any(e and e.left_out for e in listed) and not any(
        e and not e.left_out and e.resource_type == S3_OBJECTS for e in listed
    ):
        yield Problem(
            "dataEvents",
            list(settings.data_events),
            "something is left out (!), but nothing of its type is recorded.",
            "It would do nothing.",
            f"Add {S3_OBJECTS}, or remove the entries with !.",
        )


def _selector_values(settings: Settings) -> int:
    """How many values the trail's selectors hold at most: event_selectors.py may do with fewer."""
    events = [event for entry in settings.data_events if (event := read(entry))]
    # Management's category; then type, category and readOnly for each type; the two buckets left out.
    for_each_type = 2 if settings.data_events_reads else 3
    types = {event.resource_type for event in events}
    return 1 + for_each_type * len(types) + sum(bool(event.arn_prefix) for event in events) + 2


def _before_wildcard(entry: str) -> str:
    resource_type, _, prefix = entry.partition("*")[0].rpartition("=")
    whole_type = resource_type and prefix.endswith(":::")
    return resource_type if whole_type else entry.partition("*")[0]


def _no_such_type(entry: str, meant: str) -> Problem:
    _, equals, prefix = entry.partition("=")
    return Problem(
        "dataEvents",
        entry,
        f"{shown(entry)} isn't a resource type that CloudTrail records.",
        "It would refuse the selector.",
        f"Did you mean {meant}{equals}{prefix}?",
    )


def unknown_types(settings: Settings) -> Iterator[Problem]:
    """A type that isn't known here may be new. One that is written almost like a known one seldom is."""
    for entry in settings.data_events:
        event = read(entry)
        near = perhaps_meant(event.resource_type) if event else ""
        if event and near:
            yield Problem(
                "dataEvents",
                entry,
                f"{event.resource_type} isn't a type that is known here.",
                "If CloudTrail doesn't know it either, it refuses the selector, and the deploy ends there.",
                f"Did you mean {near}?",
            )


def _malformed(entry: str) -> Problem:
    wants_arn = "=" in entry or entry.startswith("!")
    resource_type, equals, prefix = entry.partition("=")
    meant = "" if entry.startswith("!") else surely_meant(resource_type) or perhaps_meant(resource_type)
    if meant and (not equals or _ARN.fullmatch(prefix)):
        return _no_such_type(entry, meant)
    return Problem(
        "dataEvents",
        entry,
        f"{shown(entry)} isn't a resource type" + (" with the beginning of an ARN." if wants_arn else "."),
        "CloudTrail would refuse the selector.",
        "Write AWS::S3::Object, AWS::S3::Object=arn:aws:s3:::bucket/prefix/ or !arn:aws:s3:::bucket/.",
    )


def reads_without_events(settings: Settings) -> Iterator[Problem]:
    """dataEventsReads alone does nothing."""
    if settings.data_events_reads and not settings.data_events:
        yield Problem(
            "dataEventsReads",
            True,
            "reads are on, but dataEvents is empty.",
            "Nothing would be recorded.",
            "Name the data events, or set dataEventsReads to false.",
        )
