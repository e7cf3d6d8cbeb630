"""What comes of a drill, and how it tells a person of itself meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from wizard.drill.listener import Alert
from wizard.drill.plan import Plan
from wizard.drill.stage_check import Finding
from wizard.failures import ExitCode


class Tell(Protocol):
    """How a drill tells a person of itself."""

    def begin(self, plan: Plan, caller: str) -> None: ...

    def reached(self, seconds: float, what: str) -> None: ...

    def waiting(self, seconds: float, most: float) -> None: ...

    def end(self) -> None:
        """Nothing more comes, for whatever reason."""
        ...

    def left(self, what: str) -> None:
        """Something that the drill made couldn't be removed."""
        ...


@dataclass(frozen=True)
class Stage:
    """A stage that was reached, and when: seconds since the call."""

    name: str
    seconds: float
    what: str


@dataclass
class Outcome:
    """plan; caller: an ARN; answer: AWS's to the call, "" where none was made; stages: as they were reached;
    alert: None where none came; findings: each stage of the way, in order; notes: what else to know;
    left: what couldn't be removed."""

    plan: Plan
    caller: str
    answer: str = ""
    stages: list[Stage] = field(default_factory=list)
    alert: Alert | None = None
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
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
        return ExitCode.GOOD if self.alert else ExitCode.CHECK_FAILED
