"""What a check says of one thing it looked at, and what all of it together means. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from wizard.account.facts import Probe
from wizard.failures import ExitCode
from wizard.review.controls import controls
from wizard.verify.catalogue import CHECKS, Check

State = Literal["passed", "failed", "unknown"]


@dataclass(frozen=True)
class Result:
    """One check of one thing.

    id: of CATALOGUE; evidence: what was seen, a sentence without what follows from it; fix: a command or a
    setting, where it isn't passed; region, account, trail: whom it is about, "" where it isn't about one;
    cause: of what isn't known, as facts.Cause has it; waits: whether time alone may decide it.
    """

    id: str
    state: State
    evidence: str
    fix: str = ""
    region: str = ""
    account: str = ""
    trail: str = ""
    cause: str = ""
    waits: bool = False

    @property
    def check(self) -> Check:
        return CHECKS[self.id]

    def as_dict(self) -> dict[str, Any]:
        """As docs/verify.schema.json says."""
        return {
            "id": self.id,
            "what": self.check.what,
            "state": self.state,
            "evidence": self.evidence,
            "consequence": "" if self.state == "passed" else self.check.consequence,
            "fix": self.fix,
            "region": self.region,
            "account": self.account,
            "trail": self.trail,
            "cause": self.cause,
            "controls": [control.as_dict() for control in controls(self.id)],
        }


def passed(id: str, evidence: str, region: str = "") -> Result:
    """It is as it should be."""
    return Result(id, "passed", evidence, region=region)


def failed(id: str, evidence: str, fix: str, region: str = "") -> Result:
    """It isn't. fix: what to do, in a sentence."""
    return Result(id, "failed", evidence, fix, region)


def unknown(id: str, probe: Probe[Any], region: str = "") -> Result:
    """What couldn't be found out, and what would let it."""
    why = f"{probe.why[:1].upper()}{probe.why[1:].rstrip('.')}."
    return Result(id, "unknown", why, _allow(probe), region, cause=probe.cause or "other")


def _allow(probe: Probe[Any]) -> str:
    if probe.cause == "refused" and probe.action:
        return f"Allow {probe.action}, and look again."
    if probe.cause == "closed":
        return "A service control policy closes this region to whoever looks: nothing to be done here."
    return "Look again later."


def young(id: str, evidence: str, region: str = "") -> Result:
    """What is too new to be judged."""
    # What was asked for besides (--trail, --integrity ...) has to be asked for again.
    fix = "Look again later; with --wait 20m `verify` itself waits for it."
    return Result(id, "unknown", evidence, fix, region, cause="young", waits=True)


def about(results: Iterable[Result], *, trail: str = "", account: str = "") -> list[Result]:
    """The same results, of this trail and account."""
    return [replace(one, trail=one.trail or trail, account=one.account or account) for one in results]


def exit_code(results: Sequence[Result], allow_unknown: bool) -> ExitCode:
    """1 where anything failed, 4 where only something isn't known."""
    states = {one.state for one in results}
    if "failed" in states:
        return ExitCode.CHECK_FAILED
    return ExitCode.UNKNOWN if "unknown" in states and not allow_unknown else ExitCode.GOOD


_WORST: tuple[State, ...] = ("failed", "unknown", "passed")


def counted_by_state(results: Iterable[Result]) -> dict[State, int]:
    """How many checks are in each state: one of several regions is as good as the worst of them."""
    worst: dict[tuple[str, str], State] = {}
    for one in results:
        before = worst.get((one.trail, one.id), "passed")
        worst[one.trail, one.id] = before if _WORST.index(before) < _WORST.index(one.state) else one.state
    return {state: list(worst.values()).count(state) for state in _WORST}
