"""What a deployment costs a month, from least to most: each thing, what drives it, what would halve it. Pure.

`estimate` gives data; words.py writes it for people, and the page and --json take it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from components.prices import Rates
from components.settings import Settings
from wizard.review.costs.lines import Case, Kept, of_case
from wizard.review.costs.savings import Change, changes
from wizard.review.costs.volumes import Volumes

# Below this nothing is shown by itself.
_CENT = 0.005
# A change that saves a smaller share isn't proposed for halving.
_WORTH_IT = 0.05


@dataclass(frozen=True)
class Item:
    """One thing that is paid for. group: what it belongs to; setting: the key that decides about it; least,
    most: USD a month, in whole cents; words: its price, "" where it is made of several; is_confirmed: that
    price was found for the home region."""

    group: str
    what: str
    setting: str
    least: float
    most: float
    words: str
    is_confirmed: bool = True

    def as_dict(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "what": self.what,
            "setting": self.setting,
            "usdPerMonth": [self.least, self.most],
            "price": self.words,
            "confirmed": self.is_confirmed,
        }


@dataclass(frozen=True)
class Saving:
    """A change of the settings, what it saves a month at most, and what it costs otherwise."""

    change: str
    usd: float
    loses: str

    def as_dict(self) -> dict[str, Any]:
        return {"change": self.change, "usdPerMonth": self.usd, "loses": self.loses}


@dataclass(frozen=True)
class Estimate:
    """USD a month once the oldest log files expire. drivers: the items that make most of it; savings: each
    change by itself; halving: the largest of them, until together at least half is saved, or all that are
    worth it; together: what those save at once, at most; caveat: of which region the prices are;
    is_listed: that region's prices are known, as far as they were found."""

    items: tuple[Item, ...]
    volumes: Volumes
    drivers: tuple[Item, ...]
    savings: tuple[Saving, ...]
    halving: tuple[Saving, ...]
    together: float
    caveat: str
    region: str = ""
    is_listed: bool = True
    never_expires: bool = False

    @property
    def least(self) -> float:
        return _sum(one.least for one in self.items)

    @property
    def most(self) -> float:
        return _sum(one.most for one in self.items)

    @property
    def halves(self) -> bool:
        """Whether the changes of `halving` save half of it."""
        return bool(self.halving) and self.together >= self.most / 2

    @property
    def unconfirmed(self) -> tuple[Item, ...]:
        """Items whose price wasn't found for the region."""
        return tuple(one for one in self.items if not one.is_confirmed)

    def as_dict(self) -> dict[str, Any]:
        return {
            "usdPerMonth": [self.least, self.most],
            "volumes": self.volumes.as_dict(),
            "items": [one.as_dict() for one in self.items],
            "drivers": [one.what for one in self.drivers],
            "savings": [one.as_dict() for one in self.savings],
            "wouldHalveIt": [one.change for one in self.halving] if self.halves else [],
            "prices": self.caveat,
        }


def estimate(settings: Settings, volumes: Volumes, *, copies: int = 0, kept: Kept | None = None) -> Estimate:
    """What these settings cost with so much going on. copies: how many trails record the management events of
    every region already; with one or more, this one's are paid for. kept: what a trail that is taken over
    goes on recording."""
    case = Case(settings, copies, kept or Kept())
    rates = Rates.of(settings.partition, settings.home_region)
    items = _items(case, volumes, rates)
    most = _sum(one.most for one in items)
    drivers = sorted((one for one in items if most and one.most >= most / 10), key=lambda one: -one.most)[:3]
    found = sorted(_savings(case, volumes, rates, most), key=lambda one: -one[0].usd)
    large = [change for saving, change in found if saving.usd >= most * _WORTH_IT]
    halving, together = _halving(case, volumes, rates, most, large)
    return Estimate(
        tuple(items),
        volumes,
        tuple(drivers),
        tuple(saving for saving, _ in found),
        tuple(saving for saving, _ in found[:halving]),
        together,
        rates.caveat,
        rates.region,
        rates.is_listed,
        not settings.expire_after_days,
    )


@dataclass
class _Entry:
    """An item before it is rounded."""

    least: float = 0.0
    most: float = 0.0
    words: str = ""
    is_confirmed: bool = True


def _items(case: Case, volumes: Volumes, rates: Rates) -> list[Item]:
    """In whole cents, so that their sum is the sum of what is shown; what is less than a cent stands
    together with its like."""
    found: dict[tuple[str, str, str], _Entry] = {}
    for is_most, volume in ((False, volumes.least), (True, volumes.most)):
        for group, setting, line in of_case(case, volume, is_most):
            entry = found.setdefault((group, line.what, setting), _Entry())
            entry.is_confirmed = rates.is_confirmed(line.price)
            doubt = "" if entry.is_confirmed else f", not confirmed for {rates.region}"
            entry.words = rates.words(line.price) + doubt
            if is_most:
                entry.most += rates.most(line.price, line.units)
            else:
                entry.least += rates.least(line.price, line.units)
    shown: list[Item] = []
    small: dict[tuple[str, str], _Entry] = {}
    for (group, what, setting), one in found.items():
        if max(one.least, one.most) >= _CENT:
            shown.append(_item(group, what, setting, one))
            continue
        rest = small.setdefault((group, setting), _Entry())
        rest.least, rest.most = rest.least + one.least, rest.most + one.most
        rest.is_confirmed &= one.is_confirmed
    for (group, setting), one in small.items():
        if max(one.least, one.most) >= _CENT:
            shown.append(_item(group, "what is less than a cent each", setting, one))
    return shown


def _item(group: str, what: str, setting: str, one: _Entry) -> Item:
    # A larger volume can cost less of a thing: more of the files are large enough to be moved.
    low, high = sorted((one.least, one.most))
    return Item(group, what, setting, round(low, 2), round(high, 2), one.words, one.is_confirmed)


def _sum(amounts: Iterable[float]) -> float:
    return round(sum(amounts), 2)


def _most(case: Case, volumes: Volumes, rates: Rates) -> float:
    return _sum(one.most for one in _items(case, volumes, rates))


def _savings(case: Case, volumes: Volumes, rates: Rates, most: float) -> Iterator[tuple[Saving, Change]]:
    """Each change alone, where it saves a cent or more."""
    for change in changes(case):
        saved = round(most - _most(change.made(case), volumes, rates), 2)
        if saved >= 0.01:
            yield Saving(change.words, saved, change.loses), change


def _halving(
    case: Case, volumes: Volumes, rates: Rates, most: float, ordered: list[Change]
) -> tuple[int, float]:
    """How many of these changes it takes until half is saved, all of them where that isn't enough; and what
    they save at once: less than one by one, where two save the same."""
    saved = 0.0
    for number, change in enumerate(ordered, 1):
        case = change.made(case)
        saved = round(most - _most(case, volumes, rates), 2)
        if saved >= most / 2:
            return number, saved
    return len(ordered), saved
