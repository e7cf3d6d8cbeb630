"""What the stack that is verified costs a month, from what is assumed of an account. Pure."""

from __future__ import annotations

from wizard.account.second_copy import Own, second_trail
from wizard.review.costs.alert_path import DEFAULT_REGIONS
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.volumes import assumed
from wizard.verify.facts import Facts


def cost_of(facts: Facts) -> Estimate | None:
    """None without a stack, and for an organization, which isn't estimated yet."""
    settings = facts.settings
    if settings is None or settings.is_organization:
        return None
    own = next((one.trail for one in facts.trails if one.is_own and one.trail), None)
    others = [one for one in facts.listed.value or () if own is None or one.arn != own.arn]
    copies = int(second_trail(others, Own.of(settings)) is not None)
    regions = len(facts.enabled.value or ()) or DEFAULT_REGIONS
    return estimate(settings, assumed(regions), copies=copies)
