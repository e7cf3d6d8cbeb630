"""A provider that kills the CLI after something was done in AWS and before anybody hears of it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest

from components.resource_names import short_name
from tests.engine.desk import Desk, Steered
from tests.wizard.command import Ran
from wizard.rehearsal.account.emulated_account import EmulatedAccount


class Killing(Steered):
    """victims: short names; the first that a run makes, changes or deletes is its last. killed: those.

    A dead engine's other calls may still wait here: by their connections, one for each provider of the
    program, they are told from the next one's.
    """

    def __init__(self, account: EmulatedAccount) -> None:
        super().__init__(account)
        self.victims: set[str] = set()
        self.killed: list[str] = []
        self._dead: set[str] = set()
        self._turn = threading.Lock()

    def Configure(self, request: Any, context: Any) -> Any:
        """A connection begins with this: one from the port of a dead engine's is a new one."""
        with self._turn:
            self._dead.discard(context.peer())
        return super().Configure(request, context)

    def Create(self, request: Any, context: Any) -> Any:
        if request.preview:
            return super().Create(request, context)
        with self._last_of_the_run(short_name(request.name), context):
            return super().Create(request, context)

    def Update(self, request: Any, context: Any) -> Any:
        if request.preview:
            return super().Update(request, context)
        with self._last_of_the_run(short_name(request.name), context):
            return super().Update(request, context)

    def Delete(self, request: Any, context: Any) -> Any:
        with self._last_of_the_run(short_name(request.name), context):
            return super().Delete(request, context)

    @contextmanager
    def _last_of_the_run(self, name: str, context: Any) -> Iterator[None]:
        with self._turn:
            if context.peer() in self._dead:
                context.abort(grpc.StatusCode.UNAVAILABLE, "the engine was killed")
            yield
            if name in self.victims:
                self.victims.remove(name)
                self.killed.append(name)
                self._dead.update({context.peer(), *self._provided})
                _kill_the_engine()


@dataclass
class Killed:
    """Run after run, each killed at another of the victims; then one that isn't, and a preview."""

    runs: list[Ran]
    victims: list[str]
    last: Ran
    preview: Ran
    made: list[str]
    pending: object
    names: list[str]
    inventory: dict[str, Any]


def killed_one_by_one(
    at: Desk, victims: tuple[str, ...], inventory: Callable[[Desk], dict[str, Any]]
) -> Killed:
    """`deploy` until every victim was a run's last, once more, and a preview; at: a desk with `Killing`."""
    provider = at.provider
    assert isinstance(provider, Killing)
    provider.victims = {*victims}
    runs: list[Ran] = []
    with pytest.MonkeyPatch.context() as patch:
        # In the emulated account nothing lags.
        patch.setattr("wizard.engine.interrupted.find._LOOK_AGAIN_AFTER", 0)
        while provider.victims and len(runs) < len(victims):
            runs.append(at.run("deploy", "--yes"))
        return Killed(
            runs=runs,
            victims=provider.killed,
            last=at.run("deploy", "--yes"),
            preview=at.run("preview", "--refresh", "--expect-no-changes"),
            made=provider.made,
            pending=at.state().get("pending_operations"),
            names=at.names(),
            inventory=inventory(at),
        )


def _kill_the_engine() -> None:
    """SIGKILL to every `pulumi` that this process has started; returns once they are gone."""
    for pid in _engines():
        os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 5
    while [*_engines()] and time.monotonic() < until:
        time.sleep(0.01)


def _engines() -> Iterator[int]:
    """Running children by that name: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html"""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            name, _, rest = stat.partition("(")[2].rpartition(")")
            state, parent = rest.split()[:2]
            if name == "pulumi" and int(parent) == os.getpid() and state != "Z":
                yield int(entry.name)
