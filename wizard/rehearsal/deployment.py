"""Runs the project's own program with the emulated account underneath, through the SDK's mock monitor."""

from __future__ import annotations

import asyncio
import logging
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pulumi import Output
from pulumi.runtime import mocks, settings, stack
from pulumi.runtime.config import set_all_config

from wizard.rehearsal.account import EmulatedAccount
from wizard.rehearsal.mock_engine import Deployment, Made, Monitor, Progress, Refusal, Run

__all__ = ["Deployment", "Made", "Refusal", "deploy"]

ROOT = Path(__file__).resolve().parents[2]
Program = Callable[[], object]


def deploy(
    account: EmulatedAccount,
    config: Mapping[str, str],
    *,
    program: Program | None = None,
    progress: Progress | None = None,
    project: str = "everyregion",
    stack_name: str = "rehearsal",
    folder: Path | None = None,
) -> Deployment:
    """Runs the program against the account. A refusal ends it and is in the result; a bug in the program is
    raised.

    config: as Pulumi has it, `everyregion:key` -> text, JSON for lists and the like; `aws:region` is the
    account's home unless given. program: instead of the project's __main__.py, for tests. progress: called
    with component, resource name and how many have been made so far, each time one is made. folder: the
    project's, where the program finds what the stack takes over; this one's own unless given.
    """
    run = Run(account, progress or (lambda component, name, count: None))
    with _event_loop() as loop, _warnings_into(run.result.warnings) as log:
        mocks.set_mocks(run, project, stack_name, preview=False, logger=log, monitor=Monitor(run))
        settings.SETTINGS.root_directory = str(folder or ROOT)  # pyright: ignore[reportAttributeAccessIssue]
        set_all_config({"aws:region": account.home, **config})
        try:
            problem = loop.run_until_complete(_outcome(run.result, program or _main))
        finally:
            settings.reset_options()
            set_all_config({})
    bug = run.bug or (None if run.result.refusal else problem)
    if bug:
        raise bug
    return run.result


async def _outcome(result: Deployment, program: Program) -> BaseException | None:
    """Runs the program to its end, applies included, and collects its exports; returns what stopped it, if
    anything."""

    async def run() -> None:
        program()
        root = settings.get_root_resource()
        outputs = dict(root.outputs) if isinstance(root, stack.Stack) else {}
        result.exports.update(await Output.all(**outputs).future() or {})

    outcome = await asyncio.gather(stack.run_pulumi_func(run), return_exceptions=True)
    return outcome[0]


def _main() -> None:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One loop for one run, with a single thread for the SDK's calls: the emulator does one thing at a time
    anyway, and so resources come in the same order each time. Tasks that a refusal leaves stay silent."""
    loop, of_the_thread = asyncio.new_event_loop(), asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: None)
    executor = ThreadPoolExecutor(1, initializer=asyncio.set_event_loop, initargs=(of_the_thread,))
    loop.set_default_executor(executor)
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        executor.shutdown(cancel_futures=True)
        asyncio.set_event_loop(None)
        for one in (loop, of_the_thread):
            one.close()


@contextmanager
def _warnings_into(lines: list[str]) -> Iterator[logging.Logger]:
    """A logger for the program's own messages: warnings and errors are collected, nothing is printed."""

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger, handler = logging.getLogger("everyregion.rehearsal"), Collect(logging.WARNING)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
