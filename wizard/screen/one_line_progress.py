"""What goes on, on one line of stderr that is rewritten, and only in a terminal."""

from __future__ import annotations

import sys
import threading

from wizard.screen import terminal


class StatusLine:
    """The line; where it can't be rewritten, or `wanted` is false, nothing is shown at all."""

    def __init__(self, wanted: bool = True) -> None:
        self.shows = wanted and terminal.redraws(sys.stderr)

    def write(self, text: str) -> None:
        """Puts `text` in the place of what stood there, cut where the terminal ends."""
        self._print(terminal.safe(text)[: terminal.width() - 1])

    def clear(self) -> None:
        """Takes the line away."""
        self._print("")

    def _print(self, text: str) -> None:
        if self.shows:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


class Progress:
    """Counts what is asked and answered, from any thread. quiet: says nothing at all."""

    def __init__(self, quiet: bool) -> None:
        self._line = StatusLine(not quiet)
        self._lock = threading.Lock()
        self._asked = self._answered = 0

    def asked(self, number: int) -> None:
        """So many more questions are on their way."""
        with self._lock:
            self._asked += number
            self._show()

    def answered(self) -> None:
        """One more answer is there."""
        with self._lock:
            self._answered += 1
            self._show()

    def end(self) -> None:
        """The line goes, and none comes after it."""
        with self._lock:
            self._line.clear()
            self._line.shows = False

    def _show(self) -> None:
        self._line.write(f"Looking at the account: {self._answered} of {self._asked} answers (Ctrl-C stops)")
