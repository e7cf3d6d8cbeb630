"""How far a look has come, on one line that is rewritten."""

from __future__ import annotations

import io
import sys

import pytest

from wizard.screen.one_line_progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_terminal_the_answers_are_counted_on_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    count = Progress(quiet=False)
    count.asked(2)
    count.answered()
    count.end()
    written = sys.stderr.getvalue()  # pyright: ignore[reportAttributeAccessIssue]
    assert written.endswith("\r\x1b[KLooking at the account: 1 of 2 answers (Ctrl-C stops)\r\x1b[K")
