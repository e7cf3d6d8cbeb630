"""What is known of how much goes on in an account, and the volumes that follow from it for given settings.

They rest on the best source there is; where there is none, on a stated assumption. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from components.settings import Settings
from components.settings.rules.data_events import DataEvent, read
from wizard.account.cloudtrail_usage import Usage
from wizard.account.data_event_metrics import DAYS, Rate
from wizard.account.facts import Activity
from wizard.account.log_day import LogDay
from wizard.review.costs.alert_path import DEFAULT_REGIONS
from wizard.review.costs.volumes import (
    FEW_WRITES,
    MANY_WRITES,
    UNKNOWN_ACCOUNTS,
    Source,
    Volume,
    Volumes,
    assumed,
    assumed_of_organization,
    counted,
    of_events,
    sampled,
)

_MONTH = 365 / 12
# How the assumption goes on about data events, which are told by type instead.
_WHERE_DATA = ", and, where data"
# One day stands for a month: so much less, so much more.
_LESS, _MORE = 0.5, 2.0
# Bytes of an event in a log file that nobody could read: small ones, large ones.
_LARGE_EVENT, _SMALL_EVENT = 500, 125
# Of data events that nobody counted, so many are reads: at most, at least.
_MOST_READS, _LEAST_READS = 0.95, 0.5


@dataclass(frozen=True)
class Known:
    """usage: what AWS counted, of `usage_accounts`; log_day: of a trail that exists; activity: write events
    that were seen, by region; rates: by resource type; regions: the enabled ones, 0 where that isn't known;
    accounts: of the organization, 0 likewise; is_management: whether the account is the organization's
    management account, which alone is told what all of them use."""

    usage: Usage | None = None
    log_day: LogDay | None = None
    activity: tuple[Activity, ...] = ()
    rates: Mapping[str, Rate] = field(default_factory=dict[str, Rate])
    regions: int = 0
    accounts: int = 0
    is_management: bool = False


NOTHING = Known()


def volumes_of(settings: Settings, known: Known = NOTHING) -> Volumes:
    """A month of what the settings cover: one account, or all of the organization."""
    management = _management(settings, known)
    if not settings.data_events:
        return management
    return _with_data(settings, known, management)


def _management(settings: Settings, known: Known) -> Volumes:
    regions = known.regions or DEFAULT_REGIONS
    many = known.accounts or UNKNOWN_ACCOUNTS
    if not settings.is_organization:
        return _of_account(known, regions) or assumed(regions)
    if known.usage and known.usage.events and known.is_management:
        usage = known.usage
        return counted(usage.events, usage.data, usage.days, regions, many, usage.network)
    if known.log_day and _tells(known.log_day) and known.log_day.accounts > 1:
        return _of_day(known.log_day, regions, known.log_day.accounts)
    whole = assumed_of_organization(known.accounts, regions)
    one = _of_account(known, regions)
    if one is None:
        return whole
    return _beside(one, whole, assumed(regions))


def _tells(day: LogDay) -> bool:
    """Whether its files tell of management events."""
    return bool(day.files) and (day.counted is not None or not day.is_mixed)


def _of_account(known: Known, regions: int) -> Volumes | None:
    """Of the account that was looked at; None where nothing is known of it."""
    usage, day = known.usage, known.log_day
    # A management account is told of the whole organization: that says nothing of itself.
    if usage and usage.events and not (known.is_management and known.accounts > 1):
        return counted(usage.events, usage.data, usage.days, regions, network=usage.network)
    if day and _tells(day) and day.accounts == 1:
        return _of_day(day, regions, 1)
    seen = [one for one in known.activity if one.days]
    if any(one.writes for one in seen):
        return sampled(sum(one.writes for one in seen), max(one.days for one in seen), regions)
    return None


def _beside(one: Volumes, whole: Volumes, each: Volumes) -> Volumes:
    """The organization where one of its accounts is known and the others are assumed."""

    def put(known: Volume, all_of_them: Volume, assumed_one: Volume) -> Volume:
        return replace(
            all_of_them,
            reads=all_of_them.reads - assumed_one.reads + known.reads,
            writes=all_of_them.writes - assumed_one.writes + known.writes,
        )

    least = put(one.least, whole.least, each.least)
    most = put(one.most, whole.most, each.most)
    said = whole.words.removeprefix("Assumed for each of ")
    return Volumes(least, most, "sample", f"This account: {one.words} Assumed for each other of {said}")


def _of_day(day: LogDay, regions: int, accounts: int) -> Volumes:
    """From yesterday's log files, of the accounts that were looked at."""
    scale = accounts / day.looked_at
    base, busy = assumed(regions), _busy(day, regions)
    head = f"From yesterday's {day.files:,} log files of the trail {day.trail}"
    if day.looked_at < accounts:
        head += f", of {day.looked_at} of {accounts:,} accounts"
    if day.counted is None or not day.counted.packed:
        # The larger an event, the fewer there are.
        least, most = (day.packed / size * scale * _MONTH for size in (_LARGE_EVENT, _SMALL_EVENT))
        return Volumes(
            of_events(least, FEW_WRITES, Volume(0, 0, base.least.data * accounts, busy, regions, accounts)),
            of_events(most, MANY_WRITES, Volume(0, 0, base.most.data * accounts, busy, regions, accounts)),
            "sample",
            f"{head}, by their size alone ({_SMALL_EVENT} to {_LARGE_EVENT} bytes an event): "
            f"{day.why or 'none was read'}.",
        )
    times = day.packed / day.counted.packed * scale * _MONTH
    reads, writes = day.counted.reads * times, day.counted.writes * times
    data = sum(day.counted.data.values()) * times
    whose = f"{head}, {day.counted.files} of which were read"
    return Volumes(
        Volume(
            _LESS * reads, _LESS * writes, _LESS * data or base.least.data * accounts, busy, regions, accounts
        ),
        Volume(
            _MORE * reads, _MORE * writes, _MORE * data or base.most.data * accounts, busy, regions, accounts
        ),
        "sample",
        f"{whose}: {reads + writes:,.0f} management events a month"
        + (f" and {data:,.0f} data events" if data else "")
        + f". One day stands for a month: {_LESS:g} to {_MORE:g} times that.",
    )


