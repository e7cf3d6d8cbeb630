"""What hangs on one answer among others: the items of an estimate that it decides about. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from wizard.review.costs.estimate import Estimate, Item
from wizard.review.costs.words import between


@dataclass(frozen=True)
class Range:
    """USD a month, at least and at most."""

    least: float
    most: float

    @classmethod
    def ordered(cls, one: float, other: float) -> Range:
        """Between these two: what is cheapest of little needn't be so of much."""
        return cls(max(0.0, min(one, other)), max(0.0, one, other))

    @classmethod
    def of(cls, items: Iterable[Item]) -> Range:
        some = list(items)
        return cls(sum(one.least for one in some), sum(one.most for one in some))

    def __str__(self) -> str:
        if self.most < 0.005:
            return "less than a cent a month" if self.most > 0 else "nothing more"
        return between(self.least, self.most, " USD a month")


def each_of(estimates: Sequence[Estimate]) -> list[Range]:
    """Of each answer, what it costs beyond what every one of them does, item by item."""
    found = [{(one.group, one.what): (one.least, one.most) for one in each.items} for each in estimates]
    places = {place for items in found for place in items}
    least, most = (
        {place: min(items.get(place, (0.0, 0.0))[end] for items in found) for place in places}
        for end in (0, 1)
    )
    return [
        Range.ordered(
            sum(usd[0] - least[place] for place, usd in items.items()),
            sum(usd[1] - most[place] for place, usd in items.items()),
        )
        for items in found
    ]


def of_settings(made: Estimate, keys: Collection[str]) -> Range:
    """What these settings decide about."""
    return Range.of(one for one in made.items if one.setting in keys)


def more_than(made: Estimate, without: Estimate) -> Range:
    """By how much it is dearer."""
    return Range.ordered(made.least - without.least, made.most - without.most)
