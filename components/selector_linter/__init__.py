"""What is wrong with a trail's selectors: what CloudTrail refuses, and what it takes and then doesn't record.

The one judge of selectors, whoever wrote them: those of the settings, of a trail that exists, and those that
the emulated account is given. Pure.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from components import prices
from components.event_selectors import Selector
from components.selector_linter.basic import lint_basic
from components.selector_linter.finding import Finding, Kind, category, named, refusal, values_of
from components.selector_linter.in_vain import in_vain
from components.selector_linter.refused import refused
from components.selector_matching import adds_nothing, share_events
from components.settings.problems import shown

__all__ = ["MOST_VALUES", "Finding", "Kind", "lint", "lint_basic", "lint_trail", "paid_twice"]

MOST_VALUES = 500


def lint(selectors: Sequence[Selector], partition: str = "") -> list[Finding]:
    """Everything that is wrong with advanced event selectors, in their order.

    partition: the trail's, "" where that isn't known.
    """
    found = [*_all_together(selectors)]
    for place, selector in enumerate(selectors, 1):
        where = named(selector, place)
        mine = [*refused(where, selector)]
        # What can't be put at all needn't be told what else it would do.
        found += mine or in_vain(where, selector, partition)
    return [*found, *_redundant(selectors)] if not any(one.kind == "refused" for one in found) else found


def lint_trail(
    advanced: Sequence[Selector], basic: Sequence[Mapping[str, Any]], partition: str = ""
) -> list[Finding]:
    """The same of both kinds, of which a trail has one. basic: as AWS gives and takes them."""
    found = [*lint(advanced, partition), *lint_basic(basic, partition)]
    if advanced and basic:
        found.insert(
            0,
            refusal(
                "The trail",
                "has basic and advanced event selectors.",
                "Turn the basic ones into advanced ones; a trail takes one kind.",
            ),
        )
    return found


def paid_twice(ours: Iterable[Selector], theirs: Iterable[Selector], trail: str) -> list[Finding]:
    """Where another trail records the same data events: each trail pays for them, from the first copy on.

    theirs: of the other trail; trail: its name.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html
    """
    other = [one for one in theirs if category(one) in ("Data", "NetworkActivity")]
    found: list[Finding] = []
    for place, selector in enumerate(ours, 1):
        if category(selector) in ("Data", "NetworkActivity") and any(
            share_events(selector, one) for one in other
        ):
            what = f"records events that the trail {shown(trail)} records as well."
            cost = f"Each is paid for in both: {prices.DATA_EVENT.words}, twice."
            fix = "Leave them out of one of the two."
            found.append(Finding("twice", named(selector, place), what, cost, fix))
    return found


def _all_together(selectors: Sequence[Selector]) -> Iterator[Finding]:
    number = sum(len(values) for s in selectors for field in s.fields for values in values_of(field).values())
    if number > MOST_VALUES:
        yield refusal(
            "The trail",
            f"has {number} values in its selectors; {MOST_VALUES} are allowed.",
            "Use StartsWith with less of the ARN, or whole resource types.",
        )


def _redundant(selectors: Sequence[Selector]) -> Iterator[Finding]:
    """An event that several selectors match is recorded, and paid for, once."""
    told: set[int] = set()
    for place, selector in enumerate(selectors):
        for other, beside in enumerate(selectors):
            if other == place or other in told or not adds_nothing(selector, beside):
                continue
            if other > place and adds_nothing(beside, selector):
                continue  # The later one of two that say the same is told.
            told.add(place)
            what = f"records nothing that {named(beside, other + 1)} doesn't record."
            yield Finding("redundant", named(selector, place + 1), what, "It does nothing.", "Remove it.")
            break
