"""What a trail's selectors say in vain, and what two trails record. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components.selector_linter.finding import category
from wizard.account.facts import Probe, Trail
from wizard.account.selector_faults import faults, recorded, recorded_twice
from wizard.drill.stage_check import PUT_BACK
from wizard.verify.facts import Facts, TrailFacts
from wizard.verify.result import Result, failed, passed, unknown


def selectors(facts: Facts, it: TrailFacts, found: Trail) -> Iterator[Result]:
    """What its selectors say in vain, and what other trails record as well."""
    wrong = faults(found)
    if wrong is None:
        gap: Probe[Any] = Probe("unknown", why=found.unknown or "Its selectors aren't known", cause="other")
        yield unknown("trail.selectors", gap)
        yield unknown("trail.data-events-once", gap)
        return
    worst = [one for one in wrong if one.kind != "redundant"]
    if worst:
        texts = [f"{one.where} {one.what} {one.consequence}" for one in worst]
        fixes = dict.fromkeys([PUT_BACK] if it.is_own else [one.fix for one in worst])
        yield failed("trail.selectors", " ".join(texts), " ".join(fixes))
    else:
        yield passed("trail.selectors", "Each of them can match, and none contradicts itself.")
    yield _data_events_once(facts, found)


def _data_events_once(facts: Facts, found: Trail) -> Result:
    if not any(category(one) in ("Data", "NetworkActivity") for one in recorded(found)):
        return passed("trail.data-events-once", "It records no data events.")
    others = [one for one in facts.listed.value or () if one.arn != found.arn]
    here = "" if found.is_multi_region else found.home_region
    twice = recorded_twice(recorded(found), others, here) if found.is_logging is not False else []
    if twice:
        texts = [f"{one.where} {one.what} {one.consequence}" for one in twice]
        return failed("trail.data-events-once", " ".join(texts), twice[0].fix)
    unseen = [one for one in others if faults(one) is None]
    if facts.listed.state != "good" or unseen:
        why = facts.listed.why or f"What {unseen[0].name} records: {unseen[0].unknown}"
        return unknown("trail.data-events-once", Probe[Any]("unknown", why=why, cause="other"))
    return passed("trail.data-events-once", "No other trail records data events that this one records.")
