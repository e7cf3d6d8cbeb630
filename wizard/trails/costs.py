"""What each choice about a trail adds to the bill in a year. Pure.

Counted are the writes that were seen in the last days. Reads are usually most of the events, and aren't
counted: each sum is a least one, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from components import event_selectors, prices
from components.prices import Rates
from components.settings import Settings
from wizard.account.facts import Activity, Trail
from wizard.review.costs.alert_path import between, idle_traffic, month
from wizard.review.costs.parts import Parts
from wizard.trails.closer_look import CloserLook
from wizard.trails.difference import Difference, Kind
from wizard.trails.missing import insights_now, missing_insights

DAYS = 365


@dataclass(frozen=True)
class Cost:
    """usd: a year, on top of today's bill, at least; None where nothing was seen to count with. parts: what
    it is made of, in sentences."""

    usd: float | None
    parts: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """`12.00 USD a year or more`."""
        if self.usd is None:
            return "not known"
        return f"{self.usd:,.2f} USD a year or more" if self.parts else "nothing more"


def writes_a_year(activity: Iterable[Activity], region: str = "") -> float | None:
    """Write events in a year, from those that were seen, in one region or in all; None if nobody looked."""
    seen = [one for one in activity if one.days and (not region or one.region == region)]
    return sum(one.writes / one.days for one in seen) * DAYS if seen else None


def leaving() -> Cost:
    """Nothing changes."""
    return Cost(0.0)


def fixing(
    trail: Trail,
    differences: Sequence[Difference],
    settings: Settings,
    closer_look: CloserLook,
    activity: Sequence[Activity],
    others: Sequence[Trail] = (),
) -> Cost:
    """Putting these differences right in place. others: the trails beside this one."""
    kinds: set[Kind] = {one.kind for one in differences if one.is_fixable}
    sums = _copies(others, activity) if kinds & {"regions", "management", "stopped"} else {}
    now = insights_now(trail, closer_look)
    if "insights" in kinds and now is not None:
        sums.update(_insights(missing_insights(now, settings), writes_a_year(activity)))
    return _cost(sums, _later(kinds))


def adopting(fix: Cost, trail: Trail, settings: Settings, regions: int) -> Cost:
    """Taking the trail into the stack: putting it right, and what stands beside it. fix: as `fixing` says.

    regions: how many are enabled.
    """
    beside = _beside(settings, regions, settings.own_log_key and not trail.key)
    usd = None if fix.usd is None else fix.usd + sum(beside.values())
    return Cost(usd, (*fix.parts, *(_said(what, one) for what, one in beside.items())))


def doubling(trails: Sequence[Trail], settings: Settings, activity: Sequence[Activity], regions: int) -> Cost:
    """A new trail beside these: management events are free the first time only, in each region.

    A trail that is stopped copies nothing; one of a single region copies that region's.
    """
    sums = {
        **_copies(trails, activity),
        **_insights(event_selectors.insights(settings), writes_a_year(activity)),
        **_beside(settings, regions, settings.own_log_key),
    }
    return _cost(sums, _later({"data-events"} if settings.data_events else set()))


def _copies(beside: Sequence[Trail], activity: Sequence[Activity]) -> dict[str, float | None]:
    """What one more trail costs beside these: nothing where none of them logs."""
    copied = [one for one in beside if one.is_logging is not False]
    if any(one.is_multi_region for one in copied):
        writes = writes_a_year(activity)
        return {"a second copy of management events": _of(prices.EVENT_COPY, writes)}
    return {
        f"a second copy of {region}'s management events": _of(
            prices.EVENT_COPY, writes_a_year(activity, region)
        )
        for region in dict.fromkeys(one.home_region for one in copied)
    }


def _insights(types: Sequence[str], writes: float | None) -> dict[str, float | None]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-costs.html"""
    return {"Insights": _of(prices.INSIGHT, None if writes is None else len(types) * writes)} if types else {}


def _beside(settings: Settings, regions: int, makes_key: bool) -> dict[str, float]:
    """What a deployment makes beside the trail, while nothing happens."""
    parts = Parts.of(settings, regions)
    rates = Rates.of(settings.partition, settings.home_region)
    alert = 12 * between(month(parts, idle_traffic(parts, regions), settings.insights), rates)[0]
    keys = {"the log key": rates.least(prices.KEY, 12)} if makes_key else {}
    return {**keys, "the alert, while nothing happens": alert} if alert else keys


def _later(kinds: set[Kind]) -> list[str]:
    if "data-events" not in kinds:
        return []
    return [f"data events, {prices.DATA_EVENT.words}: how many there will be isn't known"]


def _of(price: prices.Price, units: float | None) -> float | None:
    return None if units is None else price.of(units)


def _cost(sums: Mapping[str, float | None], later: Sequence[str]) -> Cost:
    parts = (*(_said(what, usd) for what, usd in sums.items()), *later)
    if any(usd is None for usd in sums.values()):
        return Cost(None, parts)
    return Cost(sum(usd for usd in sums.values() if usd is not None), parts)


def _said(what: str, usd: float | None) -> str:
    return f"{what}: not known, since no activity was looked at" if usd is None else f"{what}: {usd:,.2f} USD"
