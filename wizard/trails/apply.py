"""Makes the calls that put a trail right, one after the other, and stops at the first that AWS refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wizard import log_file, terminal
from wizard.trails.closer import ClientFor
from wizard.trails.commands import command_line
from wizard.trails.fixes import Call
from wizard.trails.refusals import why

End = Literal["all made", "refused", "no answer", "cancelled"]


@dataclass(frozen=True)
class Outcome:
    """made: calls that AWS accepted; unsure: one of which nobody knows whether AWS took it; left: those that
    weren't made; why: AWS's refusal in a sentence."""

    end: End
    made: tuple[Call, ...] = ()
    unsure: tuple[Call, ...] = ()
    left: tuple[Call, ...] = ()
    why: str = ""

    @property
    def undo(self) -> list[Call]:
        """The calls that bring back what was there, the last change first."""
        return [call.undo for call in reversed((*self.made, *self.unsure)) if call.undo]


def apply(
    calls: Sequence[Call], client_for: ClientFor, tell: Callable[[Call], object] = lambda call: None
) -> Outcome:
    """Makes the calls in their order. tell: is told of each before it is made.

    Ctrl-C between two calls leaves the rest; during one, nobody knows whether AWS took it.
    """
    from wizard.account.errors import AWS_ERRORS, code_of

    for number, call in enumerate(calls):
        made, rest = tuple(calls[:number]), tuple(calls[number:])
        is_sent = False
        try:
            tell(call)
            client = client_for(call.service, call.region)
            is_sent = True
            getattr(client, call.operation)(**call.parameters)
        except KeyboardInterrupt:
            if not is_sent:
                return Outcome("cancelled", made, left=rest)
            return Outcome("cancelled", made, (call,), rest[1:])
        except AWS_ERRORS as error:
            if code_of(error):
                return Outcome("refused", made, left=rest, why=why(error, call))
            return Outcome("no answer", made, (call,), rest[1:], why(error, call))
    return Outcome("all made", tuple(calls))


def show(calls: Sequence[Call], profile: str) -> None:
    """Each call on stdout as a command that a person could run, and the one that undoes it."""
    for number, call in enumerate(calls, 1):
        terminal.say()
        terminal.say(f"{number}. {call.says}", "bold")
        for line in command_lines(call, profile):
            print(terminal.safe(line))


def command_lines(call: Call, profile: str) -> list[str]:
    """The command and its undo, each on a line of its own that can be copied."""
    undo = [f"   undo: {command_line(call.undo, profile)}"] if call.undo else []
    return [f"   {command_line(call, profile)}", *undo]


class Record:
    """A file that keeps the calls and how to undo them when the terminal is gone.

    path: None where it couldn't be written; why says so then.
    """

    def __init__(self, trail_arn: str, calls: Sequence[Call], profile: str) -> None:
        self.path: Path | None = None
        self.why = ""
        lines = [f"{trail_arn} before these calls, and how to undo each:"]
        for call in calls:
            lines += ["", call.says, *command_lines(call, profile)]
        try:
            self.path = log_file.write("fix-trail", "\n".join([*lines, ""]))
        except OSError as error:
            self.why = f"The undo commands couldn't be kept in a file: {error}. Copy them from here."

    def add(self, lines: Sequence[str]) -> None:
        """What has happened since. A file that can't be written any more is passed over: it has the undos."""
        if self.path is None:
            return
        try:
            with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write("\n".join([*lines, ""]))
        except OSError as error:
            self.why = f"{self.path.name} couldn't be written any more: {error}."


def outcome_lines(outcome: Outcome) -> list[str]:
    """What happened, for a person, without the undo commands."""
    lines = [f"made: {call.says}" for call in outcome.made]
    lines += [f"NOT KNOWN whether it was made: {call.says}" for call in outcome.unsure]
    lines += [f"not made: {call.says}" for call in outcome.left]
    return [*lines, outcome.why] if outcome.why else lines
