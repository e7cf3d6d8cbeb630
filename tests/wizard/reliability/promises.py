"""What holds of every cell, whatever the command: written once, asked in each of the files that share the
scenarios out over workers."""

from __future__ import annotations

from collections.abc import Iterable

from tests.wizard.reliability import page
from tests.wizard.reliability.cell import Cell, Maker, found

_LEAST = ("mistake in Everyregion", "CANARY")
#: What the stack file may keep, and nobody is shown.
UNSEEN = "UNSEEN"


class Promises:
    """To be inherited under `over(...)`, which says of which scenarios."""

    def test_no_fault_is_taken_for_a_mistake_of_ours_and_nothing_of_an_answer_is_printed(
        self, make: Maker
    ) -> None:
        assert broken(found(make)) == []

    def test_every_end_has_its_reason(self, make: Maker) -> None:
        assert silent(found(make)) == []

    def test_the_page_has_what_happens(self, make: Maker) -> None:
        expected = page.table(found(make))
        written = page.section(page.PAGE.read_text("utf-8"), found(make)[0].scenario.command)
        assert written == expected, "write it anew: python -m tests.wizard.reliability"


def broken(cells: Iterable[Cell]) -> list[tuple[str, str, str]]:
    """Where a fault is taken for a mistake of ours, or something of a credential, a header or a body is
    printed or kept. A trace is for --debug alone."""
    return [
        cell.place
        for cell in cells
        if any(word in f"{cell.ran.out}{cell.ran.err}{cell.kept}" for word in _LEAST)
        or UNSEEN in f"{cell.ran.out}{cell.ran.err}"
        or ("Traceback" in cell.ran.err and "--debug" not in cell.words)
    ]


def silent(cells: Iterable[Cell]) -> list[tuple[str, str, str]]:
    """Where a command ends early without its reason."""
    return [cell.place for cell in cells if cell.ran.code in (2, 3) and not cell.ran.err.strip()]
