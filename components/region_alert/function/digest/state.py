"""What the digest remembers between runs, and which groups are due: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .grouping import FOLD, MOST_REGIONS, Key, Tally
from .rank import Rank
from .shares import DAY, OTHERS, Group, fair, settle

REMEMBER_SECONDS = DAY
COMMITS = 200
KNOWN_ADDRESSES = 16
CHANGED_SECONDS = 300
"""The longest that a known change to the trail or the alert waits: who makes one like it every day must not
have the one that matters told a day late. The tamper alarm counts as one what comes within as much."""
FRESH_A_DAY = 3
"""How many times a day a new address has a known group told again: one who rotates them is only counted."""

__all__ = ["OTHERS", "Group", "State", "absorb", "due", "forget", "mark_told", "news"]


@dataclass
class State:
    """`version` grows with each write; `commits` are the latest runs whose counts are in here."""

    version: int = 0
    groups: dict[Key, Group] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)


def absorb(state: State, tallies: Mapping[Key, Tally], run: str) -> None:
    """Adds a run's counts."""
    for key, counts in tallies.items():
        state.groups.setdefault(key, Group()).pending.merge(counts)
    settle(state.groups)
    state.commits = [*state.commits, run][-COMMITS:]


def due(state: State, now: int, repeat_seconds: int) -> list[Key]:
    """The groups people should hear of now, in the order in which they get room in the message."""
    keys = (key for key, group in state.groups.items() if _is_due(key, group, now, repeat_seconds))
    return fair(state.groups, keys)


def _is_due(key: Key, group: Group, now: int, repeat_seconds: int) -> bool:
    if not group.pending.count:
        return False
    # What is folded never waits, unless it was refused: its next event may be anybody's.
    folded = key.kind == FOLD and group.pending.rank < Rank.REST
    waited = now - group.told >= _interval(group, repeat_seconds)
    return not group.told or group.told > now or waited or folded or bool(news(key, group, now))


def _interval(group: Group, repeat_seconds: int) -> int:
    """Twice as long each time that nothing changed, up to a day."""
    interval = min(repeat_seconds << min(group.repeats, 30), max(repeat_seconds, DAY))
    return min(interval, CHANGED_SECONDS) if group.pending.rank == Rank.CHANGED else interval


def news(key: Key, group: Group, now: int) -> list[str]:
    """What is new about a known group, in words; empty for more of the same."""
    found = []
    waiting = group.pending
    if waiting.count and waiting.rank < group.rank:
        found.append("calls of a higher rank" if key.kind == FOLD else "the first that was not refused")
    regions = [region for region in waiting.regions if region and region not in group.regions]
    if regions and len(group.regions) < MOST_REGIONS:
        found.append(f"new region{'s' if len(regions) > 1 else ''} {', '.join(regions)}")
    addresses = _new_addresses(group)
    if addresses and (group.fresh < FRESH_A_DAY or group.day != now // DAY):
        found.append(f"new address{'es' if len(addresses) > 1 else ''} {', '.join(addresses)}")
    return found


def _new_addresses(group: Group) -> list[str]:
    return [address for address in group.pending.addresses if address and address not in group.addresses]


def mark_told(state: State, keys: list[Key], now: int) -> None:
    """People have heard of these groups."""
    for key in keys:
        group = state.groups[key]
        changed = not group.told or bool(news(key, group, now))
        addresses = _new_addresses(group)
        if group.day != now // DAY:
            group.day, group.fresh = now // DAY, 0
        group.fresh += bool(addresses) and bool(group.told)
        group.repeats = 0 if changed else group.repeats + 1
        group.rank = min(group.rank, group.pending.rank)
        known = [region for region in group.pending.regions if region and region not in group.regions]
        group.regions = [*group.regions, *known][:MOST_REGIONS]
        group.addresses = [*group.addresses, *addresses][-KNOWN_ADDRESSES:]
        group.total += group.pending.count
        group.told = now
        group.pending = Tally()


def forget(state: State, now: int, repeat_seconds: int) -> None:
    """Drops the groups that were told about long ago and have been quiet since."""
    keep = max(REMEMBER_SECONDS, 2 * repeat_seconds)
    old = [key for key, group in state.groups.items() if not group.pending.count and now - group.told > keep]
    for key in old:
        del state.groups[key]
