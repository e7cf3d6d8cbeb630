"""What the stack that is verified costs a month, from what is assumed of an account. Pure."""

from __future__ import annotations

from wizard.account.second_copy import Own, second_trail
from wizard.review.costs.alert_path import DEFAULT_REGIONS
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.volumes import assumed, assumed_of_organization
from wizard.verify.facts import Facts


def cost_of(facts: Facts) -> Estimate | None:
    """None without a stack."""
    settings = facts.settings
    if settings is None:
        return None
    own = next((one for one in facts.trails if one.is_own), None)
    regions = len(facts.enabled.value or ()) or DEFAULT_REGIONS
    arn = own.trail.arn if own and own.trail else ""
    others = [one for one in facts.listed.value or () if one.arn != arn]
    if settings.is_organization:
        # A trail of the management account alone copies what is one account's of many.
        others = [one for one in others if one.is_organization]
        volumes = assumed_of_organization(1 + len(own.accounts) if own and own.accounts else 0, regions)
    else:
        volumes = assumed(regions)
    copies = int(second_trail(others, Own.of(settings)) is not None)
    return estimate(settings, volumes, copies=copies)
