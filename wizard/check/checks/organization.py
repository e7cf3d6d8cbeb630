"""Whether the organization's trail can be made from here, and its log archive used. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.settings import REGION_KEY, warnings
from wizard.account.organization_verdict import ADMINISTRATOR, ROLE, SCOPE, Scene, judge_organization
from wizard.check.gather import Gathered
from wizard.check.intended import Intended
from wizard.check.result import Result

_NAMES = {SCOPE: "organization-trail", ROLE: "log-archive", ADMINISTRATOR: "delegated-administrator"}


def organization(found: Gathered, intended: Intended) -> Iterator[Result]:
    """Nothing for a trail of one account."""
    settings = intended.settings
    if settings is None or not settings.is_organization:
        return
    trails = found.trails.value or ()
    scene = Scene(settings, found.identity, found.surroundings, found.log_archive, trails)
    for one in judge_organization(scene):
        yield Result(
            "organization",
            _NAMES[one.key],
            one.state,
            one.text,
            action=one.action,
            blocks=one.state == "bad",
        )
    for problem in warnings(settings):
        if problem.key == REGION_KEY:
            text = f"{problem.rule[:1].upper()}{problem.rule[1:]} {problem.consequence}"
            yield Result("organization", "home-region-opt-in", "bad", text, problem.fix)
