"""What is new about a known group, and how long that may wait for company.

The first event of a group, the first of a higher rank and whatever touches the audit trail never wait. A new
address or region of a known principal and call does, while messages go out every few minutes: a minute, twice
as long after each, never more than LONGEST_WAIT; and it goes along with any message. So a roll-out over a
dozen regions is a handful of messages, and nobody can use that to keep a new region hidden for long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .grouping import FOLD, MOST_REGIONS, Key
from .rank import Rank
from .shares import DAY, Group

FRESH_A_DAY = 3
"""How many times a day a new address has a known group told again: one who rotates them is only counted."""
HOUR = 3600
FIRST_WAIT, LONGEST_WAIT = 60, 600
CALM = 1800
"""Seconds without a message, after which the waits begin anew."""
Addresses = Mapping[tuple[str, str], Mapping[str, int]]


class Lately(NamedTuple):
    """The last message: when it went out, and how long what may wait does so from then on."""

    told: int = 0
    wait: int = 0

    def may_wait(self, now: int) -> bool:
        return 0 <= now - self.told < self.wait

    def next_wait(self, now: int) -> int:
        """The wait after a message that goes out now."""
        if not self.told or not 0 <= now - self.told < CALM:
            return FIRST_WAIT
        return min(max(2 * self.wait, FIRST_WAIT), LONGEST_WAIT)


def lately(groups: Iterable[Group], now: int) -> Lately:
    """The last message that told of one of these."""
    return max((Lately(one.told, one.wait) for one in groups if 0 < one.told <= now), default=Lately())


def addresses_of(groups: Mapping[Key, Group]) -> Addresses:
    """Those that people heard of, by account and principal, each with the highest rank of its calls."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for key, group in groups.items():
        ranks = found.setdefault(key[:2], {})
        for address in group.addresses:
            ranks[address] = min(ranks.get(address, group.rank), group.rank)
    return found


def news(key: Key, group: Group, known: Addresses, now: int) -> list[str]:
    """What is new about a known group, in words; empty for more of the same."""
    found: list[str] = []
    if has_risen(group):
        found.append("calls of a higher rank" if key.kind == FOLD else "the first that was not refused")
    regions = [region for region in group.pending.regions if region and region not in group.regions]
    if regions and len(group.regions) < MOST_REGIONS:
        found.append(f"new region{'s' if len(regions) > 1 else ''} {', '.join(regions)}")
    addresses = new_addresses(key, group, known)
    if addresses and _is_fresh(group, now):
        found.append(f"new address{'es' if len(addresses) > 1 else ''} {', '.join(addresses)}")
    return found


def _is_fresh(group: Group, now: int) -> bool:
    """Whether a new address is news: the first of the day is at once, the second when the group wasn't told
    for an hour, the third for two."""
    if group.day != now // DAY:
        return True
    gap = 0 if group.pending.rank == Rank.CHANGED else group.fresh * HOUR
    return group.fresh < FRESH_A_DAY and now - group.told >= gap


def has_risen(group: Group) -> bool:
    """Whether what waits is of a higher rank than people heard of."""
    return bool(group.pending.count) and group.pending.rank < group.rank


def new_addresses(key: Key, group: Group, known: Addresses) -> list[str]:
    """Those that people heard of neither with this group nor with another of its principal. One that they
    heard of with refused calls alone is new where it succeeds."""
    ranks = known.get(key[:2], {})
    heard = {*group.addresses, *(one for one, rank in ranks.items() if rank <= group.pending.rank)}
    return [one for one in group.pending.addresses if one and one not in heard]


def never_waits(group: Group) -> bool:
    """Whether what is new about a known group has to be told now."""
    return has_risen(group) or group.pending.rank == Rank.CHANGED
