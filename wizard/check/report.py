"""A check's findings as a table for people and as a document for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from wizard.check.result import Group, Result
from wizard.screen import terminal

_HEADINGS: dict[Group, str] = {
    "who": "Who you are",
    "organization": "The organization's trail, and its log archive",
    "engine": "Pulumi",
    "regions": "Regions",
    "trails": "Trails",
    "names": "Names, and what the settings name",
    "rules": "Rules of the region alert",
}
_INDENT = 11
_FEW = 4


def show(checks: Sequence[Result], notes: Iterable[str]) -> None:
    """The table on stdout, then what it comes to. notes: what wasn't looked at, and why."""
    for group, heading in _HEADINGS.items():
        rows = list(_rows(one for one in checks if one.group == group))
        if rows:
            terminal.say()
            terminal.say(heading, "bold")
        for row in rows:
            _show(row)
    terminal.say()
    for note in notes:
        terminal.say(note)
    is_good = not any(one.blocks for one in checks)
    terminal.say(summary(checks), "bold" if is_good else "warning")


def summary(checks: Sequence[Result]) -> str:
    """All of it in a sentence."""
    rows = list(_rows(checks, all_of_them=True))
    blocking = sum(row.blocks for row in rows)
    unknown = sum(row.state == "unknown" for row in rows)
    noted = sum(row.state == "bad" and not row.blocks for row in rows)
    parts = [
        f"{terminal.counted(blocking, 'thing')} would stop a deployment or spoil it" if blocking else "",
        f"{terminal.counted(unknown, 'thing')} couldn't be found out" if unknown else "",
        f"{terminal.counted(noted, 'thing')} to look at" if noted else "",
    ]
    told = ", ".join(filter(None, parts))
    if blocking:
        return f"{told}."
    return f"Nothing stands in the way{'' if not told else f', but {told}'}."


def document(checks: Sequence[Result], account: str, stack: str, code: int) -> dict[str, Any]:
    """The findings for a machine, one for each region where regions differ, without a schema."""
    return {
        "stack": stack,
        "account": account,
        "summary": summary(checks),
        "probes": [one.as_dict() for one in checks],
        "exitCode": code,
    }


def _rows(checks: Iterable[Result], all_of_them: bool = False) -> Iterator[Result]:
    """Those for the table, with regions that have the same verdict in one row, the worst first."""
    groups: dict[Result, list[str]] = {}
    for one in checks:
        if all_of_them or not one.quiet:
            alike = replace(one, text="", region="") if one.together[0] else one
            groups.setdefault(alike, []).append(one.region)
    rows = [
        replace(alike, text=_said(alike, regions)) if alike.together[0] else alike
        for alike, regions in groups.items()
    ]
    yield from sorted(rows, key=lambda row: _RANK[_label(row)])


def _said(alike: Result, regions: Sequence[str]) -> str:
    before, after = alike.together
    where = ", ".join(regions)
    if len(regions) > _FEW:
        number = terminal.counted(len(regions), "region")
        where = number if alike.state == "good" else f"{number} ({where})"
    return f"{before} in {where}{after}"


_RANK = {"STOP": 0, "unknown": 1, "look": 2, "good": 3}


def _label(row: Result) -> str:
    return "STOP" if row.blocks else "look" if row.state == "bad" else row.state


def _show(row: Result) -> None:
    label = _label(row)
    lines = terminal.wrapped(row.text, " " * _INDENT, f"  {label.ljust(_INDENT - 2)}")
    if row.fix:
        lines += terminal.wrapped(row.fix, " " * (_INDENT + 3), f"{' ' * _INDENT}-> ")
    for line in lines:
        print(terminal.styled(line, "warning", sys.stdout) if row.blocks else line)
