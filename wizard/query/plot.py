"""Events by region and time, as a picture: in the terminal, or as a PNG file."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from components.named_queries.catalogue import Query
from wizard.failures import UsageFailure
from wizard.query.answer import Answer
from wizard.screen import terminal
from wizard.screen.terminal import safe
from wizard.stack.report_file import ReportFile

_HOUR = timedelta(hours=1)
# A step is a whole part of a day, or whole days.
_STEPS = (1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 168, 336, 720, 2160, 8760)
STEPS_IN_A_FILE = 400
_MOST_REGIONS = 60
_SHADES, _PLAIN_SHADES = " ░▒▓█", " .:*#"


class NothingToPlot(Exception):
    """No row has a time."""


@dataclass(frozen=True)
class Picture:
    """begin: of the first step; hours: of each; counts: region -> events of each step."""

    begin: datetime
    hours: int
    counts: dict[str, list[int]]

    @property
    def most(self) -> int:
        """Events in the fullest cell."""
        return max((max(row) for row in self.counts.values()), default=0)

    @property
    def step_words(self) -> str:
        """Such as `2 hours` or `1 day`."""
        days, hours = divmod(self.hours, 24)
        number, word = (days, "day") if not hours else (self.hours, "hour")
        return f"{number} {word}{'s' if number > 1 else ''}"


def sql_of(query: Query, sql: str) -> str:
    """What counts a query's rows by hour and region. Raises UsageFailure for one without a time axis."""
    if query.name == "activity-by-hour":
        return sql
    if query.name == "coverage":
        return f"SELECT day AS hour, region, sum(events) AS events\nFROM (\n{sql}\n)\nGROUP BY 1, 2"
    if "eventtime AS time" not in query.sql:
        raise UsageFailure(f"{query.name} has no time axis, so there is nothing to plot.")
    return (
        "SELECT concat(substr(time, 1, 13), ':00') AS hour, region, count(*) AS events\n"
        f"FROM (\n{sql}\n)\nGROUP BY 1, 2"
    )


def picture(columns: Sequence[str], rows: Sequence[Sequence[Any]], most_steps: int) -> Picture:
    """From rows with hour, region and events, in as many steps as there is room for. Raises NothingToPlot."""
    at = [list(columns).index(name) for name in ("hour", "region", "events")]
    found: Counter[tuple[str, datetime]] = Counter()
    for row in rows:
        hour, region, events = (row[place] for place in at)
        try:
            moment = datetime.fromisoformat(str(hour)[:10] + str(hour)[10:16].replace("T", " "))
        except ValueError:
            continue
        found[str(region or "none"), moment] += int(events)
    if not found:
        raise NothingToPlot
    moments = [moment for _, moment in found]
    span = (max(moments) - min(moments)) // _HOUR + 1
    hours = next((step for step in _STEPS if span / step <= most_steps - 1), _STEPS[-1])
    begin = min(moments).replace(hour=0) if hours >= 24 else min(moments)
    if hours < 24:
        begin -= _HOUR * (begin.hour % hours)
    steps = (max(moments) - begin) // (_HOUR * hours) + 1
    counts = {region: [0] * steps for region in sorted({region for region, _ in found})}
    for (region, moment), events in found.items():
        counts[region][(moment - begin) // (_HOUR * hours)] += events
    return Picture(begin, hours, counts)


def lines(drawn: Picture, width: int, encoding: str | None = None) -> list[str]:
    """The picture as text: a row for each region, the busiest cells darkest, the total behind it."""
    try:
        _SHADES.encode(encoding or sys.stdout.encoding or "ascii")
        shades = _SHADES
    except (UnicodeEncodeError, LookupError):
        shades = _PLAIN_SHADES
    names = {region: safe(region)[:16] for region in drawn.counts}
    label = max(map(len, names.values()))
    rows = sorted(drawn.counts.items(), key=lambda item: (-sum(item[1]), item[0]))
    made = [
        f"{names[region]:{label}} |{''.join(_shade(n, drawn.most, shades) for n in row)}| {sum(row):,}"
        for region, row in rows[:_MOST_REGIONS]
    ]
    last = drawn.begin + _HOUR * drawn.hours * len(next(iter(drawn.counts.values())))
    made.append("")
    made.append(f"{drawn.begin:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC, {drawn.step_words} a column;")
    made.append(f"{shades[1]} is a few, {shades[-1]} up to {drawn.most:,} events.")
    return [line[:width] for line in made]


def room_for_steps(width: int) -> int:
    """How many steps a line of this width has room for, beside the region and the total."""
    return max(8, width - 16 - 15)


def as_png(drawn: Picture, title: str) -> bytes:
    """The picture as a file, which says who made it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    regions = sorted(drawn.counts, key=lambda region: -sum(drawn.counts[region]))[:_MOST_REGIONS]
    steps = len(drawn.counts[regions[0]])
    figure = Figure(figsize=(12, 1.6 + 0.3 * len(regions)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    image = axes.imshow(
        [drawn.counts[region] for region in regions], aspect="auto", cmap="Blues", interpolation="nearest"
    )
    axes.set_yticks(range(len(regions)), regions)
    every = max(1, steps // 12)
    ticks = range(0, steps, every)
    form = "%m-%d %H:%M" if drawn.hours < 24 else "%Y-%m-%d"
    axes.set_xticks(
        list(ticks),
        [f"{drawn.begin + _HOUR * drawn.hours * step:{form}}" for step in ticks],
        rotation=45,
        ha="right",
    )
    axes.set_title(f"{title} (UTC, {drawn.step_words} a column)")
    figure.colorbar(image, ax=axes, label="events")
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=110, metadata={"Software": "Everyregion"})
    return written.getvalue()


def draw(answer: Answer, title: str, file: ReportFile | None, *, shows: bool) -> UsageFailure | None:
    """Into the file, or in the terminal where it `shows` there, with what to know about it. An answer without
    rows is one, too: that is said. Where the file can't be written, the terminal has it; returns why."""
    failure: UsageFailure | None = None
    try:
        if file:
            png = as_png(picture(answer.columns, answer.rows, STEPS_IN_A_FILE), title)
            if (failure := file.save(png)) is None:
                terminal.say(f"Written: {safe(file.path)}.", stream=sys.stderr)
        if shows and (failure or not file):
            drawn = picture(answer.columns, answer.rows, room_for_steps(terminal.width()))
            for line in lines(drawn, terminal.width()):
                print(line)
    except NothingToPlot:
        left = f": {safe(file.path)} isn't written" if file else ""
        terminal.say(f"Nothing was found, so there is nothing to plot{left}.", stream=sys.stderr)
    for note in answer.notes if shows else ():
        terminal.say(note, stream=sys.stderr if file and not failure else sys.stdout)
    return failure


def _shade(count: int, most: int, shades: str) -> str:
    if not count:
        return shades[0]
    # By the square root: one busy hour mustn't hide all others.
    return shades[1 + min(len(shades) - 2, int((count / most) ** 0.5 * (len(shades) - 1) - 1e-9))]
