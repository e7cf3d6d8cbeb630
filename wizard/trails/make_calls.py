"""Makes the calls that put a trail right, stops at the first that AWS refuses, keeps a record of them in a
file, and looks at what is true afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from components.arns import Arn
from components.settings import Settings
from wizard.account.action_names import action_of
from wizard.account.connect import ClientFor
from wizard.account.facts import Probe, Trail
from wizard.explain.cloudtrail import why
from wizard.failures import deeds, log_file
from wizard.screen import terminal
from wizard.trails.assessment import Assessment, difference_lines
from wizard.trails.closer_look import look_again, look_closer
from wizard.trails.compare import compare
from wizard.trails.difference import Difference
from wizard.trails.fixes import Call, command_line

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
            deeds.note("calls that change the trail were made")
            getattr(client, call.operation)(**call.parameters)
        except KeyboardInterrupt:
            if not is_sent:
                return Outcome("cancelled", made, left=rest)
            return Outcome("cancelled", made, (call,), rest[1:])
        except AWS_ERRORS as error:
            if code_of(error):
                return Outcome("refused", made, left=rest, why=_why(error, call))
            return Outcome("no answer", made, (call,), rest[1:], _why(error, call))
    return Outcome("all made", tuple(calls))


def _why(error: Exception, call: Call) -> str:
    return why(error, action_of(call.service, call.operation), call.region)


def show(calls: Sequence[Call], profile: str) -> None:
    """Each call on stdout as a command that a person could run, and the one that undoes it."""
    for number, call in enumerate(calls, 1):
        terminal.say()
        terminal.say(f"{number}. {call.says}", "bold")
        for line in command_lines(call, profile):
            terminal.show_command(line)


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


@dataclass(frozen=True)
class Done:
    """now: the trail afterwards; left: the differences that are still there, or may be; None if nobody
    knows."""

    outcome: Outcome
    record: Record
    now: Probe[Trail]
    left: tuple[Difference, ...] | None = None


def carry_out(
    client_for: ClientFor,
    assessment: Assessment,
    settings: Settings,
    calls: Sequence[Call],
    profile: str,
    tell: Callable[[Call], object],
) -> Done:
    """Writes down how to undo the calls, makes them, and looks again.

    The record comes first: it has to be there when the terminal goes away half-way.
    """
    record = Record(assessment.trail.arn, calls, profile)
    outcome = apply(calls, client_for, tell)
    record.add(["What was done:", *outcome_lines(outcome)])
    now = look_again(client_for, assessment.trail)
    if now.value is None:
        return Done(outcome, record, now)
    owner = Arn.of(assessment.trail.arn).account
    left = compare(now.value, settings, look_closer(client_for, now.value, owner))
    there = {one.kind for one in assessment.fixable}
    return Done(outcome, record, now, tuple(one for one in left if one.kind in there or one.may_be_fixable))


def show_done(done: Done, name: str, profile: str) -> None:
    """What happened, how to undo it, and what is true now, on stdout."""
    terminal.section("What was done", outcome_lines(done.outcome))
    undo = [command_line(call, profile) for call in done.outcome.undo]
    if undo:
        terminal.section("To bring back what was there, in this order", [])
        for line in undo:
            terminal.show_command(f"  {line}")
    if done.record.path is not None:
        terminal.say(f"All of it is kept in {terminal.safe(done.record.path)}.")
    if done.record.why:
        terminal.say(done.record.why, "warning")
    terminal.section(f"The trail {name} now", now_lines(done))


def now_lines(done: Done) -> list[str]:
    """What is true of the trail after the calls."""
    if done.left is None:
        return [done.now.why or "It couldn't be looked at."]
    if not done.left:
        return ["Everything that can be put right in place is right."]
    late = ["AWS may take a minute to show a change."] if done.outcome.end == "all made" else []
    return [*difference_lines(done.left), *late]
