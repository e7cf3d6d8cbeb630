"""A run of the engine that didn't end well, as the one message that a person reads."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from pulumi.automation import CommandError

from components.command_line import wizard
from wizard.engine import locks
from wizard.engine.passphrase import FILE_VARIABLE, VARIABLE
from wizard.engine.perform import Ended
from wizard.explain import explain
from wizard.failures import AwsFailure, Cancelled, Failure, UsageFailure, deeds, log_file
from wizard.screen.terminal import counted, safe


@contextmanager
def a_refusal_says(what: str) -> Generator[None, None, None]:
    """Inside, a single command that the CLI refuses ends in a Failure. what: "the state can't be used"."""
    try:
        yield
    except CommandError as error:
        raise AwsFailure(f"{what}. {explain.message(explain.explain((), str(error)))}") from None


def failure_of(ended: Ended, stack: str, verb: str) -> tuple[Failure, str]:
    """What to tell of a run that failed or was stopped, and the log file's path ("" without one).

    verb: deploy, preview, destroy.
    """
    if ended.stopped:
        return stopped(ended, stack, verb), ""
    if ended.wrong_passphrase:
        so = deeds.claim(", so nothing was changed")
        return UsageFailure(
            f"That isn't the passphrase of the stack {safe(stack)}{so}. Set {VARIABLE}, or "
            f"{FILE_VARIABLE} to the path of a file that holds it."
        ), ""
    if ended.locked:
        return AwsFailure(f"{deeds.claim('Nothing was changed.')} {locks.explained(stack, ended.text)}"), ""
    path = _log(verb, ended.text)
    first = f"The {verb} failed: {_so_far(ended)}, {len(ended.run.failed)} failed."
    if ended.run.running:
        first = f"The {verb} broke off: {_so_far(ended)}. {_under_way(ended)}"
    elif not ended.run.has_begun:
        first = f"The {verb} failed{deeds.claim(', and nothing was changed')}."
    causes = explain.explain(ended.run.errors, ended.text)
    return AwsFailure(f"{first}\n{explain.message(causes, safe(path))}"), path


def _so_far(ended: Ended) -> str:
    done = ended.run.changed
    return f"{counted(done, 'resource')} {'is' if done == 1 else 'are'} through"


def _under_way(ended: Ended) -> str:
    names = ", ".join(safe(step.name) for step in ended.run.running.values()) or "nothing"
    return f"Under way were: {names}. AWS may have made them or not."


def stopped(ended: Ended, stack: str, verb: str) -> Cancelled:
    """After Ctrl-C: which state that leaves, and what goes on from there."""
    again = f"`{wizard()} {verb} --stack {safe(stack)}`"
    if verb == "preview":
        return Cancelled(f"Stopped{deeds.claim('; nothing was changed')}.")
    so_far = _so_far(ended)
    failed = [explain.message(explain.explain(ended.run.errors))] if ended.run.failed else []
    if ended.presses == 1:
        text = (
            f"Stopped: {so_far}, nothing is half-done, and the state knows all of it. {again} goes on from "
            "there."
        )
        return Cancelled("\n".join([text, *failed]))
    text = (
        f"Ended at once: {so_far}. {_under_way(ended)} {again} looks for them first, and goes on from there."
    )
    if ended.presses > 2:
        text += f" The stack may still be locked: `pulumi cancel {safe(stack)}` takes that lock away."
    return Cancelled("\n".join([text, *failed]))


def _log(verb: str, text: str) -> str:
    """A log that can't be written is no reason to lose the message."""
    try:
        return str(log_file.write(verb, text))
    except OSError:
        return ""
