"""What comes of a drill, and how it tells a person of itself meanwhile."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from wizard.drill.clock import Clock
from wizard.drill.listener import Alert
from wizard.drill.plan import Plan
from wizard.drill.stage_check import ClientFor, Finding
from wizard.failures import ExitCode
from wizard.screen import terminal


class Silent:
    """How a drill tells a person of itself: here, nothing but what has to be cleaned up."""

    def begin(self, plan: Plan, caller: str) -> None:
        """What is going to be done."""

    def reached(self, seconds: float, what: str) -> None:
        """A stage was."""

    def waiting(self, seconds: float, most: float) -> None:
        """Nothing has come yet."""

    def end(self) -> None:
        """Nothing more comes, for whatever reason."""

    def left(self, what: str) -> None:
        """Something that the drill made couldn't be removed."""
        self.end()
        terminal.say(f"This couldn't be removed and is to be deleted by hand: {what}.", stream=sys.stderr)


@dataclass(frozen=True)
class Means:
    """What a drill works with: the rehearsal gives its own clients and its own time."""

    client_for: ClientFor
    clock: Clock
    tell: Silent


@dataclass(frozen=True)
class Stage:
    """A stage that was reached, and when: seconds since the call."""

    name: str
    seconds: float
    what: str


@dataclass
class Outcome:
    """plan; caller: an ARN; answer: AWS's to the call, "" where none was made; stages: as they were reached;
    alert: None where none came; unread: why nobody knows whether one did, "" where that is known; findings:
    each stage of the way, in order; notes: what else to know; left: what couldn't be removed."""

    plan: Plan
    caller: str
    answer: str = ""
    stages: list[Stage] = field(default_factory=list[Stage])
    alert: Alert | None = None
    unread: str = ""
    findings: list[Finding] = field(default_factory=list[Finding])
    notes: list[str] = field(default_factory=list[str])
    left: list[str] = field(default_factory=list[str])
    seconds: float = 0.0

    @property
    def broken(self) -> Finding | None:
        """The first stage that is broken, where no alert came."""
        if self.alert:
            return None
        bad = [finding for finding in self.findings if finding.state == "bad"]
        return next((one for one in bad if one.blocks), next(iter(bad), None))

    @property
    def exit_code(self) -> ExitCode:
        if self.alert:
            return ExitCode.GOOD
        return ExitCode.UNKNOWN if self.unread else ExitCode.CHECK_FAILED
