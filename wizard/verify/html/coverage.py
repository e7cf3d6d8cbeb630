"""Which account is covered in which region, told together where it is alike: a thousand accounts are
a few lines. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

#: Worst last. none: there is nothing to cover.
_BEST = ("passed", "unknown", "failed", "none")
_WORST = ("failed", "unknown", "passed", "none")


@dataclass(frozen=True)
class Cell:
    """One region of one account, for the trail that covers it best. state: passed, failed, unknown or none;
    why: a sentence; event: the newest one's time as CloudTrail writes it, "" for none in that hour, None
    where it isn't known."""

    state: str
    why: str = ""
    event: str | None = None


@dataclass(frozen=True)
class Account:
    """cells: by region; why: of the account as a whole, "" where there is nothing to say."""

    id: str
    name: str = ""
    why: str = ""
    cells: Mapping[str, Cell] = field(default_factory=dict[str, Cell])

    @property
    def state(self) -> str:
        """As good as its worst region."""
        return min((one.state for one in self.cells.values()), key=_WORST.index, default="none")


@dataclass(frozen=True)
class Group:
    """Accounts that are covered alike. proved: in how many regions, the fewest and the most of them; failed,
    unknown: regions; whys: by region, of the first account."""

    state: str
    accounts: tuple[Account, ...]
    proved: tuple[int, int]
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    whys: Mapping[str, str]


def best(cells: Iterable[Cell]) -> Cell:
    """Of several trails: what one proves is proved."""
    return min(cells, key=lambda one: _BEST.index(one.state))


def groups(accounts: Sequence[Account]) -> list[Group]:
    """The accounts by what is wrong with them, the worst first."""
    alike: dict[tuple[object, ...], list[Account]] = {}
    for one in accounts:
        alike.setdefault((one.state, _of(one, "failed"), _of(one, "unknown"), one.why), []).append(one)
    found = [_group(some) for some in alike.values()]
    return sorted(found, key=lambda one: (_WORST.index(one.state), -len(one.failed), -len(one.unknown)))


def _group(some: Sequence[Account]) -> Group:
    first = some[0]
    proved = [len(_of(one, "passed")) for one in some]
    failed, unknown = _of(first, "failed"), _of(first, "unknown")
    whys = {region: first.cells[region].why for region in (*failed, *unknown)}
    if first.why:
        whys = {"": first.why, **whys}
    return Group(first.state, tuple(some), (min(proved), max(proved)), failed, unknown, whys)


def _of(account: Account, state: str) -> tuple[str, ...]:
    return tuple(sorted(region for region, cell in account.cells.items() if cell.state == state))


def by_region(accounts: Sequence[Account]) -> dict[str, Counter[str]]:
    """How many accounts are in which state, in each region."""
    found: dict[str, Counter[str]] = {}
    for one in accounts:
        for region, cell in one.cells.items():
            found.setdefault(region, Counter())[cell.state] += 1
    return found


def worst(states: Mapping[str, int]) -> str:
    """Of all accounts in a region."""
    return min(states, key=_WORST.index, default="none")
