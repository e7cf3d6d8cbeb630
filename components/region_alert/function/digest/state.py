"""What the digest remembers between runs, and which groups are due: pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .grouping import MOST_REGIONS, Key, Tally
from .news import (
    Changes,
    addresses_of,
    changes,
    has_risen,
    hurries,
    lately,
    moves,
    never_waits,
    new_addresses,
)
from .rank import Rank
from .shares import DAY, OTHERS, Group, fair, is_of_many, settle

REMEMBER_SECONDS = DAY
COMMITS = 200
KNOWN_ADDRESSES = 16
CHANGED_SECONDS = 300
"""The longest that a known change to the trail or the alert waits: who makes one like it every day must not
have the one that matters told a day late. The tamper alarm counts as one what comes within as much."""

__all__ = ["OTHERS", "Group", "State", "absorb", "due", "forget", "mark_told"]


@dataclass
class State:
    """`version` grows with each write; `commits` are the latest runs whose counts are in here. `unanswered`:
    the id of a message that may have gone out, or not."""

    version: int = 0
    groups: dict[Key, Group] = field(default_factory=dict[Key, Group])
    commits: list[str] = field(default_factory=list[str])
    unanswered: str = ""


def absorb(state: State, tallies: Mapping[Key, Tally], run: str) -> None:
    """Adds a run's counts."""
    for key, counts in tallies.items():
        state.groups.setdefault(key, Group()).pending.merge(counts)
    settle(state.groups)
    state.commits = [*state.commits, run][-COMMITS:]


def due(state: State, now: int, repeat_seconds: int) -> list[Key]:
    """The groups people should hear of now, in the order in which they get room in the message.

    A message that goes out anyway takes along what is new and may wait, and what is to be repeated soon.
    Repeats make a message of their own only when none went out for as long as they wait, or for a day.
    """
    known, last = addresses_of(state.groups), lately(state.groups.values(), now)
    moved = moves(state.groups)
    now_due: list[Key] = []
    along: list[Key] = []
    for key, group in state.groups.items():
        if not group.pending.count:
            continue
        found, may_wait = changes(key, group, known, now), not never_waits(group)
        waited, interval = now - group.told, _interval(group, repeat_seconds)
        quiet = min(waited, now - last.told) if may_wait and waited < DAY else waited
        waits = may_wait and last.may_wait(now) and not hurries(group, found, moved[key[:2]], now)
        if (found.any() and not waits) or quiet >= interval or _is_owed(key, group, now):
            now_due.append(key)
        elif found.any() or 2 * waited >= interval:
            along.append(key)
    return [*fair(state.groups, now_due), *fair(state.groups, along)] if now_due else []


def _is_owed(key: Key, group: Group, now: int) -> bool:
    """Whether people have to hear of it whatever is new about it."""
    # What many make never waits, unless it was refused: its next event may be anybody's.
    folded = is_of_many(key) and group.pending.rank < Rank.REST
    return not group.told or group.told > now or bool(group.owed) or folded


def _interval(group: Group, repeat_seconds: int) -> int:
    """Twice as long each time that nothing changed, up to a day."""
    interval = min(repeat_seconds << min(group.repeats, 30), max(repeat_seconds, DAY))
    return min(interval, CHANGED_SECONDS) if group.pending.rank == Rank.CHANGED else interval


def mark_told(state: State, keys: list[Key], now: int, owed: Sequence[Key] = ()) -> None:
    """People have heard of these groups, and not of those that are owed: for them there was no room."""
    known = addresses_of(state.groups)
    wait = lately(state.groups.values(), now).next_wait(now)
    for key in keys:
        group = state.groups[key]
        found = changes(key, group, known, now) if group.told else Changes()
        if not group.told or has_risen(group):
            group.repeats = 0
        elif not found.any():
            group.repeats += 1
        addresses = [one for one in group.pending.addresses if one and one not in group.addresses]
        if group.day != now // DAY:
            group.day, group.fresh = now // DAY, 0
        group.fresh += bool(group.told) and bool(new_addresses(key, group, known))
        group.region_told = now if found.regions else group.region_told
        group.address_told = now if found.addresses else group.address_told
        group.rank = min(group.rank, group.pending.rank)
        regions = [region for region in group.pending.regions if region and region not in group.regions]
        group.regions = [*group.regions, *regions][:MOST_REGIONS]
        group.addresses = [*group.addresses, *addresses][-KNOWN_ADDRESSES:]
        group.total += group.pending.count
        group.told, group.wait, group.owed = now, wait, 0
        group.pending = Tally()
    for key in owed:
        state.groups[key].owed = 1


def forget(state: State, now: int, repeat_seconds: int) -> None:
    """Drops the groups that were told about long ago and have been quiet since."""
    keep = max(REMEMBER_SECONDS, 2 * repeat_seconds)
    old = [key for key, group in state.groups.items() if not group.pending.count and now - group.told > keep]
    for key in old:
        del state.groups[key]
