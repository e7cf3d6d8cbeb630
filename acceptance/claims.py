"""What only a real account can show, claim by claim, and the line of the report that does.

claims.json has them: steps, checks and attempts that have to be passed, or why a run can't show it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.journal import Done

_FILE = Path(__file__).with_name("claims.json")


@dataclass(frozen=True)
class Claim:
    """why: of one that this run can't show, "" otherwise."""

    id: str
    claim: str
    steps: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    attempts: tuple[str, ...] = ()
    why: str = ""


def _claim(one: Mapping[str, Any]) -> Claim:
    lists = {key: tuple(one.get(key, ())) for key in ("steps", "checks", "attempts")}
    return Claim(one["id"], one["claim"], **lists, why=one.get("why", ""))


CLAIMS = tuple(map(_claim, json.loads(_FILE.read_text("utf-8"))))


@dataclass(frozen=True)
class Proof:
    """state: proved, refuted, open (not known, or not reached) or elsewhere; lines: of the report, what says
    so."""

    claim: Claim
    state: str
    lines: tuple[str, ...]


def prove(claim: Claim, steps: Mapping[str, Done]) -> Proof:
    """What the steps say of it."""
    if claim.why:
        return Proof(claim, "elsewhere", (claim.why,))
    lines = [*_lines(claim, steps)]
    states = {state for _, state in lines}
    state = "refuted" if "failed" in states else "proved" if states == {"passed"} else "open"
    return Proof(claim, state, tuple(f"{what}: {state}" for what, state in lines))


def _lines(claim: Claim, steps: Mapping[str, Done]) -> list[tuple[str, str]]:
    """Of each thing that it rests on, what came of it. What is asked of single checks or attempts is told by
    these, not by the step as a whole."""
    found: list[tuple[str, str]] = []
    for name in claim.steps:
        done = steps.get(name)
        if claim.checks and name == "verify":
            checks: Mapping[str, str] = (done.seen.get("checks") if done else None) or {}
            found += [(f"verify {one}", checks.get(one, "not reached")) for one in claim.checks]
        elif claim.attempts and name == "attempts":
            seen = done.seen if done else {}
            found += [(f"attempts {one}", _of_attempt(seen.get(one))) for one in claim.attempts]
        else:
            found.append((name, done.state if done else "not reached"))
    return found


def _of_attempt(answer: str | None) -> str:
    if answer is None:
        return "not reached"
    return {"refused": "passed", "went through": "failed"}.get(answer, "unknown")