def _busy(day: LogDay, regions: int) -> float:
    """As many regions have a file every five minutes, where all the others have one an hour."""
    an_hour = day.files / day.looked_at / 24
    return min(float(regions), max(0.0, (an_hour - regions) / 11))


def _with_data(settings: Settings, known: Known, found: Volumes) -> Volumes:
    """The data events that the settings would record, type by type."""
    wanted = [event for entry in settings.data_events if (event := read(entry))]
    types = list(dict.fromkeys(event.resource_type for event in wanted))
    least = most = 0.0
    said: list[str] = []
    for one in types:
        rate = None if settings.is_organization else known.rates.get(one)
        if rate is None:
            continue
        month = _MONTH / DAYS
        number = (rate.writes + (rate.reads if settings.data_events_reads else 0)) * month
        is_all = _is_whole(one, wanted)
        least += number if is_all else 0
        most += number
        said.append(
            f"{one}, {number:,.0f}" + ("" if is_all else " at most") + ("" if rate.is_all else " or more")
        )
    words = f" From CloudWatch, data events a month: {'; '.join(said)}." if said else ""
    recorded = _recorded(known)
    if not _are_counted(settings, known, types):
        small, large = found.least.data, found.most.data
        if not settings.data_events_reads:
            small, large = small * (1 - _MOST_READS), large * (1 - _LEAST_READS)
        least, most = least + small, most + large
        others = "others" if said else "data events"
        words += (
            f" The {others} as a trail records them now."
            if recorded
            else f" Assumed: {small:,.0f} to {large:,.0f} {'other ' if said else ''}data events."
        )
    return replace(
        found,
        least=replace(found.least, data=least),
        most=replace(found.most, data=max(most, least)),
        words=found.words.partition(_WHERE_DATA)[0].rstrip(".") + "." + words,
    )


def data_source(settings: Settings, known: Known) -> Source:
    """What the number of data events rests on, whatever that of the others does."""
    types = {event.resource_type for entry in settings.data_events if (event := read(entry))}
    return "sample" if _are_counted(settings, known, types) else _recorded(known) or "assumption"


def _are_counted(settings: Settings, known: Known, types: Collection[str]) -> bool:
    """Whether CloudWatch tells of all of these types, which it does of one account."""
    counted = [one for one in types if (rate := known.rates.get(one)) and rate.is_all]
    return not settings.is_organization and len(counted) == len(types)


def _recorded(known: Known) -> Source | None:
    """Where it is seen that a trail records data events now."""
    if known.usage and known.usage.data:
        return "usage"
    day = known.log_day
    return "sample" if day and day.counted and day.counted.data else None


def _is_whole(resource_type: str, wanted: list[DataEvent]) -> bool:
    """Whether every resource of the type is recorded."""
    mine = [one for one in wanted if one.resource_type == resource_type]
    return any(not one.arn_prefix for one in mine) and not any(one.left_out for one in mine)
