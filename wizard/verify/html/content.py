"""Everything that the page says, before it is HTML. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.arns import Arn
from components.settings import Settings, specs
from wizard import __version__
from wizard.review import plain_words
from wizard.review.costs.words import in_words
from wizard.verify.cost import cost_of
from wizard.verify.html import coverage
from wizard.verify.html.board import Continent, Seen, board, counted_tiles
from wizard.verify.html.coverage import Account, Group
from wizard.verify.html.findings import Demand, Finding, Passed, demands, findings, passed
from wizard.verify.integrity import report as integrity
from wizard.verify.report import covered, verdict
from wizard.verify.result import State, counted_by_state
from wizard.verify.run import Verified
from wizard.verify.times import clock


@dataclass(frozen=True)
class Setting:
    """changed: whether it isn't the default."""

    key: str
    value: str
    changed: bool


@dataclass(frozen=True)
class Content:
    """headline, rest: the verdict, cut at its colon; integrity: of log files, "" where that wasn't asked;
    facts: term and text, of who looked at what and when; tiles: how many there are in each state; settings:
    none without a stack; costs: sentences; cost: of the estimate, likewise, () without one."""

    title: str
    state: State
    headline: str
    rest: str
    covered: str
    integrity: str
    counts: dict[State, int]
    facts: tuple[tuple[str, str], ...]
    continents: tuple[Continent, ...]
    tiles: dict[str, int]
    accounts: int
    groups: tuple[Group, ...]
    failed: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    passed: tuple[tuple[str, list[Passed]], ...]
    demands: tuple[tuple[str, list[Demand]], ...]
    settings: tuple[Setting, ...]
    costs: tuple[str, ...]
    cost: tuple[str, ...]
    at: str
    program: str


def content(done: Verified, stack: str, accounts: Sequence[Account]) -> Content:
    """stack: its name, "" where anybody's trails were looked at; accounts: whose coverage was looked at."""
    facts, results = done.facts, list(done.results)
    who = facts.identity
    home = facts.trails[0].names.home if facts.trails else done.target.home
    enabled = facts.enabled.value
    made = board(Seen(home, enabled, facts.settings, accounts, results))
    counts = counted_by_state(results)
    headline, _, rest = verdict(results).partition(": ")
    return Content(
        title=f"Verify: account {who.account}, {clock(facts.now)}",
        state=_worst(counts),
        headline=headline.rstrip(".") if rest else headline,
        rest=rest[:1].upper() + rest[1:],
        covered=covered(done),
        integrity=integrity.sentence(done.integrity) if done.integrity else "",
        counts=counts,
        facts=tuple(_facts(done, stack)),
        continents=tuple(made),
        tiles=counted_tiles(made),
        accounts=len(accounts),
        groups=tuple(coverage.groups(accounts)),
        failed=tuple(findings(results, "failed", who.account)),
        unknown=tuple(findings(results, "unknown", who.account)),
        passed=tuple(passed(results)),
        demands=tuple(demands(results)),
        settings=tuple(_settings(facts.settings)),
        costs=tuple(_costs(facts.settings, enabled, len(accounts))),
        cost=tuple(in_words(estimated)) if (estimated := cost_of(facts)) else (),
        at=clock(facts.now),
        program=f"Everyregion {__version__}",
    )


def _worst(counts: dict[State, int]) -> State:
    for state, number in counts.items():
        if number:
            return state
    return "passed"


def _facts(done: Verified, stack: str) -> list[tuple[str, str]]:
    facts = done.facts
    who = facts.identity
    trails = [it.trail.arn if it.trail else it.names.trail_arn for it in facts.trails]
    buckets = list(dict.fromkeys(it.names.log_bucket for it in facts.trails if it.names.log_bucket))
    several = len(trails) > 1
    return [
        ("Account", who.account),
        *([("Stack", stack)] if stack else []),
        *(("Trail" if not several else f"Trail {number}", arn) for number, arn in enumerate(trails, 1)),
        *([("Log buckets" if len(buckets) > 1 else "Log bucket", ", ".join(buckets))] if buckets else []),
        ("Looked at", clock(facts.now)),
        ("By", f"{who.arn}, with Everyregion {__version__}"),
        *([("Partition", Arn.of(who.arn).partition)] if Arn.of(who.arn).partition != "aws" else []),
    ]


def _settings(settings: Settings | None) -> list[Setting]:
    if settings is None:
        return []
    plain: dict[str, Any] = settings.as_keys()
    known = specs()
    return [
        Setting(key, _shown(value), key in known and _shown(plain[key]) != _shown(known[key].default))
        for key, value in settings.as_shown().items()
    ]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ", ".join(f"{key}={one}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join("=".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value)
    return str(value)


def _costs(settings: Settings | None, enabled: Sequence[str] | None, accounts: int) -> list[str]:
    if settings is None:
        return []
    return list(plain_words.costs(settings, enabled, accounts if settings.is_organization else 0))
