"""The run's report, as JSON and as Markdown: steps, times, cost, and what was proved. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from typing import Any

from acceptance import cost
from acceptance.claims import CLAIMS, Proof, prove
from acceptance.journal import Done, Journal
from acceptance.steps import STEPS
from wizard import __version__
from wizard.drill.clock import elapsed
from wizard.failures import ExitCode
from wizard.screen.terminal import safe

_DEPLOYED, _GONE = "deploy", "destroy"


def proofs(journal: Journal) -> list[Proof]:
    """Of every claim."""
    return [prove(claim, journal.steps) for claim in CLAIMS]


def verdict(journal: Journal) -> ExitCode:
    """1 where a step failed, 4 where one isn't known or wasn't reached."""
    states = {journal.steps[step.name].state if step.name in journal.steps else "" for step in STEPS}
    if "failed" in states:
        return ExitCode.CHECK_FAILED
    return ExitCode.GOOD if states == {"passed"} else ExitCode.UNKNOWN


def hours(journal: Journal, now: float) -> float:
    """How long the stack was there, as far as it is known: from the first deployment's beginning."""
    first, last = journal.steps.get(_DEPLOYED), journal.steps.get(_GONE)
    if first is None or not first.begun:
        return 0.0
    return max(0.0, ((last.ended if last and last.ended else now) - first.begun) / 3600)


def document(journal: Journal, now: float) -> dict[str, Any]:
    """Everything, for machines."""
    there = hours(journal, now)
    return {
        "schema": "everyregion/acceptance/1",
        "program": f"everyregion {__version__}",
        "run": journal.run,
        "account": journal.account,
        "region": journal.region,
        "begun": _time(journal.begun),
        "ended": _time(now),
        "hoursDeployed": round(there, 2),
        "costUsd": round(cost.usd(there), 4),
        "costParts": [{"what": part.what, "usd": round(part.usd, 4)} for part in cost.parts(there)],
        "steps": [_step(one) for one in _ordered(journal)],
        "claims": [
            {"id": one.claim.id, "claim": one.claim.claim, "state": one.state, "lines": list(one.lines)}
            for one in proofs(journal)
        ],
        "exitCode": verdict(journal),
    }


def _step(one: Done) -> dict[str, Any]:
    return {
        "name": one.name,
        "state": one.state,
        "why": one.why,
        "seconds": round(one.ended - one.begun, 1) if one.ended else None,
        "exitCode": one.exit_code,
        "seen": one.seen,
    }


def _ordered(journal: Journal) -> Sequence[Done]:
    return [journal.steps.get(step.name) or Done(step.name, "not reached") for step in STEPS]


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def markdown(journal: Journal, now: float) -> str:
    """The same for people."""
    return "\n".join(_lines(journal, now)) + "\n"


def _lines(journal: Journal, now: float) -> Iterator[str]:
    there = hours(journal, now)
    words = {
        ExitCode.GOOD: "Everything held.",
        ExitCode.CHECK_FAILED: "Something failed.",
        ExitCode.UNKNOWN: "Not everything could be found out.",
    }
    yield "# Everyregion's acceptance"
    yield ""
    yield (
        f"{words[verdict(journal)]} Account {journal.account}, home region {journal.region}, everyregion "
        f"{__version__}, run {journal.run}."
    )
    yield ""
    yield (
        f"From {_time(journal.begun)} to {_time(now)}; deployed for {elapsed(there * 3600)}; about "
        f"{cost.usd(there):.2f} USD at list prices."
    )
    yield ""
    yield "| step | outcome | time |"
    yield "|---|---|---|"
    for one in _ordered(journal):
        time = elapsed(one.ended - one.begun) if one.ended else ""
        yield f"| {one.name} | {one.state} | {time} |"
    for one in _ordered(journal):
        if one.why:
            yield ""
            yield f"## {one.name}: {one.state}"
            yield ""
            yield from (f"- {_text(line)}" for line in one.why)
    stays = (journal.steps["nothing-left"].seen if "nothing-left" in journal.steps else {}).get("stays")
    if stays:
        yield ""
        yield "## What stays, and should"
        yield ""
        yield from (f"- {_text(line)}" for line in stays)
    yield ""
    yield "## What only a real account can show"
    yield ""
    yield "| claim | outcome | by |"
    yield "|---|---|---|"
    for one in proofs(journal):
        yield f"| {_text(one.claim.claim)} | {one.state} | {_text('; '.join(one.lines))} |"


def _text(text: str) -> str:
    """On one line, without what Markdown or a page would take for more than text."""
    plain = safe(text)
    for sign in "\\`*_[]<>|":
        plain = plain.replace(sign, f"\\{sign}")
    return plain
