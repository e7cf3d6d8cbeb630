"""Decides whether a deployment would pay for management events a second time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from components import prices
from components.settings import Settings
from wizard.account.facts import Activity, Trail
from wizard.screen.terminal import counted

#: What can be built on Control Tower's trail, and what can't.
#: https://docs.aws.amazon.com/controltower/latest/userguide/configure-org-trails.html
CONTROL_TOWERS = (
    "AWS Control Tower made it and would undo changes, so it is never touched, and no region alert is "
    "made on its bucket. Leave it and make nothing, pay for both, or turn it off in the landing zone's "
    "settings (version 3.0 and later) and then make this one in its place."
)


#: Name and home region of the trail that a stack file describes.
Described = tuple[str, str]


@dataclass(frozen=True)
class Own:
    """The trail that the settings describe: what a trail that exists is told from it by. adopted: the ARN of
    the one that is taken over, which may still be one account's; "" for none."""

    name: str
    home_region: str
    is_organization: bool = False
    adopted: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Own:
        home = settings.home_region
        return cls(settings.trail_name, home, settings.is_organization, settings.adopt_trail)

    @classmethod
    def of_stack(cls, settings: Settings, described: Described | None) -> Own:
        """The trail that the stack has: one that merely has the name that a new stack file would give it is
        somebody else's. described: by the stack file as it is, None without one."""
        own = cls.of(settings)
        return own if (own.name, own.home_region) == described else replace(own, name="")

    def __contains__(self, trail: Trail) -> bool:
        """Whether it is this one."""
        if self.adopted:
            return trail.arn == self.adopted
        mine = (self.name, self.home_region, self.is_organization)
        return (trail.name, trail.home_region, trail.is_organization) == mine


def recording_here(trails: Iterable[Trail], own: Own) -> list[Trail]:
    """Trails that aren't ours and record management events, or may: stopped and single-region ones too.

    Those that record every region come first, and of those the ones that log.
    """
    found = [one for one in trails if one.records_management is not False and one not in own]
    return sorted(found, key=lambda one: (not one.is_multi_region, one.is_logging is False))


def second_trail(trails: Iterable[Trail], own: Own) -> Trail | None:
    """A multi-region trail that isn't ours, logs, and records management events; None if there is none.

    What couldn't be found out counts against: a trail that may be recording is shown too.
    """
    for trail in trails:
        may_record = trail.is_logging is not False and trail.records_management is not False
        if trail.is_multi_region and may_record and trail not in own:
            return trail
    return None


def namesake(trails: Iterable[Trail], settings: Settings, described: Described | None) -> Trail | None:
    """The trail that has the name which the settings give ours, and isn't the stack's; None for none.
    described: as of `Own.of_stack`.

    AWS makes no second one of that name, whatever the first one records:
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (TrailAlreadyExists)
    """
    name = (settings.trail_name, settings.home_region)
    if settings.adopt_trail or name == described:
        return None
    return next((one for one in trails if (one.name, one.home_region) == name), None)


def recording_all(trails: Iterable[Trail]) -> Trail | None:
    """A multi-region trail that logs management events for certain, ours too, one account's first; None if
    there is none."""
    found = [one for one in trails if one.is_multi_region and one.is_logging and one.records_management]
    return min(found, key=lambda one: (one.is_organization, one.arn), default=None)


def second_copy_cost(trail: Trail, activity: Iterable[Activity]) -> list[str]:
    """Sentences for a person: what the trail is, and what a second copy costs."""
    kind = "organization trail" if trail.is_organization else "trail"
    lines = [
        f"The {kind} {trail.name} (home region {trail.home_region}, bucket {trail.bucket or 'unknown'}) "
        "already records management events in every region.",
        f"AWS charges nothing for the first copy of management events, and {prices.EVENT_COPY.words} for "
        "each further one: the new trail would be a second copy.",
    ]
    if trail.is_control_towers:
        lines.append(CONTROL_TOWERS)
    if trail.unknown:
        lines.append(f"Not everything about it could be looked at: {trail.unknown}.")
    looked = list(activity)
    writes, days = sum(one.writes for one in looked), max((one.days for one in looked), default=0)
    yearly = yearly_copy(looked)
    if yearly is not None:
        lines.append(
            f"In the last {counted(days, 'day')} there were {writes} or more write events: {yearly:.2f} USD "
            "a year for those alone. Reads aren't counted here and are usually most of the events, so expect "
            "more."
        )
    return lines


def yearly_copy(activity: Iterable[Activity]) -> float | None:
    """What a second copy of the write events that were seen costs in a year, in USD; None where none were."""
    looked = list(activity)
    writes, days = sum(one.writes for one in looked), max((one.days for one in looked), default=0)
    return prices.EVENT_COPY.of(writes / days * 365) if writes and days else None
