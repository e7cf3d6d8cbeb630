"""What the trail records: advanced event selectors and Insights, from settings to plain data.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from components.settings import Settings
from components.settings.rules.data_events import DataEvent, read
from components.settings.rules.resource_arns import S3_OBJECTS

# Prowler looks for a management selector of exactly this name.
MANAGEMENT = "Management events selector"
_INSIGHTS = {
    "none": [],
    "call-rate": ["ApiCallRateInsight"],
    "error-rate": ["ApiErrorRateInsight"],
    "both": ["ApiCallRateInsight", "ApiErrorRateInsight"],
}


@dataclass(frozen=True)
class Field:
    """One condition of a selector; its values are alternatives, its negations must all hold."""

    name: str
    equals: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    not_starts_with: tuple[str, ...] = ()
    # Ours need no more; selectors that were there before may have these.
    ends_with: tuple[str, ...] = ()
    not_ends_with: tuple[str, ...] = ()
    not_equals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selector:
    """One advanced event selector."""

    name: str
    fields: tuple[Field, ...] = field(default=())


def selectors(settings: Settings, own_arns: Sequence[str]) -> list[Selector]:
    """All management events, then one selector for each resource type of dataEvents.

    own_arns: of the buckets or folders that log files are written to. Recording those would log the writing
    of each log file, without end.
    """
    wanted = [event for entry in settings.data_events if (event := read(entry))]
    types = dict.fromkeys(event.resource_type for event in wanted)
    # Scanners read the first data selector: S3's goes there.
    ordered = sorted(types, key=lambda resource_type: resource_type != S3_OBJECTS)
    management = Selector(MANAGEMENT, (Field("eventCategory", equals=("Management",)),))
    return [management, *(_data(t, wanted, settings.data_events_reads, own_arns) for t in ordered)]


def _data(resource_type: str, wanted: Sequence[DataEvent], reads: bool, own: Sequence[str]) -> Selector:
    mine = [event for event in wanted if event.resource_type == resource_type]
    recorded = [event for event in mine if not event.left_out]
    if any(not event.arn_prefix for event in recorded):
        # An entry for the whole type makes the narrower ones pointless.
        recorded = []
    left_out = [event for event in mine if event.left_out]
    prefixes = _arns(recorded, is_whole=False)
    without = list(_arns(left_out, is_whole=False))
    if resource_type == S3_OBJECTS:
        begins = [event.arn_prefix for event in recorded]
        without += [f"{arn}/" for arn in own if _overlaps(f"{arn}/", begins)]
    fields = [Field("resources.type", equals=(resource_type,)), Field("eventCategory", equals=("Data",))]
    if not reads:
        fields.append(Field("readOnly", equals=("false",)))
    arns = Field(
        "resources.ARN",
        equals=_arns(recorded, is_whole=True),
        starts_with=prefixes,
        not_starts_with=tuple(dict.fromkeys(without)),
        not_equals=_arns(left_out, is_whole=True),
    )
    if arns != Field("resources.ARN"):
        fields.append(arns)
    return Selector(f"Data events selector: {resource_type}", tuple(fields))


def _arns(events: Sequence[DataEvent], *, is_whole: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(event.arn_prefix for event in events if event.is_whole == is_whole))


def _overlaps(own: str, prefixes: Sequence[str]) -> bool:
    return not prefixes or any(own.startswith(prefix) or prefix.startswith(own) for prefix in prefixes)


def insights(settings: Settings) -> list[str]:
    """The Insights types to turn on."""
    return _INSIGHTS[settings.insights]
