"""What is wrong with the selectors of a trail that exists, as the linter judges them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from components import merging
from components.arns import Arn
from components.event_selectors import Selector
from components.selector_linter import Finding, lint_trail, paid_twice
from wizard.account.facts import Trail
from wizard.account.selectors_record import as_advanced


def faults(trail: Trail) -> list[Finding] | None:
    """Everything that is wrong with what it has today; None where that isn't known."""
    if trail.advanced_selectors is None or trail.basic_selectors is None:
        return None
    advanced = [merging.selector_of(one) for one in trail.advanced_selectors]
    return lint_trail(advanced, trail.basic_selectors, Arn.of(trail.arn).partition)


def recorded(trail: Trail) -> list[Selector]:
    """What it records, in the advanced form; [] where that isn't known."""
    return [merging.selector_of(one) for one in as_advanced(trail) or ()]


def recorded_twice(ours: Sequence[Selector], others: Iterable[Trail], home_region: str = "") -> list[Finding]:
    """Data events that another trail records too, and so is paid for as well.

    home_region: of ours, where it is of that region alone: a trail of one other region records none of its.
    """
    found: list[Finding] = []
    for other in others:
        elsewhere = home_region and not other.is_multi_region and other.home_region != home_region
        if other.is_logging is not False and not elsewhere:
            found += paid_twice(ours, recorded(other), other.name)
    return found
