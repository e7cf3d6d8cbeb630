"""Runs the engine for a person: asks again for a passphrase, takes a stale lock away, reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pulumi import automation

from wizard.account.one_look import apart
from wizard.engine import locks
from wizard.engine.automation.events import Step
from wizard.engine.automation.workspace import OnEvent
from wizard.engine.json_document import document
from wizard.engine.passphrase import again
from wizard.engine.perform import Ended, perform
from wizard.engine.run_failures import failure_of, stopped
from wizard.engine.session import Session
from wizard.engine.show.progress import teller
from wizard.failures import ExitCode, deeds
from wizard.screen import terminal
from wizard.screen.questions import agrees

_PASSPHRASE_TRIES = 3
_BEGUN = "the engine has begun to change AWS, and the state knows of what it made"
Operation = Callable[[OnEvent], automation.CommandResult]


def plan_run(session: Session, operation: Operation, verb: str) -> Ended:
    """A preview: nothing changes. Raises the Failure that says why there is none."""
    title = f"Looking at what would change{session.engine.first_time}"
    ended = perform(operation, session.engine.cli, _tell(session, title, (), leaves=False))
    for _ in range(_PASSPHRASE_TRIES - 1):
        if not ended.wrong_passphrase or not session.passphrase.was_asked:
            break
        session.engine.know(again(session.passphrase, session.stack).environment)
        ended = perform(operation, session.engine.cli, _tell(session, title, (), leaves=False))
    if ended.presses:
        raise stopped(ended, session.stack, "preview")
    if ended.failed:
        raise failure_of(ended, session.stack, verb)[0]
    return ended


def carry_out(session: Session, operation: Operation, title: str, steps: Sequence[Step]) -> Ended:
    """Changes AWS, with the table on screen. A lock that was left behind may be taken away on the way."""
    ended = _carry_out(session, operation, title, steps)
    if ended.locked and unlock(session, ended.text):
        ended = _carry_out(session, operation, title, steps)
    return ended


def _carry_out(session: Session, operation: Operation, title: str, steps: Sequence[Step]) -> Ended:
    deeds.note(_BEGUN)
    with apart():
        ended = perform(operation, session.engine.cli, _tell(session, title, steps, leaves=True), steps)
    if ended.locked or not ended.run.has_begun:
        deeds.take_back(_BEGUN)
    return ended


def finish(
    session: Session, verb: str, ended: Ended, steps: Sequence[Step], more: Mapping[str, Any] | None = None
) -> ExitCode:
    """Ends a command whose run changed AWS: raises its Failure, or returns GOOD. With --json the document
    comes in either case. more: what it has besides."""
    failure, log = (None, "") if ended.is_good else failure_of(ended, session.stack, verb)
    if not session.quiet:
        if failure:
            raise failure
        return ExitCode.GOOD
    terminal.show_document(document(session, verb, ended, steps, failure, log) | dict(more or {}))
    if failure:
        terminal.show_failure(failure.message)
        return failure.exit_code
    return ExitCode.GOOD


def show_warnings(session: Session, ended: Ended) -> None:
    """What the program or the engine warned of, once each."""
    texts = [d.message for d in ended.run.diagnostics if d.severity == "warning"]
    for text in dict.fromkeys(" ".join(text.split()) for text in texts):
        session.say(f"! {text}", "warning")


def _tell(session: Session, title: str, steps: Sequence[Step], leaves: bool) -> Any:
    return teller(title, steps, quiet=session.quiet, plain=session.options.plain, leaves=leaves)


def unlock(session: Session, text: str) -> bool:
    """Whether the lock is gone. text: the CLI's refusal. A lock whose owner is seen to run is left alone.

    Only where the state is in a folder: two machines of a team may have the same name.
    """
    found = locks.locks_in(text)
    states = [locks.lives(lock) for lock in found]
    if found and session.backend.path is not None and all(state is False for state in states):
        names = "; ".join(lock.words for lock in found)
        session.say(f"A run that no longer exists had locked the stack: {names}. Its lock is taken away.")
    elif any(states) or not _agreed(session, text):
        return False
    session.engine.unlock()
    return True


def _agreed(session: Session, text: str) -> bool:
    if session.asker is None:
        return False
    terminal.say(locks.explained(session.stack, text), "warning")
    yes = f"nobody else deploys: run `pulumi cancel {terminal.safe(session.stack)}` and go on"
    no = f"stop here{deeds.claim('; nothing was changed')}"
    return agrees(session.asker, "Take the lock away?", yes, no, proposed=False)
