"""Every call of every command with every fault, as docs/reliability.md has it."""

from __future__ import annotations

from functools import cache

import pytest

from tests.wizard import reliability
from tests.wizard.reliability import Cell, cells, matrix_of, section, table

pytestmark = pytest.mark.long


@cache
def found(name: str) -> list[Cell]:
    return list(cells(name))


each = pytest.mark.parametrize("name", reliability.NAMES)


@pytest.mark.parametrize("name", [*reliability.NAMES, "drill"])
def test_no_fault_is_taken_for_a_mistake_of_ours_and_nothing_of_an_answer_is_printed(name: str) -> None:
    said = {(cell.call, cell.fault): cell.ran.out + cell.ran.err for cell in found(name)}
    words = ("mistake in Everyregion", "Traceback", "CANARY")
    assert [place for place, text in said.items() if any(word in text for word in words)] == []


@each
def test_every_end_has_its_reason(name: str) -> None:
    silent = [
        (cell.call, cell.fault)
        for cell in found(name)
        if cell.ran.code in (2, 3) and not cell.ran.err.strip()
    ]
    assert silent == []


@each
def test_the_page_has_what_happens(name: str) -> None:
    expected = table(matrix_of(found(name))).strip()
    written = section(reliability.PAGE.read_text("utf-8"), found(name)[0].scenario.command)
    assert written == expected, "write it anew: python -m tests.wizard.reliability"


def test_a_second_trail_is_never_set_up_because_a_look_failed() -> None:
    wrong = [cell for cell in found("second trail") if cell.ran.code == 0 or "Pulumi.dev.yaml" in cell.files]
    assert [(cell.call, cell.fault) for cell in wrong] == []


def test_an_adoption_that_could_not_read_everything_writes_nothing() -> None:
    written = [cell for cell in found("adoption") if cell.ran.code != 0 and cell.files - {"Pulumi.yaml"}]
    assert [(cell.call, cell.fault) for cell in written] == []


def test_no_fault_makes_a_live_check_fail_what_is_as_it_should_be() -> None:
    failed = [(cell.call, cell.fault) for cell in found("verify") if cell.ran.code == 1]
    assert failed == []
    for cell in found("verify"):
        if cell.ran.code == 4:
            states = [one["state"] for one in cell.ran.document["results"]]
            assert states.count("passed") > len(states) / 2, (cell.call, cell.fault)


def test_a_check_says_of_one_call_that_failed_that_it_is_not_known_and_goes_on() -> None:
    for cell in found("check"):
        if cell.ran.code == 4:
            states = [probe["state"] for probe in cell.ran.document["probes"]]
            assert "unknown" in states, (cell.call, cell.fault)
            assert states.count("good") > len(states) / 2, (cell.call, cell.fault)
