"""What failed, what isn't known and what passed, as the page tells it, and the controls behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wizard.review.controls import Control, controls
from wizard.verify.catalogue import Check
from wizard.verify.result import Result
from wizard.verify.rows import Row, rows

#: By the beginning of a check's id.
GROUPS = {
    "trail": "Trail",
    "bucket": "Log bucket",
    "access-bucket": "Bucket of access logs",
    "key": "Log key",
    "coverage": "Coverage",
    "integrity": "Integrity of log files",
    "organization": "Organization",
    "alert": "Region alert",
    "tamper": "Tamper alert",
    "queries": "Queries on Athena",
    "drift": "Drift from the settings",
}
_WORST = ("failed", "unknown", "passed")


@dataclass(frozen=True)
class Seen:
    """What was seen in one place. about: the account that it is about, "" for the caller's own."""

    evidence: str
    fix: str
    about: str


@dataclass(frozen=True)
class Finding:
    """One check of one trail that isn't passed. anchor: its id on the page; seen: where, the first one first;
    fix: the one that all of them have, "" where they differ; trail: "" where there is only one."""

    anchor: str
    check: Check
    state: str
    trail: str
    seen: tuple[Seen, ...]
    fix: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Passed:
    """One check that passed. times: of how many regions or accounts."""

    check: Check
    evidence: str
    times: int


@dataclass(frozen=True)
class Demand:
    """One control of a framework, as good as the worst of the checks that answer it."""

    id: str
    state: str
    checks: tuple[str, ...]


def findings(results: Sequence[Result], state: str, own_account: str) -> list[Finding]:
    """Of this state, a check of a trail at a time, in the order of reports."""
    several = len({one.trail for one in results if one.trail}) > 1
    alike: dict[tuple[str, str], list[Row]] = {}
    for row in rows(results, state):
        alike.setdefault((row.one.id, row.one.trail), []).append(row)
    return [
        _finding(f"{state}-{number}", trail if several else "", some, own_account)
        for number, ((_, trail), some) in enumerate(alike.items(), 1)
    ]


def _finding(anchor: str, trail: str, some: Sequence[Row], own_account: str) -> Finding:
    one = some[0].one
    fixes = {row.one.fix for row in some}
    fix = fixes.pop() if len(fixes) == 1 else ""
    seen = tuple(
        Seen(
            row.evidence,
            "" if fix else row.one.fix,
            "" if row.one.account == own_account else row.one.account,
        )
        for row in some
    )
    return Finding(anchor, one.check, one.state, trail, seen, fix, answers(one.id))


def passed(results: Sequence[Result]) -> list[tuple[str, list[Passed]]]:
    """Heading and checks, of those that passed wherever they were asked."""
    amiss = {one.id for one in results if one.state != "passed"}
    by_id: dict[str, list[Result]] = {}
    for one in results:
        if one.id not in amiss:
            by_id.setdefault(one.id, []).append(one)
    found: dict[str, list[Passed]] = {}
    for some in by_id.values():
        evidence = list(dict.fromkeys(one.evidence for one in some))
        told = evidence[0] if len(evidence) == 1 else f"For example: {evidence[0]}"
        heading = heading_of(some[0].check)
        found.setdefault(heading, []).append(Passed(some[0].check, told, len(some)))
    return list(found.items())


def heading_of(check: Check) -> str:
    """What the check is about."""
    return GROUPS.get(check.group, check.group.capitalize())


def answers(id: str) -> tuple[tuple[str, str], ...]:
    """Framework with version, and the controls of it that this check answers."""
    found: dict[str, list[str]] = {}
    for one in controls(id):
        found.setdefault(framework(one), []).append(one.id)
    return tuple((name, ", ".join(ids)) for name, ids in found.items())


def framework(control: Control) -> str:
    """`CIS 6.0`, `Security Hub FSBP 1.0.0`."""
    return f"{control.framework} {control.version}"


def demands(results: Iterable[Result]) -> list[tuple[str, list[Demand]]]:
    """Framework and its controls that were answered, each as good as the worst check that answers it."""
    states: dict[str, str] = {}
    for one in results:
        states[one.id] = min(states.get(one.id, "passed"), one.state, key=_WORST.index)
    found: dict[str, dict[str, list[str]]] = {}
    for id in states:
        for one in controls(id):
            found.setdefault(framework(one), {}).setdefault(one.id, []).append(id)
    return [
        (name, [_demand(control, checks, states) for control, checks in some.items()])
        for name, some in found.items()
    ]


def _demand(control: str, checks: Sequence[str], states: dict[str, str]) -> Demand:
    return Demand(control, min((states[one] for one in checks), key=_WORST.index), tuple(checks))
