"""Rules for data events, and the grammar of one entry.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components.settings.model import Settings
from components.settings.problems import Problem, shown
from components.settings.rules.data_event_types import perhaps_meant, surely_meant, type_of
from components.settings.rules.resource_arns import arn_fault

_TYPE = re.compile(r"AWS::[A-Za-z0-9]+::[A-Za-z0-9]+")
_ARN = re.compile(r"arn:(?P<partition>aws[\w-]*):(?P<service>[\w-]+):[\w-]*:\d{0,12}:(?P<rest>\S+)", re.ASCII)
_MOST_VALUES = 500
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
LONGEST_VALUE = 2048


@dataclass(frozen=True)
class DataEvent:
    """One entry: a resource type, and the ARN prefix that narrows it or is left out.

    is_whole: that is no prefix, but the whole ARN.
    """

    resource_type: str
    arn_prefix: str = ""
    left_out: bool = False
    is_whole: bool = False

    def holds(self, other: DataEvent) -> bool:
        """Whether each resource of the other entry is one of this, both being of one type."""
        if self.is_whole:
            return other.is_whole and other.arn_prefix == self.arn_prefix
        return other.arn_prefix.startswith(self.arn_prefix)

    def __str__(self) -> str:
        """The entry as `read` takes it."""
        equals = ("==" if self.is_whole else "=") if self.arn_prefix else ""
        return f"{'!' if self.left_out else ''}{self.resource_type}{equals}{self.arn_prefix}"


def read(entry: str) -> DataEvent | None:
    """`AWS::S3::Object`, `AWS::S3::Object=arn:...` for ARNs that begin so, `AWS::Lambda::Function==arn:...`
    for that very one; with ! before it, what is left out, `!arn:...` for short. None for anything else."""
    left_out = entry.startswith("!")
    resource_type, equals, prefix = entry.removeprefix("!").partition("=")
    if left_out and not _TYPE.fullmatch(resource_type):
        prefix, equals = entry[1:], "="
        resource_type = type_of(prefix)
    is_whole, prefix = prefix.startswith("="), prefix.removeprefix("=")
    if not _TYPE.fullmatch(resource_type) or (equals and not _ARN.fullmatch(prefix)):
        return None
    return None if left_out and not equals else DataEvent(resource_type, prefix, left_out, is_whole)


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
        meant = surely_meant(entry.removeprefix("!").partition("=")[0])
        if event is None or meant:
            yield _malformed(entry) if event is None else _no_such_type(entry, meant)
        elif event.arn_prefix:
            yield from _arn_problems(settings, entry, event)
    yield from _left_out_in_vain(settings)


def _left_out_in_vain(settings: Settings) -> Iterator[Problem]:
    events = [event for entry in settings.data_events if (event := read(entry))]
    recorded = {event.resource_type for event in events if not event.left_out}
    for resource_type in dict.fromkeys(event.resource_type for event in events if event.left_out):
        if resource_type not in recorded:
            yield Problem(
                "dataEvents",
                list(settings.data_events),
                "something is left out (!), but nothing of its type is recorded.",
                "It would do nothing.",
                f"Add {resource_type}, or remove the entries with !.",
            )
    for entry in settings.data_events:
        event = read(entry)
        if event and not event.left_out and event.arn_prefix:
            out = next((one for one in _of_type(events, event, True) if one.holds(event)), None)
            if out:
                yield Problem(
                    "dataEvents",
                    entry,
                    f"all of {shown(entry)} is left out by !{out.arn_prefix}.",
                    "It would record nothing.",
                    "Remove one of the two.",
                )


def idle_entries(settings: Settings) -> Iterator[Problem]:
    """Entries that change nothing beside the others."""
    events = [(entry, event) for entry in settings.data_events if (event := read(entry))]
    for place, (entry, event) in enumerate(events):
        alike = [one for at, (_, one) in enumerate(events) if at != place]
        if event.left_out:
            meets = any(one.holds(event) or event.holds(one) for one in _of_type(alike, event, False))
            if not meets:
                fix = "Remove it, or look for a slip of the pen."
                yield Problem(
                    "dataEvents", entry, f"nothing that {shown(entry)} leaves out is recorded.", "", fix
                )
            continue
        earlier = [one for _, one in events[:place] if one == event]
        wider = [one for one in _of_type(alike, event, False) if one != event and one.holds(event)]
        for other in [*earlier, *wider][:1]:
            by = other.arn_prefix or other.resource_type
            yield Problem(
                "dataEvents",
                entry,
                f"{shown(entry)} is recorded by {by} already.",
                "",
                "Remove one of the two.",
            )


def _of_type(events: Sequence[DataEvent], like: DataEvent, left_out: bool) -> list[DataEvent]:
    return [one for one in events if (one.resource_type, one.left_out) == (like.resource_type, left_out)]


def _arn_problems(settings: Settings, entry: str, event: DataEvent) -> Iterator[Problem]:
    if len(event.arn_prefix) > LONGEST_VALUE:
        yield Problem(
            "dataEvents",
            entry,
            f"{shown(entry)} has an ARN of {len(event.arn_prefix):,} characters.",
            f"CloudTrail takes {LONGEST_VALUE:,}.",
            "Is it the one that you meant?",
        )
        return
    partition = settings.partition if settings.home_region else ""
    how = "whole" if event.is_whole else "beginning"
    fault = arn_fault(event.resource_type, event.arn_prefix, how, partition)
    if fault is None:
        return
    better = entry.replace(event.arn_prefix, fault.instead)
    fix = {
        "partition": f"Begin the ARN with arn:{partition}:.",
        "wildcard": f"Write {_without_arn(better)} instead." if fault.instead else "Write the whole ARN.",
        "slash": f"Write {better.replace('==', '=')} for one bucket.",
    }.get(fault.fault, f"Name what is recorded as {event.resource_type}, or choose the type of this ARN.")
    yield Problem("dataEvents", entry, f"{shown(entry)} {fault.what}", fault.consequence, fix)


def _selector_values(settings: Settings) -> int:
    """How many values the trail's selectors hold at most: event_selectors.py may do with fewer."""
    events = [event for entry in settings.data_events if (event := read(entry))]
    # Management's category; then type, category and readOnly for each type; the two buckets left out.
    for_each_type = 2 if settings.data_events_reads else 3
    types = {event.resource_type for event in events}
    return 1 + for_each_type * len(types) + sum(bool(event.arn_prefix) for event in events) + 2


def _without_arn(entry: str) -> str:
    """The type alone where its ARN begins like that of every other bucket."""
    resource_type, equals, prefix = entry.partition("=")
    return resource_type if equals and prefix.endswith(":::") else entry


def _no_such_type(entry: str, meant: str) -> Problem:
    _, equals, prefix = entry.partition("=")
    meant = f"!{meant}" if entry.startswith("!") else meant
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
    if entry.startswith("!") and _ARN.fullmatch(entry[1:]):
        rule = f"{shown(entry)} doesn't say of which type it is, and that isn't known from its ARN."
        fix = f"Write !AWS::Service::Type={entry[1:]}, with the type that is recorded."
        return Problem("dataEvents", entry, rule, "It would do nothing.", fix)
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
