"""How what a trail records differs from what the settings ask for: events, data events, Insights. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from components import prices
from components.settings import Settings
from wizard.account.facts import Trail
from wizard.trails.closer import Closer
from wizard.trails.difference import Difference, unknown
from wizard.trails.recorded import MODES, Management, Mode, as_advanced, has_scanners_name, management
from wizard.trails.wanted import insights_now, loops, missing_data, missing_insights

_MOST_NAMED = 5


def of_events(trail: Trail, settings: Settings, closer: Closer) -> Iterator[Difference]:
    """Management events first, then what costs or is missing beside them."""
    yield from _selectors(trail, settings, closer)
    yield from _insights(trail, settings, closer)


def _selectors(trail: Trail, settings: Settings, closer: Closer) -> Iterator[Difference]:
    recorded = as_advanced(trail)
    if recorded is None:
        yield unknown("management", "Which events it records", trail.unknown)
        return
    gaps = _gaps(management(recorded))
    if gaps:
        yield Difference("management", f"{' '.join(gaps)} Security Hub CloudTrail.1 and Prowler fail it.")
    elif trail.advanced_selectors and not has_scanners_name(recorded):
        yield Difference(
            "selector-name",
            "All management events are recorded, but Prowler fails the trail: it looks for a selector called "
            'exactly "Management events selector", without readOnly.',
        )
    loop = loops(recorded, trail, closer)
    if loop:
        yield Difference(
            "loop",
            f"Its data events include what is written to {_named(loop)}: each log file is an event that "
            f"makes another log file, without end ({prices.DATA_EVENT.words}). Once that is left out, who "
            "reads log files isn't recorded here either: the bucket's access logs show it.",
        )
    missing = missing_data(recorded, trail, settings, closer)
    if missing:
        types = [one["Name"].removeprefix("Data events selector: ") for one in missing]
        yield Difference("data-events", f"Data events that you want are missing: {_named(types)}.")


def _gaps(found: Mapping[Mode, Management]) -> list[str]:
    extents = {found[mode].extent for mode in MODES}
    if extents == {"none"}:
        return ["No management events are recorded: who changes what in the account isn't known."]
    sentences = [
        f"{mode.capitalize()} among the management events aren't recorded."
        for mode in MODES
        if found[mode].extent == "none"
    ]
    if "some" in extents:
        sentences.append("Only a part of the management events is recorded.")
    left_out = sorted({source for mode in MODES for source in found[mode].left_out})
    if left_out:
        sentences.append(f"Management events of {_named(left_out)} are left out.")
    return sentences


def _insights(trail: Trail, settings: Settings, closer: Closer) -> Iterator[Difference]:
    if settings.insights == "none":
        return
    now = insights_now(trail, closer)
    if now is None:
        yield unknown("insights", "Which Insights are on", closer.insights.why or trail.unknown)
        return
    missing = missing_insights(now, settings)
    if missing:
        yield Difference(
            "insights",
            f"Insights are off ({_named(missing)}): nobody is told of unusual numbers of calls or errors.",
        )


def _named(things: Sequence[str]) -> str:
    more = len(things) - _MOST_NAMED
    return f"{', '.join(things[:_MOST_NAMED])}{f' and {more} more' if more > 0 else ''}"
