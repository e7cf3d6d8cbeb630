"""Decides whether a deployment would pay for management events a second time. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.account.facts import Activity, Trail

# https://aws.amazon.com/cloudtrail/pricing/: the first copy of management events in each region is free.
USD_PER_100_000 = 2.00


def second_trail(trails: Iterable[Trail], own_name: str, own_region: str) -> Trail | None:
    """A multi-region trail that isn't ours, logs, and records management events; None if there is none.

    What couldn't be found out counts against: a trail that may be recording is shown too.
    """
    for trail in trails:
        is_ours = trail.name == own_name and trail.home_region == own_region and not trail.is_organization
        may_record = trail.is_logging is not False and trail.records_management is not False
        if trail.is_multi_region and may_record and not is_ours:
            return trail
    return None


def second_copy_cost(trail: Trail, activity: Iterable[Activity]) -> list[str]:
    """Sentences for a person: what the trail is, and what a second copy costs."""
    kind = "organization trail" if trail.is_organization else "trail"
    lines = [
        f"The {kind} {trail.name} (home region {trail.home_region}, bucket {trail.bucket or 'unknown'}) "
        "already records "
        "management events in every region.",
        f"AWS charges nothing for the first copy of management events, and {USD_PER_100_000:.2f} USD per "
        "100,000 events "
        "for each further one: the new trail would be a second copy.",
    ]
    if trail.unknown:
        lines.append(f"Not everything about it could be looked at: {trail.unknown}.")
    counted = list(activity)
    writes, days = sum(one.writes for one in counted), max((one.days for one in counted), default=0)
    if writes and days:
        monthly = writes / days * 30 / 100_000 * USD_PER_100_000
        lines.append(
            f"In the last {days} days there were {writes} or more write events: {monthly:.2f} USD a month "
            "for those alone. "
            "Reads aren't counted here and are usually most of the events, so expect more."
        )
    return lines
