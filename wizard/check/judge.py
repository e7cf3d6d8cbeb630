"""Everything that a check has to say about what was found out. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.account.fitting import wrong_partition
from wizard.check.checked import Checked
from wizard.check.gathered import Gathered
from wizard.check.judge_account import engine, places, who
from wizard.check.judge_names import names
from wizard.check.judge_rules import rules
from wizard.check.judge_trails import trails
from wizard.check.wanted import Wanted


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
