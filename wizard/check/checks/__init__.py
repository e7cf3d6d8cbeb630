"""Everything that a check has to say about what was found out. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.account.home_region import wrong_partition
from wizard.check.checks.account import engine, places, who
from wizard.check.checks.names import names
from wizard.check.checks.rules import rules
from wizard.check.checks.trails import trails
from wizard.check.gather import Gathered
from wizard.check.intended import Wanted
from wizard.check.result import Checked


def judge(found: Gathered, want: Wanted) -> Iterator[Checked]:
    """In the order of the table; of an account in another partition only whose it is."""
    yield from who(found, want)
    yield from engine(found)
    if want.settings and wrong_partition(want.settings.home_region, found.identity):
        return
    yield from places(found, want)
    yield from trails(found, want)
    yield from names(found, want)
    yield from rules(found, want)
