"""What a query answered, and how it is told: a table that fits the terminal, CSV, or one JSON document."""

from __future__ import annotations

import csv
import io
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from wizard.screen import terminal
from wizard.screen.columns import columns as columns_of
from wizard.screen.columns import cut, left, right
from wizard.screen.terminal import counted, safe

_GAP = "  "
# A time, an account and a region stay whole; what is longer is cut to no less.
_NARROWEST = 20
# After whatever a spreadsheet may trim, some of which can't be seen.
_FORMULA = re.compile(r"(^|[;\t])([\s\u200b\u2060\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20\t\r\n])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class Answer:
    """columns, rows: in the order of the query; is_cut: there are more rows than were asked for; notes: what
    to know about it, in sentences; facts: the same for machines; is_unknown: there was more to ask than
    could be read, and may be read another time."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    is_cut: bool = False
    notes: Sequence[str] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    is_unknown: bool = False


def show(answer: Answer) -> None:
    """The table on stdout, and below it what to know."""
    for line in table(answer.columns, answer.rows, terminal.width()):
        print(line)
    said = [
        counted(len(answer.rows), "row")
        + (", the first: there are more, --limit says how many" if answer.is_cut else "")
        + ".",
        *answer.notes,
    ]
    print()
    for line in said:
        terminal.say(line)


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], width: int) -> list[str]:
    """Lines of at most `width` columns. What is the same in every row is said once, above. What has no room
    is cut at its end; columns from the right are left out and named below: --csv and --json have them."""
    cells = [[_cell(value) for value in row] for row in rows]
    heads = [safe(name).replace("_", " ") for name in columns]
    every = range(len(heads))
    same = [at for at in every if len(rows) > 1 and len({row[at] for row in cells}) == 1]
    shown = [at for at in every if at not in same] or list(every)
    widths = {at: max([columns_of(heads[at]), *(columns_of(row[at]) for row in cells)]) for at in shown}
    rooms = fit([widths[at] for at in shown], [columns_of(heads[at]) for at in shown], width)
    places = list(zip(shown, rooms, strict=False))
    numbers = {at for at in shown if rows and all(_is_number(row[at]) for row in rows)}

    def line(parts: Sequence[str]) -> str:
        made = [(right if at in numbers else left, cut(parts[at], room), room) for at, room in places]
        return _GAP.join(filled(text, room) for filled, text, room in made).rstrip()

    lines = [line(heads), *map(line, cells)]
    said = ", ".join(f"{heads[at]} {cells[0][at]}" for at in same if at not in shown and cells[0][at])
    if said:
        lines = [*terminal.wrapped(f"In every row: {said}.", columns=width), "", *lines]
    if len(places) < len(shown):
        left_out = ", ".join(heads[at] for at in shown[len(places) :])
        lines += ["", *terminal.wrapped(f"No room for: {left_out}. --csv and --json have it.", columns=width)]
    return lines


def fit(widths: Sequence[int], heads: Sequence[int], width: int) -> list[int]:
    """The room for each column, from the left, for as many as have room: the widest give way first."""
    least = [max(min(_NARROWEST, one), head) for one, head in zip(widths, heads, strict=True)]
    for count in range(len(widths), 0, -1):
        rooms, room = list(widths[:count]), width - len(_GAP) * (count - 1)
        while sum(rooms) > room:
            wide = [at for at in range(count) if rooms[at] > least[at]]
            if not wide:
                break
            rooms[max(wide, key=lambda at: rooms[at])] -= 1
        if sum(rooms) <= room:
            return rooms
    return [min(widths[0], width)] if widths else []


def as_csv(answer: Answer) -> str:
    """With a header. A cell that a spreadsheet would take for a formula begins with a quote, also after a
    semicolon or a tab, at which some of them begin a new one; control characters are escaped.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([_harmless(name) for name in answer.columns])
    writer.writerows([_harmless(value) for value in row] for row in answer.rows)
    return written.getvalue()


def show_csv(answer: Answer) -> None:
    """The rows on stdout, and what to know on stderr."""
    sys.stdout.write(as_csv(answer))
    for line in answer.notes:
        terminal.say(line, stream=sys.stderr)


def document(answer: Answer) -> dict[str, Any]:
    """For --json. A second column of the same name gets a number."""
    names: list[str] = []
    for name in answer.columns:
        names.append(f"{name}_{answer.columns[: len(names) + 1].count(name)}" if name in names else name)
    return {
        "columns": names,
        "rows": [dict(zip(names, row, strict=True)) for row in answer.rows],
        "rowsCut": answer.is_cut,
        "notes": list(answer.notes),
        **answer.facts,
    }


def finite(value: float) -> float | str:
    """A number that JSON has; `nan`, `inf` and `-inf` as text."""
    return value if math.isfinite(value) else str(value)


def _cell(value: Any) -> str:
    """One line. Of an ARN what comes after the account, which has a column of its own."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    text = safe(value)
    if _TIME.fullmatch(text):
        return text.replace("T", " ").removesuffix("Z")
    parts = text.split(":", 5)
    return parts[5] if len(parts) == 6 and parts[0] == "arn" and parts[5] else text


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _harmless(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        value = str(value)
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(r"\1'\2", _CONTROL.sub(lambda found: repr(found[0])[1:-1], value))
