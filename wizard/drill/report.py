"""What a drill says: while it runs, at its end, and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from components import regions
from wizard.drill.clock import elapsed
from wizard.drill.outcome import Outcome, Silent
from wizard.drill.plan import Plan, place
from wizard.drill.stage_check import Finding
from wizard.screen import terminal
from wizard.screen.one_line_progress import StatusLine

_A_MINUTE = 60


class Lines(Silent):
    """A line for each stage, on stdout. In a terminal the clock runs on a line of its own, on stderr; where
    nothing can be written over, or may (plain), a line every minute says that it still waits."""

    def __init__(self, plain: bool = False) -> None:
        self._clock = StatusLine(sys.stdout.isatty() and not plain)
        self._said = 0.0

    def begin(self, plan: Plan, caller: str) -> None:
        terminal.say(
            f"Drill {plan.nonce}: {plan.call.name} as a dry run in {place(plan.region)}, by {caller}; the "
            f"alert is to come by {plan.source} within {elapsed(plan.seconds)}."
        )
        for note in plan.notes:
            terminal.say(note)

    def reached(self, seconds: float, what: str) -> None:
        self.end()
        stamp = elapsed(seconds).rjust(8)
        for line in terminal.wrapped(what, indent=" " * 10, first=f"{stamp}  "):
            print(line, flush=True)

    def waiting(self, seconds: float, most: float) -> None:
        text = f"{elapsed(seconds).rjust(8)}  waiting, for {elapsed(most)} at most (Ctrl-C stops)"
        self._clock.write(text)
        if not self._clock.shows and seconds - self._said >= _A_MINUTE:
            self._said = seconds
            print(text, flush=True)

    def end(self) -> None:
        self._clock.clear()


def _is(stage: str) -> str:
    return "are" if stage in ("dead letters", "subscriptions") else "is"


def verdict(outcome: Outcome) -> str:
    """The end in a sentence or two."""
    plan = outcome.plan
    if outcome.alert:
        return f"The alert works: {elapsed(outcome.seconds)} from the call to the topic, by {plan.source}."
    broken = outcome.broken
    why = f"The {broken.stage} {_is(broken.stage)} broken: {broken.what}." if broken else ""
    if not outcome.answer and broken:
        return f"No alert can come, so the call wasn't made. {why}"
    if outcome.unread:
        return (
            f"Whether the alert came within {elapsed(plan.seconds)} isn't known, since the temporary queue "
            f"couldn't be read: {outcome.unread}. Run it again."
        )
    began = f"NO alert came within {elapsed(plan.seconds)}."
    if why:
        return f"{began} {why}"
    return (
        f"{began} No stage looks broken. EventBridge delivers CloudTrail's events as best it can: try again, "
        "with a longer --timeout, and look at the digest function's log."
    )


def details(outcome: Outcome) -> Iterator[str]:
    """What else a person should read, after the verdict."""
    broken = outcome.broken
    if broken and broken.fix:
        yield f"What to do: {broken.fix}"
    if not outcome.alert:
        for finding in outcome.findings:
            if finding is not broken and finding.state != "good":
                yield _other(finding)
    yield from (note for note in outcome.notes if note not in outcome.plan.notes)


def _other(finding: Finding) -> str:
    if finding.state == "unknown":
        return f"Couldn't be looked at: {finding.stage}: {finding.what}"
    return f"Also: {finding.what}."


def document(outcome: Outcome) -> dict[str, Any]:
    """The outcome for a machine, without its schema."""
    plan, broken = outcome.plan, outcome.broken
    return {
        "alerted": outcome.alert is not None,
        "source": plan.source,
        "region": plan.region,
        "regionName": regions.name_of(plan.region),
        "homeRegion": plan.names.home,
        "account": plan.names.account,
        "caller": outcome.caller,
        "nonce": plan.nonce,
        "call": {"service": "ec2", "event": plan.call.name, "answer": outcome.answer or None},
        "seconds": round(outcome.seconds, 1),
        "timeoutSeconds": plan.seconds,
        "stages": [
            {"stage": one.name, "seconds": round(one.seconds, 1), "what": one.what} for one in outcome.stages
        ],
        "unread": outcome.unread or None,
        "alert": {"subject": outcome.alert.subject, "group": outcome.alert.group} if outcome.alert else None,
        "broken": {"stage": broken.stage, "what": broken.what, "fix": broken.fix} if broken else None,
        "checks": [
            {"stage": one.stage, "state": one.state, "what": one.what, "fix": one.fix}
            for one in outcome.findings
        ],
        "notes": outcome.notes,
        "left": outcome.left,
        "exitCode": outcome.exit_code,
    }


def show(outcome: Outcome) -> None:
    """The end, on stdout."""
    terminal.say()
    terminal.say(verdict(outcome), "bold")
    for line in details(outcome):
        terminal.item(line)
