"""A measured figure beside its budget: read from output, put together over runs, shown as a table.

A benchmark prints a line for each figure, `name value budget`: `rehearsal-seconds 2.81 4`. The unit ends the
name, and says which way is better: of what is counted `-per-second` the budget is the least, else the most.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

LINE = re.compile(r"(?P<name>\S+)\s+(?P<value>[\d.e+-]+)\s+(?P<budget>[\d.e+-]+)")


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    budget: float

    @property
    def at_least(self) -> bool:
        return self.name.endswith("-per-second")

    @property
    def ratio(self) -> float:
        """The measured value as a share of its budget."""
        return self.value / self.budget

    @property
    def good(self) -> bool:
        return self.value >= self.budget if self.at_least else self.value <= self.budget


def parse(output: str) -> list[Figure]:
    """The figures that one run of a benchmark printed. Any other line is refused: it may hide a failure."""
    figures: list[Figure] = []
    for line in output.splitlines():
        if not line.strip():
            continue
        match = LINE.fullmatch(line.strip())
        if match is None:
            raise ValueError(f"not `name value budget`: {line!r}")
        figures.append(Figure(match["name"], float(match["value"]), float(match["budget"])))
    return figures


def medians(runs: Sequence[Sequence[Figure]]) -> list[Figure]:
    """One figure for each name, with the median of its values, in the order of the first run."""
    return [
        replace(first, value=statistics.median(f.value for run in runs for f in run if f.name == first.name))
        for first in runs[0]
    ]


def number(value: float) -> str:
    """Three significant digits, large numbers whole."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(figures: Iterable[Figure]) -> list[str]:
    """Lines to print: name, measured, budget, ratio, verdict."""
    rows = [("figure", "measured", "budget", "ratio", "")]
    rows += [
        (
            figure.name,
            number(figure.value),
            ("at least " if figure.at_least else "at most ") + number(figure.budget),
            f"{figure.ratio:.0%}",
            "good" if figure.good else "MISSED",
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:4], widths[1:]), row[4]]).rstrip()
        for row in rows
    ]
