"""Where progress goes: over itself in a terminal, line by line elsewhere, nowhere with --json."""

from __future__ import annotations

import io
import sys

import pytest

from tests.wizard.engine.events import KEY, TRAIL, begun, ended, failed, said, urn
from wizard.engine.automation.events import Run
from wizard.engine.show.progress import Lines, Table, Tell, teller


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 60 columns for stderr; from within the test, since pytest has its own before."""
    stderr = Terminal()
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LINES", "24")
    return stderr


def plan() -> Run:
    run = Run()
    run.see(begun("create", KEY, "log-key", component="log-key"))
    run.see(begun("create", TRAIL, "trail", component="trail"))
    return run


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal(monkeypatch)
    assert isinstance(teller("Deploying", quiet=False, plain=False), Table)


def test_a_dumb_terminal_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(teller("Deploying", quiet=False, plain=False), Lines)


def test_plain_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal(monkeypatch)
    assert isinstance(teller("Deploying", quiet=False, plain=True), Lines)


def test_json_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal(monkeypatch)
    assert type(teller("Deploying", quiet=True, plain=False)) is Tell


def test_the_table_is_drawn_over_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch)
    tell, run = Table("Deploying dev", plan().changes), Run()
    tell.begin(run)
    run.see(begun("create", KEY, "log-key", component="log-key"))
    tell.tick(1)
    first, second = stderr.getvalue().split("\r\x1b[3A\x1b[J")
    space = " " * 31
    assert first == f"\r\x1b[JDeploying dev{space}0 of 2 done, 0s\n  log key   0/1\n  trail     0/1\n"
    assert second == f"Deploying dev{space}0 of 2 done, 1s\n  log key   0/1   log-key\n  trail     0/1\n"


def test_a_table_that_does_not_stay_takes_itself_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal(monkeypatch)
    tell = Table("Looking at what would change", leaves=False)
    tell.begin(Run())
    tell.end(1)
    assert stderr.getvalue().endswith("\r\x1b[1A\x1b[J")


def test_lines_tell_each_component_once_it_is_through_and_failures_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell, run = Lines("Deploying dev", plan().changes), Run()
    tell.begin(run)
    run.see(begun("create", KEY, "log-key", component="log-key"))
    tell.tick(1)
    run.see(ended("create", KEY, "log-key", component="log-key"))
    tell.tick(2)
    tell.tick(3)
    run.see(said("AccessDenied: no", urn=urn(TRAIL, "trail")))
    run.see(failed("create", TRAIL, "trail", component="trail"))
    tell.end(64)
    err = capsys.readouterr().err.splitlines()
    assert err[:2] == ["Deploying dev ...", "log key: 1 created (2s)"]
    assert err[2].startswith("FAILED trail: ")
    assert len(err) == 3


def test_a_terminal_that_was_closed_does_not_end_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(Terminal):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stderr", Closed())
    for tell in (Table("Deploying dev"), Lines("Deploying dev")):
        tell.begin(Run())
        tell.stopping(1)
        tell.end(1)
