"""Decides whether a deployment would pay for management events a second time. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from components import prices
from wizard.account.facts import Activity, Trail
from wizard.screen.terminal import counted


def recording_here(trails: Iterable[Trail], own_name: str, own_region: str) -> list[Trail]:
    """Trails that aren't ours and record management events, or may: stopped and single-region ones too.

    Those that record every region come first, and of those the ones that log.
    """
    found = [
        one
        for one in trails
        if one.records_management is not False and not _is_ours(one, own_name, own_region)
    ]
    return sorted(found, key=lambda one: (not one.is_multi_region, one.is_logging is False))


def _is_ours(trail: Trail, own_name: str, own_region: str) -> bool:
    return trail.name == own_name and trail.home_region == own_region and not trail.is_organization


def second_trail(trails: Iterable[Trail], own_name: str, own_region: str) -> Trail | None:
    """A multi-region trail that isn't ours, logs, and records management events; None if there is none.

    What couldn't be found out counts against: a trail that may be recording is shown too.
    """
    for trail in trails:
        is_ours = _is_ours(trail, own_name, own_region)
        may_record = trail.is_logging is not False and trail.records_management is not False
        if trail.is_multi_region and may_record and not is_ours:
            return trail
    return None


def second_copy_cost(trail: Trail, activity: Iterable[Activity]) -> list[str]:
    """Sentences for a person: what the trail is, and what a second copy costs."""
    kind = "organization trail" if trail.is_organization else "trail"
    lines = [
        f"The {kind} {trail.name} (home region {trail.home_region}, bucket {trail.bucket or 'unknown'}) "
        "already records management events in every region.",
        f"AWS charges nothing for the first copy of management events, and {prices.EVENT_COPY.words} for "
        "each further one: the new trail would be a second copy.",
    ]
    if trail.unknown:
        lines.append(f"Not everything about it could be looked at: {trail.unknown}.")
    looked = list(activity)
    writes, days = sum(one.writes for one in looked), max((one.days for one in looked), default=0)
    if writes and days:
        yearly = prices.EVENT_COPY.of(writes / days * 365)
        lines.append(
            f"In the last {counted(days, 'day')} there were {writes} or more write events: {yearly:.2f} USD "
            "a year for those alone. Reads aren't counted here and are usually most of the events, so expect "
            "more."
        )
    return lines
