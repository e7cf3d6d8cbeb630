"""A question to Athena, every call with every fault, as docs/reliability.md has it."""

from __future__ import annotations

import pytest

from tests.wizard.reliability import query
from tests.wizard.reliability.cell import found, over
from tests.wizard.reliability.promises import Promises

pytestmark = pytest.mark.long


each = over(*query.SCENARIOS)


@each
class TestWhatHoldsOfEveryCell(Promises):
    pass


def test_a_query_that_went_well_all_the_same_says_what_it_could_not_look_at() -> None:
    for cell in found(query.on_athena):
        if cell.call.startswith("s3:") and cell.ran.code == 0 and "--json" not in cell.words:
            said = " ".join(f"{cell.ran.out} {cell.ran.err}".split())
            # XML says in which encoding it is: nothing is amiss.
            assert "isn't known" in said or cell.fault == "utf-16", cell.place
