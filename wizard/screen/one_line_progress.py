"""How many answers are there, on one line of stderr that is rewritten, and only in a terminal."""

from __future__ import annotations

import sys
import threading

from wizard.screen import terminal


class Progress:
    """Counts what is asked and answered, from any thread. quiet: says nothing at all."""

    def __init__(self, quiet: bool) -> None:
        self._shows = not quiet and sys.stderr.isatty() and not terminal.is_dumb()
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
            if self._shows:
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shows = False

    def _show(self) -> None:
        if self._shows:
            line = f"Looking at the account: {self._answered} of {self._asked} answers (Ctrl-C stops)"
            print(f"\r\x1b[K{line[: terminal.width() - 1]}", end="", file=sys.stderr, flush=True)
