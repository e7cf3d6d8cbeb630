"""Runs the project's own program with the emulated account underneath, through the SDK's mock monitor."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from pulumi import Output
from pulumi.runtime import settings
from pulumi.runtime import stack as root_stack

from wizard.program.mocked import MockStack, mock_run, run_main
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment_engine import Deployment, Made, Monitor, Progress, Refusal, Run

__all__ = ["Deployment", "Made", "Refusal", "deploy"]

Program = Callable[[], object]
_REHEARSAL = MockStack("rehearsal")


def deploy(
    account: EmulatedAccount,
    config: Mapping[str, str],
    *,
    program: Program | None = None,
    progress: Progress | None = None,
    stack: MockStack = _REHEARSAL,
) -> Deployment:
    """Runs the program against the account. A refusal ends it and is in the result; a bug in the program is
    raised.

    config: as Pulumi has it, `everyregion:key` -> text, JSON for lists and the like; `aws:region` is the
    account's home unless given. program: instead of the project's __main__.py, for tests. progress: called
    with component, resource name and how many have been made so far, each time one is made.
    """
    run = Run(account, progress or (lambda component, name, count: None))
    whole = {"aws:region": account.home, **config}
    with (
        _warnings_into(run.result.warnings) as log,
        mock_run(stack, whole, run, Monitor(run), log) as loop,
    ):
        problem = loop.run_until_complete(_outcome(run.result, program or run_main))
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
        outputs = dict(root.outputs) if isinstance(root, root_stack.Stack) else {}
        result.exports.update(await Output.all(**outputs).future() or {})

    outcome = await asyncio.gather(root_stack.run_pulumi_func(run), return_exceptions=True)
    return outcome[0]


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
