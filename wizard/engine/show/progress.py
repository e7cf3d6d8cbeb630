"""Shows a running deployment on stderr: a table drawn anew in a terminal, else a line a component."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence

from wizard.engine.automation.events import CHANGES, Run, Step, by_component
from wizard.engine.show import table
from wizard.screen import terminal

STOPPING = (
    "Stopping: finishing what is under way. Ctrl-C again ends it at once.",
    "Ending at once: what is under way is looked for at the next deploy.",
)


class Tell:
    """Follows one run. This one is silent, for --json: the document at the end says it all."""

    def begin(self, run: Run) -> None:
        """The run has begun."""

    def tick(self, seconds: float) -> None:
        """So long has it taken by now."""

    def stopping(self, presses: int) -> None:
        """Somebody asked for the end, for the n-th time."""

    def end(self, seconds: float) -> None:
        """It is over."""


class Table(Tell):
    """Draws itself over what it drew before. planned: what the preview announced."""

    def __init__(self, title: str, planned: Sequence[Step] = (), leaves: bool = True) -> None:
        self._title, self._planned, self._leaves = title, tuple(planned), leaves
        self._run, self._note, self._drawn = Run(), "", 0

    def begin(self, run: Run) -> None:
        self._run, self._drawn, self._note = run, 0, ""
        self.tick(0.0)

    def tick(self, seconds: float) -> None:
        size = shutil.get_terminal_size((80, 24))
        view = table.view_of(self._title, self._run, self._planned, seconds, self._note)
        # The last column stays free, or some terminals wrap; the last line is the cursor's.
        lines = table.lines(view, max(min(size.columns, terminal.WIDEST) - 1, 1), max(size.lines - 1, 1))
        self._draw([_styled(line) for line in lines])

    def stopping(self, presses: int) -> None:
        self._note = STOPPING[min(presses, len(STOPPING)) - 1]

    def end(self, seconds: float) -> None:
        if self._leaves:
            self.tick(seconds)
        else:
            self._draw([])
        self._drawn = 0

    def _draw(self, lines: list[str]) -> None:
        # A terminal may have become smaller meanwhile: never more lines up than it has.
        up = min(self._drawn, shutil.get_terminal_size((80, 24)).lines - 1)
        back = f"\x1b[{up}A" if up else ""
        with _whoever_still_reads():
            sys.stderr.write(f"\r{back}\x1b[J" + "".join(f"{line}\n" for line in lines))
            sys.stderr.flush()
        self._drawn = len(lines)


def _styled(line: str) -> str:
    return terminal.styled(line, "removed", sys.stderr) if line.startswith("  FAILED") else line


class Lines(Tell):
    """A line for each component that is through, and one for each failure at once."""

    def __init__(self, title: str, planned: Sequence[Step] = ()) -> None:
        self._title, self._planned = title, tuple(planned)
        self._run, self._told = Run(), set[str]()

    def begin(self, run: Run) -> None:
        self._run, self._told = run, set()
        self._say(f"{self._title} ...")

    def tick(self, seconds: float) -> None:
        with self._run.lock:
            failed = [step for urn, step in self._run.failed.items() if urn not in self._told]
            for step in failed:
                self._told.add(step.urn)
                self._say(f"FAILED {step.name}: {table.why(self._run, step.urn) or 'see below'}")
            for component, steps in _by_component(self._planned).items():
                over = all(urn in self._run.done for urn in steps)
                if over and component not in self._told:
                    self._told.add(component)
                    self._say(table.told(component, steps, seconds))

    def stopping(self, presses: int) -> None:
        self._say(STOPPING[min(presses, len(STOPPING)) - 1])

    def end(self, seconds: float) -> None:
        self.tick(seconds)

    def _say(self, text: str) -> None:
        with _whoever_still_reads():
            print(terminal.safe(text), file=sys.stderr, flush=True)


def teller(
    title: str, planned: Sequence[Step] = (), *, quiet: bool, plain: bool, leaves: bool = True
) -> Tell:
    """What suits stderr. quiet: nothing at all; plain: never draw over; leaves: the table stays."""
    if quiet:
        return Tell()
    if terminal.redraws(sys.stderr) and not plain:
        return Table(title, planned, leaves)
    return Lines(title, planned)


def _by_component(steps: Iterable[Step]) -> dict[str, dict[str, Step]]:
    return {
        component: {step.urn: step for step in group if step.op in CHANGES}
        for component, group in by_component(steps).items()
    }


@contextlib.contextmanager
def _whoever_still_reads() -> Iterator[None]:
    """A terminal that was closed must not end the engine half-way."""
    with contextlib.suppress(OSError, ValueError):
        yield
