"""One run of the engine, watched: it works in a thread, Ctrl-C is handled here."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field

from pulumi import automation
from pulumi.automation import CommandError, ConcurrentUpdateError

from wizard.engine.automation.events import Run, Step
from wizard.engine.automation.pulumi_process import Cli
from wizard.engine.automation.workspace import OnEvent
from wizard.engine.show.progress import Tell

_TICK = 0.2
_WRONG_PASSPHRASE = "incorrect passphrase"


@dataclass
class Ended:
    """How a run ended.

    presses: how often somebody asked it to stop; missing: planned changes that it didn't come to; text: all
    that the CLI said.
    """

    run: Run = field(default_factory=Run)
    error: CommandError | None = None
    presses: int = 0
    missing: int = 0
    seconds: float = 0.0
    text: str = ""

    @property
    def failed(self) -> bool:
        return self.error is not None

    @property
    def stopped(self) -> bool:
        """Somebody asked it to stop, and it did before its end. A stopped destroy of the CLI exits with 0."""
        return self.presses > 0 and (self.failed or self.missing > 0)

    @property
    def is_good(self) -> bool:
        return not self.failed and not self.stopped

    @property
    def locked(self) -> bool:
        return isinstance(self.error, ConcurrentUpdateError)

    @property
    def wrong_passphrase(self) -> bool:
        return self.failed and _WRONG_PASSPHRASE in self.text


def perform(
    operation: Callable[[OnEvent], automation.CommandResult],
    cli: Cli,
    tell: Tell,
    planned: Iterable[Step] = (),
) -> Ended:
    """Runs `operation` to its end, however it ends. planned: the changes that it is to make.

    Ctrl-C (SIGTERM and SIGHUP too) asks the engine to stop and waits until it has: see Cli.stop.
    """
    ended = Ended()
    begun = time.monotonic()
    tell.begin(ended.run)
    with _counted() as asked, ThreadPoolExecutor(1, thread_name_prefix="engine") as pool:
        working = pool.submit(operation, ended.run.see)
        while not wait([working], timeout=_TICK).done:
            while ended.presses < len(asked):
                ended.presses += 1
                cli.stop(ended.presses)
                tell.stopping(ended.presses)
            tell.tick(time.monotonic() - begun)
    ended.seconds = time.monotonic() - begun
    tell.end(ended.seconds)
    try:
        result = working.result()
        ended.text = f"{result.stdout}\n{result.stderr}"
    except CommandError as error:
        ended.error, ended.text = error, str(error)
    except RuntimeError:
        # What the SDK raises for a preview that was stopped before its summary.
        if not ended.presses:
            raise
    ended.missing = sum(step.urn not in ended.run.done for step in planned)
    return ended


@contextmanager
def _counted() -> Iterator[list[int]]:
    """Inside, signals that mean "leave" are only listed: none may end this process before the engine has."""
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda got, _: asked.append(got)) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
