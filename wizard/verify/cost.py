"""What the stack that is verified costs a month, from what is assumed of an account. Pure."""

from __future__ import annotations

from components import event_selectors
from components.settings import Settings
from wizard.account.facts import Trail
from wizard.account.second_copy import Own, second_trail
from wizard.account.selectors_record import as_advanced, category
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.known import Known, volumes_of
from wizard.review.costs.lines import Kept
from wizard.verify.facts import Facts


def cost_of(facts: Facts) -> Estimate | None:
    """None without a stack."""
    settings = facts.settings
    if settings is None:
        return None
    own = next((one for one in facts.trails if one.is_own), None)
    arn = own.trail.arn if own and own.trail else ""
    others = [one for one in facts.listed.value or () if one.arn != arn]
    if settings.is_organization:
        # A trail of the management account alone copies what is one account's of many.
        others = [one for one in others if one.is_organization]
    known = Known(
        log_day=facts.log_day,
        regions=len(facts.enabled.value or ()),
        accounts=1 + len(own.accounts) if own and own.accounts else 0,
    )
    copies = int(second_trail(others, Own.of(settings)) is not None)
    kept = _beyond(settings, own.trail if own else None)
    return estimate(settings, volumes_of(settings, known), copies=copies, kept=kept)


def _beyond(settings: Settings, trail: Trail | None) -> Kept:
    """What the trail records and the settings don't ask for: one that was taken over keeps selectors and
    Insights of its own."""
    if trail is None:
        return Kept()
    wanted = {"Data"} if settings.data_events else set[str]()
    categories = frozenset(map(category, as_advanced(trail) or ())) - wanted
    asked = event_selectors.insights(settings)
    return Kept(categories, tuple(kind for kind in trail.insights or () if kind not in asked))
