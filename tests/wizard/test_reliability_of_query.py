"""A question to Athena, every call with every fault, as docs/reliability.md has it."""

from __future__ import annotations

import pytest

from tests.wizard.reliability import page, query
from tests.wizard.reliability.cell import Maker, found, over
from tests.wizard.reliability.promises import broken, silent

pytestmark = pytest.mark.long


each = over(*query.SCENARIOS)


@each
def test_no_fault_is_taken_for_a_mistake_of_ours_and_nothing_of_an_answer_is_printed(make: Maker) -> None:
    assert broken(found(make)) == []


@each
def test_every_end_has_its_reason(make: Maker) -> None:
    assert silent(found(make)) == []


@each
def test_the_page_has_what_happens(make: Maker) -> None:
    expected = page.table(found(make))
    written = page.section(page.PAGE.read_text("utf-8"), found(make)[0].scenario.command)
    assert written == expected, "write it anew: python -m tests.wizard.reliability"


def test_a_query_that_went_well_all_the_same_says_what_it_could_not_look_at() -> None:
    for cell in found(query.on_athena):
        if cell.call.startswith("s3:") and cell.ran.code == 0 and "--json" not in cell.words:
            said = " ".join(f"{cell.ran.out} {cell.ran.err}".split())
            # XML says in which encoding it is: nothing is amiss.
            assert "isn't known" in said or cell.fault == "utf-16", cell.place
