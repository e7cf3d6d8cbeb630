"""Everything that a check has to say about what was found out. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.account.home_region import wrong_partition
from wizard.check.checks.account import engine, places, who
from wizard.check.checks.adoption import adoption
from wizard.check.checks.names import names
from wizard.check.checks.organization import organization
from wizard.check.checks.rules import rules
from wizard.check.checks.trails import trails
from wizard.check.gather import Gathered
from wizard.check.intended import Intended
from wizard.check.result import Result


def judge(found: Gathered, intended: Intended) -> Iterator[Result]:
    """In the order of the table; of an account in another partition only whose it is."""
    yield from who(found, intended)
    yield from organization(found, intended)
    yield from engine(found)
    if intended.settings and wrong_partition(intended.settings.home_region, found.identity):
        return
    yield from places(found, intended)
    yield from trails(found, intended)
    yield from adoption(found, intended)
    yield from names(found, intended)
    yield from rules(found, intended)
