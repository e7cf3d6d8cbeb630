"""Which regions were enabled since the stack was last deployed: the function's own list tells. Pure."""

from __future__ import annotations

from components.region_alert.patterns import watched_regions
from components.settings import RULES, Settings
from wizard.verify.facts import Alert, Facts


def new_regions(facts: Facts) -> list[str]:
    """Those that are to be watched by rules and weren't; none where that isn't known."""
    settings, it = facts.settings, facts.alert
    if settings is None or it is None or not is_told(facts, settings):
        return []
    deployed = watched_when_deployed(it)
    if deployed is None:
        return []
    watched = watched_regions(facts.enabled.value or (), settings)
    return [region for region in watched if region not in deployed]


def is_told(facts: Facts, settings: Settings) -> bool:
    """Whether the function knows of regions with rules: not of those in another account than its own."""
    return RULES in settings.region_alert and not (facts.names and facts.names.has_log_archive)


def watched_when_deployed(it: Alert) -> set[str] | None:
    """The regions that had a rule at the last deployment, None where that isn't known."""
    if it.function.value is None:
        return None
    variables = (it.function.value.get("Environment") or {}).get("Variables") or {}
    found = variables.get("WATCHED_REGIONS")
    return None if found is None else {one for one in str(found).split(",") if one}
