"""What is new about a known group, and how long that may wait for company.

The first event of a group, the first of a higher rank and whatever touches the audit trail never wait. Nor
does the first new region or address in half an hour of a call that succeeded; only where one of the same
principal was just told, it gathers for two minutes. Any other waits while messages go out every few minutes:
a minute, twice as long after each, never more than LONGEST_WAIT; and it goes along with any message. So a
roll-out over a dozen regions is a handful of messages, and nobody can use that to keep a new region hidden.
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
"""Seconds without a message, or of a call without a change, after which the next doesn't wait."""
GATHER = 120
"""Seconds in which the changes of one principal's calls are told together: its calls follow each other."""
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


class Changes(NamedTuple):
    """What is new about a known group."""

    risen: bool = False
    regions: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def any(self) -> bool:
        return self.risen or bool(self.regions or self.addresses)


def changes(key: Key, group: Group, known: Addresses, now: int) -> Changes:
    """Empty for more of the same."""
    regions = [region for region in group.pending.regions if region and region not in group.regions]
    return Changes(
        has_risen(group),
        tuple(regions) if len(group.regions) < MOST_REGIONS else (),
        tuple(new_addresses(key, group, known)) if _is_fresh(group, now) else (),
    )


def news(key: Key, group: Group, known: Addresses, now: int) -> list[str]:
    """The same in words."""
    risen, regions, addresses = changes(key, group, known, now)
    found: list[str] = []
    if risen:
        found.append("calls of a higher rank" if key.kind == FOLD else "the first that was not refused")
    if regions:
        found.append(f"new region{'s' if len(regions) > 1 else ''} {', '.join(regions)}")
    if addresses:
        found.append(f"new address{'es' if len(addresses) > 1 else ''} {', '.join(addresses)}")
    return found


def moves(groups: Mapping[Key, Group]) -> dict[tuple[str, str], int]:
    """When people last heard of a new region or address, by account and principal."""
    found: dict[tuple[str, str], int] = {}
    for key, group in groups.items():
        found[key[:2]] = max(found.get(key[:2], 0), group.region_told, group.address_told)
    return found


def hurries(group: Group, found: Changes, moved: int, now: int) -> bool:
    """Whether a change goes out with the next digest though messages went out lately: the first in a while of
    a call that succeeded. `moved`: when people last heard of its principal's."""
    if group.pending.rank > Rank.WROTE or 0 <= now - moved < GATHER:
        return False
    return (bool(found.regions) and not 0 <= now - group.region_told < CALM) or (
        bool(found.addresses) and not 0 <= now - group.address_told < CALM
    )


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
