"""The selectors that a trail gets: what it records today, and what is missing. Pure.

A trail keeps its basic selectors where those can say it; AWS overwrites them once advanced ones are put.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from components.event_selectors import MANAGEMENT
from components.settings import Settings
from wizard.account.facts import Trail
from wizard.account.selectors_record import Selector, as_advanced, category, records_writing
from wizard.trails.closer_look import CloserLook
from wizard.trails.difference import Kind
from wizard.trails.missing import loops, missing_data

KINDS: tuple[Kind, ...] = ("management", "selector-name", "loop", "data-events")
_MOST_BASIC = 5
_ALL_MANAGEMENT = {
    "Name": MANAGEMENT,
    "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
}
_DEFAULT: dict[str, Any] = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


def now(trail: Trail) -> dict[str, list[Selector]] | None:
    """What PutEventSelectors takes to record what is recorded today; None if that isn't known."""
    if trail.basic_selectors is None or trail.advanced_selectors is None:
        return None
    if trail.advanced_selectors:
        return {"AdvancedEventSelectors": list(trail.advanced_selectors)}
    return {"EventSelectors": list(trail.basic_selectors) or [_DEFAULT]}


def changed(
    trail: Trail, settings: Settings, closer_look: CloserLook, kinds: Collection[Kind]
) -> dict[str, list[Selector]] | None:
    """The same with these kinds of differences put right; None if what is recorded isn't known."""
    advanced = as_advanced(trail)
    if advanced is None:
        return None
    if not trail.advanced_selectors and kinds == {"management"}:
        basic = _basic(trail.basic_selectors or ())
        if len(basic) <= _MOST_BASIC:
            return {"EventSelectors": basic}
    made = advanced
    if {"management", "selector-name"} & set(kinds):
        made = [_ALL_MANAGEMENT, *(one for one in made if category(one) != "Management")]
    if "loop" in kinds:
        for own in loops(made, trail, closer_look):
            made = [_without(one, own.prefix) if records_writing(one, own) else one for one in made]
    if "data-events" in kinds:
        made = [*made, *missing_data(made, trail, settings, closer_look)]
    return {"AdvancedEventSelectors": made}


def _basic(selectors: Sequence[Selector]) -> list[Selector]:
    """All management events in a selector of their own: ReadWriteType is about its data events too."""
    kept: list[Selector] = [
        {**one, "IncludeManagementEvents": False, "ExcludeManagementEventSources": []}
        for one in selectors
        if one.get("DataResources")
    ]
    return [_DEFAULT, *kept]


def _without(selector: Selector, prefix: str) -> Selector:
    """The same selector, but for resources whose ARN begins so."""
    fields: list[Mapping[str, Any]] = list(selector["FieldSelectors"])
    place = next((n for n, one in enumerate(fields) if one["Field"] == "resources.ARN"), None)
    if place is None:
        return {
            **selector,
            "FieldSelectors": [*fields, {"Field": "resources.ARN", "NotStartsWith": [prefix]}],
        }
    fields[place] = {
        **fields[place],
        "NotStartsWith": [*(fields[place].get("NotStartsWith") or ()), prefix],
    }
    return {**selector, "FieldSelectors": fields}
