"""The table of a running deployment, as lines of text. Pure: what the engine told in, lines out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.engine.automation.events import CHANGES, DELETE, FORGET, Run, Step, by_component
from wizard.explain.explain import explain
from wizard.screen.columns import cut
from wizard.screen.terminal import safe


@dataclass(frozen=True)
class Row:
    """One component. total: 0 when nobody knows yet; running: short names, the first begun first."""

    component: str
    done: int
    total: int
    running: tuple[str, ...] = ()
    failed: int = 0

    @property
    def is_over(self) -> bool:
        return bool(self.total) and self.done >= self.total and not self.running


@dataclass(frozen=True)
class View:
    """The whole at one moment. failures: what, and why."""

    title: str
    seconds: float
    rows: tuple[Row, ...]
    failures: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def done(self) -> int:
        return sum(row.done for row in self.rows)

    @property
    def total(self) -> int:
        return sum(max(row.total, row.done + len(row.running) + row.failed) for row in self.rows)


def view_of(title: str, run: Run, planned: Iterable[Step], seconds: float, note: str = "") -> View:
    """planned: the steps that a preview announced, for totals and order; none before the first preview."""
    with run.lock:
        known = {step.urn: step for step in (*planned, *run.steps.values()) if step.op in CHANGES}
        rows = tuple(
            Row(
                component=component,
                done=sum(step.urn in run.done for step in steps),
                total=len(steps),
                running=tuple(s.name for s in run.running.values() if s.component == component),
                failed=sum(step.urn in run.failed for step in steps),
            )
            for component, steps in by_component(known.values()).items()
        )
        failures = tuple((step.name, why(run, urn)) for urn, step in run.failed.items())
    return View(title, seconds, rows, failures, note)


def why(run: Run, urn: str) -> str:
    """Why this resource failed, in a sentence; "" while nobody has said."""
    causes = explain([error for error in run.errors if error.urn == urn])
    return causes[0].why if causes else ""


def lines(view: View, columns: int, rows: int) -> list[str]:
    """At most `rows` lines of at most `columns` characters: heading, failures, components, note.

    What is at work stays longest; what is over, and then what waits, is counted instead of listed.
    """
    left, right = view.title, _right(view)
    space = columns - len(left) - len(right)
    heading = f"{left}{' ' * space}{right}" if space > 0 else cut(f"{right}  {left}", columns)
    found = [heading]
    note = [cut(view.note, columns)] if view.note and rows > 1 else []
    room = max(rows - 1 - len(note), 0)
    failures = [cut(f"  FAILED {name}: {safe(why) or 'see below'}", columns) for name, why in view.failures]
    if len(failures) > max(room // 2, 1):
        kept = max(room // 2 - 1, 1)
        failures = [*failures[:kept], cut(f"  FAILED and {len(failures) - kept} more", columns)]
    found += failures[:room]
    found += _components(view.rows, columns, room - len(failures))
    return [*found, *note]


def _components(rows: tuple[Row, ...], columns: int, room: int) -> list[str]:
    if room <= 0:
        return []
    wide = min(max((len(words(row.component)) for row in rows), default=0), max(columns // 3, 8))
    at_work = [row for row in rows if row.running]
    over = [row for row in rows if row.is_over]
    waiting = [row for row in rows if not row.running and not row.is_over]
    if len(rows) <= room:
        return [_row(row, wide, columns) for row in rows]
    shown = at_work[: room - 1]
    hidden = [f"{len(over)} done"] if over else []
    rest = len(at_work) - len(shown)
    hidden += [f"{rest} more at work"] if rest else []
    more = waiting[: max(room - 1 - len(shown), 0)]
    hidden += [f"{len(waiting) - len(more)} waiting"] if len(waiting) > len(more) else []
    listed = [_row(row, wide, columns) for row in (*shown, *more)]
    return [*listed, cut(f"  components: {', '.join(hidden)}", columns)]


def _row(row: Row, wide: int, columns: int) -> str:
    total = max(row.total, row.done + len(row.running) + row.failed)
    count = f"{row.done:>3}/{total:<3}"
    if row.running:
        state = ", ".join(row.running)
    elif row.failed:
        state = "failed"
    else:
        state = "done" if row.is_over else ""
    return cut(f"  {words(row.component)[:wide]:<{wide}} {count} {safe(state)}".rstrip(), columns)


def _right(view: View) -> str:
    done = f"{view.done} of {view.total} done, " if view.total else ""
    failed = f"{len(view.failures)} failed, " if view.failures else ""
    return f"{failed}{done}{clock(view.seconds)}"


def clock(seconds: float) -> str:
    """`48s`, `3m 05s`."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}m {rest:02}s" if minutes else f"{rest}s"


def words(component: str) -> str:
    """A component's name as people read it; what belongs to none is the rest."""
    return component.replace("-", " ") if component else "the rest"


def told(component: str, steps: Mapping[str, Step], seconds: float) -> str:
    """One finished component in a line: `log bucket: 7 created (12s)`."""
    from collections import Counter

    counts = Counter(step.op for step in steps.values())
    done = ", ".join(f"{counts[op]} {PAST[op]}" for op in CHANGES if counts[op])
    return f"{words(component)}: {done} ({clock(seconds)})"


PAST = {
    "create": "created",
    "import": "imported",
    "update": "changed",
    "replace": "replaced",
    DELETE: "deleted",
    FORGET: "kept in AWS, out of the stack",
}
