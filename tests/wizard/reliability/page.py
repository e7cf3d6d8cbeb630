"""docs/reliability.md: the tables of exit codes in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.wizard.command import ROOT
from tests.wizard.faults import FAULTS
from tests.wizard.reliability.cell import Cell

PAGE = ROOT / "docs" / "reliability.md"
_MARKS = ("<!-- matrix -->", "<!-- /matrix -->")


def table(found: Iterable[Cell]) -> str:
    """The cells of one scenario: a line a call, a column a fault."""
    codes: dict[str, dict[str, int]] = {}
    command = ""
    for cell in found:
        command = cell.scenario.command
        codes.setdefault(cell.call.partition(" in ")[0], {})[cell.fault] = cell.ran.code
    faults = [kind for kind in FAULTS if any(kind in one for one in codes.values())]
    lines = [f"### {command}", "", f"| call | {' | '.join(faults)} |", "|---" * (len(faults) + 1) + "|"]
    for call, ended in codes.items():
        shown = [str(int(ended[kind])) if kind in ended else "" for kind in faults]
        lines.append(f"| {call} | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"


def section(page: str, command: str) -> str:
    """The page's table of this command."""
    inside = page.partition(_MARKS[0])[2].partition(_MARKS[1])[0]
    found = re.search(rf"^### {re.escape(command)}\n.*?(?=^### |\Z)", inside, re.MULTILINE | re.DOTALL)
    return f"{found[0].strip()}\n" if found else ""


def with_tables(page: str, tables: Iterable[str]) -> str:
    """The page with these tables in the place of its own."""
    before, after = page.partition(_MARKS[0])[0], page.partition(_MARKS[1])[2]
    return f"{before}{_MARKS[0]}\n" + "\n".join(tables) + f"\n{_MARKS[1]}{after}"
