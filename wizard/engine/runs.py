"""Runs the engine for a person: asks again for a passphrase, takes a stale lock away, reports."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from pulumi import automation

from wizard.engine import locks
from wizard.engine.automation.events import Step
from wizard.engine.automation.workspace import OnEvent
from wizard.engine.json_document import document
from wizard.engine.passphrase import again
from wizard.engine.perform import Ended, perform
from wizard.engine.run_failures import failure_of, stopped
from wizard.engine.session import Opened
from wizard.engine.show.progress import teller
from wizard.failures import Failure
from wizard.screen import terminal
from wizard.screen.questions import Ask, Option

_PASSPHRASE_TRIES = 3
Operation = Callable[[OnEvent], automation.CommandResult]


def planned(it: Opened, operation: Operation, verb: str) -> Ended:
    """A preview: nothing changes. Raises the Failure that says why there is none."""
    title = f"Looking at what would change{it.engine.first_time}"
    ended = perform(operation, it.engine.cli, _tell(it, title, (), leaves=False))
    for _ in range(_PASSPHRASE_TRIES - 1):
        if not ended.wrong_passphrase or not it.passphrase.was_asked:
            break
        it.engine.know(again(it.passphrase, it.stack).environment)
        ended = perform(operation, it.engine.cli, _tell(it, title, (), leaves=False))
    if ended.presses:
        raise stopped(ended, it.stack, "preview")
    if ended.failed:
        raise failure_of(ended, it.stack, verb)[0]
    return ended


def carried_out(it: Opened, operation: Operation, title: str, steps: Sequence[Step]) -> Ended:
    """Changes AWS, with the table on screen. A lock that was left behind may be taken away on the way."""
    ended = perform(operation, it.engine.cli, _tell(it, title, steps, leaves=True), steps)
    if ended.locked and unlocked(it, ended.text):
        ended = perform(operation, it.engine.cli, _tell(it, title, steps, leaves=True), steps)
    return ended


def result(it: Opened, verb: str, ended: Ended, steps: Sequence[Step]) -> int:
    """Ends a command whose run changed AWS: raises its Failure, or returns 0. With --json the document comes
    in either case."""
    failure, log = (None, "") if ended.is_good else failure_of(ended, it.stack, verb)
    if not it.quiet:
        if failure:
            raise failure
        return 0
    print(json.dumps(document(it, verb, ended, steps, failure, log), indent=2, default=str))
    if failure:
        _tell_failure(failure)
        return failure.exit_code
    return 0


def show_warnings(it: Opened, ended: Ended) -> None:
    """What the program or the engine warned of, once each."""
    texts = [d.message for d in ended.run.diagnostics if d.severity == "warning"]
    for text in dict.fromkeys(" ".join(text.split()) for text in texts):
        it.say(f"! {text}", "warning")


def _tell(it: Opened, title: str, steps: Sequence[Step], leaves: bool) -> Any:
    return teller(title, steps, quiet=it.quiet, plain=it.options.plain, leaves=leaves)


def _tell_failure(failure: Failure) -> None:
    for line in failure.message.splitlines():
        terminal.say(line, stream=sys.stderr)


def unlocked(it: Opened, text: str) -> bool:
    """Whether the lock is gone. text: the CLI's refusal. A lock whose owner is seen to run is left alone.

    Only where the state is in a folder: two machines of a team may have the same name.
    """
    found = locks.locks_in(text)
    states = [locks.lives(lock) for lock in found]
    if found and it.backend.path is not None and all(state is False for state in states):
        names = "; ".join(lock.words for lock in found)
        it.say(f"A run that no longer exists had locked the stack: {names}. Its lock is taken away.")
    elif any(states) or not _agreed(it, text):
        return False
    it.engine.unlock()
    return True


def _agreed(it: Opened, text: str) -> bool:
    if it.asker is None:
        return False
    terminal.say(locks.explained(it.stack, text), "warning")
    choices = [
        Option(False, "no", "stop here; nothing was changed"),
        Option(True, "yes", f"nobody else deploys: run `pulumi cancel {terminal.safe(it.stack)}` and go on"),
    ]
    return it.asker.pick(Ask("Take the lock away?", options=choices, preset=False)) is True
