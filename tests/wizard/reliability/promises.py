"""What holds of every cell, whatever the command."""

from __future__ import annotations

from collections.abc import Iterable

from tests.wizard.reliability.cell import Cell

_LEAST = ("mistake in Everyregion", "CANARY")
#: What the stack file may keep, and nobody is shown.
UNSEEN = "UNSEEN"


def broken(found: Iterable[Cell]) -> list[tuple[str, str, str]]:
    """Where a fault is taken for a mistake of ours, or something of a credential, a header or a body is
    printed or kept. A trace is for --debug alone."""
    return [
        cell.place
        for cell in found
        if any(word in f"{cell.ran.out}{cell.ran.err}{cell.kept}" for word in _LEAST)
        or UNSEEN in f"{cell.ran.out}{cell.ran.err}"
        or ("Traceback" in cell.ran.err and "--debug" not in cell.words)
    ]


def silent(found: Iterable[Cell]) -> list[tuple[str, str, str]]:
    """Where a command ends early without its reason."""
    return [cell.place for cell in found if cell.ran.code in (2, 3) and not cell.ran.err.strip()]
