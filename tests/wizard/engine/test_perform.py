"""A run of the engine, watched: whatever a person presses, it is waited for."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

import pytest
from pulumi import automation

from wizard.engine.automation.events import Step
from wizard.engine.perform import perform
from wizard.engine.show.progress import Tell

DONE = automation.CommandResult("made", "", 0)


class Cli:
    """stopped: what `stop` was told, in order; `end` is set from the n-th on."""

    def __init__(self, ends_at: int) -> None:
        self.stopped, self.ends_at, self.end = list[int](), ends_at, threading.Event()

    def stop(self, presses: int) -> None:
        self.stopped.append(presses)
        if presses >= self.ends_at:
            self.end.set()
        else:
            os.kill(os.getpid(), signal.SIGTERM)


def run(operation: Any, cli: Any = None, planned: tuple[Step, ...] = ()) -> Any:
    stand_in: Any = cli or Cli(1)
    return perform(operation, stand_in, Tell(), planned)


def interrupted(cli: Cli) -> automation.CommandResult:
    os.kill(os.getpid(), signal.SIGINT)
    assert cli.end.wait(10)
    return DONE


def test_what_the_cli_said_is_kept() -> None:
    ended = run(lambda see: DONE)
    assert (ended.text, ended.is_good, ended.presses) == ("made\n", True, 0)


def test_control_c_is_handed_to_the_cli_and_its_end_is_waited_for() -> None:
    cli = Cli(1)
    ended = run(lambda see: interrupted(cli), cli)
    assert (cli.stopped, ended.presses, ended.text) == ([1], 1, "made\n")


def test_each_further_signal_counts() -> None:
    cli = Cli(3)
    ended = run(lambda see: interrupted(cli), cli)
    assert (cli.stopped, ended.presses) == ([1, 2, 3], 3)


def test_signals_mean_what_they_meant_before_once_it_is_over() -> None:
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(name) for name in names]
    run(lambda see: DONE)
    assert [signal.getsignal(name) for name in names] == before


def test_pressed_at_the_very_end_it_is_still_good() -> None:
    cli = Cli(1)
    assert run(lambda see: interrupted(cli), cli).is_good


def test_an_exit_with_0_is_no_success_when_it_was_stopped_before_its_end() -> None:
    cli = Cli(1)
    ended = run(lambda see: interrupted(cli), cli, (Step("delete", "t", "trail", "urn:trail"),))
    assert (ended.missing, ended.stopped, ended.is_good) == (1, True, False)


def test_a_preview_without_its_summary_was_stopped() -> None:
    cli = Cli(1)

    def operation(see: object) -> automation.CommandResult:
        interrupted(cli)
        raise RuntimeError("summary event never found")

    assert run(operation, cli).presses == 1


def test_a_mistake_of_ours_is_not_hidden() -> None:
    def operation(see: object) -> automation.CommandResult:
        raise KeyError("oops")

    with pytest.raises(KeyError):
        run(operation)
