"""Carries out the calls, keeps a record of them in a file, and looks at what is true afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from components.settings import Settings
from wizard import terminal
from wizard.account.facts import Probe, Trail
from wizard.trails.about import About, difference_lines
from wizard.trails.apply import Outcome, Record, apply, outcome_lines
from wizard.trails.closer import ClientFor, look_again, look_closer
from wizard.trails.commands import command_line
from wizard.trails.compare import compare
from wizard.trails.difference import Difference
from wizard.trails.fixes import Call


@dataclass(frozen=True)
class Done:
    """now: the trail afterwards; left: the differences that are still there, None if nobody knows."""

    outcome: Outcome
    record: Record
    now: Probe[Trail]
    left: tuple[Difference, ...] | None = None


def carry_out(
    client_for: ClientFor,
    about: About,
    settings: Settings,
    calls: Sequence[Call],
    profile: str,
    tell: Callable[[Call], object],
) -> Done:
    """Writes down how to undo the calls, makes them, and looks again.

    The record comes first: it has to be there when the terminal goes away half-way.
    """
    record = Record(about.trail.arn, calls, profile)
    outcome = apply(calls, client_for, tell)
    record.add(["What was done:", *outcome_lines(outcome)])
    now = look_again(client_for, about.trail)
    if now.value is None:
        return Done(outcome, record, now)
    owner = about.trail.arn.split(":")[4]
    left = compare(now.value, settings, look_closer(client_for, now.value, owner))
    there = {one.kind for one in about.fixable}
    return Done(outcome, record, now, tuple(one for one in left if one.kind in there))


def show_done(done: Done, name: str, profile: str) -> None:
    """What happened, how to undo it, and what is true now, on stdout."""
    terminal.section("What was done", outcome_lines(done.outcome))
    undo = [command_line(call, profile) for call in done.outcome.undo]
    if undo:
        terminal.section("To bring back what was there, in this order", [])
        for line in undo:
            print(f"  {terminal.safe(line)}")
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
