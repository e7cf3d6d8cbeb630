"""What `verify` says: for people the verdict first, for machines one document."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from wizard import __version__
from wizard.failures import ExitCode
from wizard.review.costs.words import in_words
from wizard.screen import terminal
from wizard.screen.one_line_progress import Progress, StatusLine
from wizard.screen.terminal import counted
from wizard.verify.cost import cost_of
from wizard.verify.coverage import covered_accounts, stamp
from wizard.verify.facts import Facts
from wizard.verify.integrity import report as integrity
from wizard.verify.result import Result, counted_by_state
from wizard.verify.rows import OF_ACCOUNT, Row, rows
from wizard.verify.run import Verified
from wizard.verify.times import ago, clock

_INDENT = "    "
# Kinds of trouble with accounts that are told one by one.
_MOST_ROWS = 10


class Clock:
    """The wait on one line of stderr, in a terminal alone."""

    def __init__(self, quiet: bool, patience: float) -> None:
        self._line, self._patience = StatusLine(not quiet), patience

    def waits(self, seconds: float, what: str) -> None:
        self._line.write(f"{ago(seconds)} of {ago(self._patience)}: {what} (Ctrl-C stops)")

    def end(self) -> None:
        self._line.clear()


def quiet() -> Progress:
    """Says nothing: for a rehearsal, and while a clock runs."""
    return Progress(quiet=True)


def verdict(results: Sequence[Result]) -> str:
    """All of it in a sentence or two."""
    failed, unknown, passed = counted_by_state(results).values()
    if failed:
        more = f", {unknown} couldn't be told" if unknown else ""
        return f"NOT as it should be: {counted(failed, 'check')} failed{more}, {passed} passed."
    if unknown:
        return f"Nothing failed, but {counted(unknown, 'check')} couldn't be told; {passed} passed."
    return f"Everything is as it should be: {counted(passed, 'check')} passed."


def covered(done: Verified) -> str:
    """How many regions are proved to be covered, for each trail."""
    enabled = done.facts.enabled.value
    proved = {one.region for one in done.results if one.id == "coverage.region" and one.state == "passed"}
    if enabled is None:
        return "Which regions are enabled isn't known."
    regions = f"{len(proved & {*enabled})} of {counted(len(enabled), 'enabled region')}"
    others = [one.state for one in done.results if one.id == OF_ACCOUNT]
    if not others:
        return f"{regions} proved to be covered."
    accounts = f"{others.count('passed')} of {counted(len(others), 'other account')}"
    return f"{regions} of this account proved to be covered, and {accounts}."


def show(done: Verified, code: ExitCode) -> None:
    """Verdict, what failed and what isn't known with evidence and fix, then what passed in a line each."""
    results, facts = done.results, done.facts
    terminal.say(verdict(results), "warning" if counted_by_state(results)["failed"] else "bold")
    terminal.say(covered(done))
    if done.integrity:
        terminal.say(integrity.sentence(done.integrity))
    trails = list(dict.fromkeys(one.trail for one in results if one.trail))
    about = f", {trails[0]}" if len(trails) == 1 else ""
    terminal.say(f"Account {facts.identity.account}, {clock(facts.now)}{about}.")
    names = account_names(facts)
    if len(trails) < 2:
        _sections(results, names)
    else:
        # What is about no trail is about all of them.
        _sections([one for one in results if not one.trail], names)
    for arn in trails if len(trails) > 1 else ():
        terminal.say()
        terminal.say(arn, "bold")
        some = [one for one in results if one.trail == arn]
        terminal.say(verdict(some))
        _sections(some, names)
    cost = cost_of(facts)
    if cost:
        terminal.section("What it may come to", in_words(cost))
    if code == ExitCode.UNKNOWN:
        terminal.say()
        terminal.say("What couldn't be told ends this with exit code 4; --allow-unknown takes it for good.")


def account_names(facts: Facts) -> dict[str, str]:
    """By id, as far as Organizations tells them."""
    known = facts.surroundings.accounts.value if facts.surroundings else None
    return {one.id: one.name for one in known or () if one.name}


def _sections(results: Sequence[Result], names: Mapping[str, str]) -> None:
    for state, heading in (("failed", "Failed"), ("unknown", "Couldn't be told"), ("passed", "Passed")):
        found = list(rows(results, state))
        if found:
            terminal.say()
            terminal.say(heading, "bold")
        of_accounts = [row for row in found if row.accounts] if state != "passed" else []
        for row in found:
            if state == "passed":
                about = _how_many(row)
                _line(f"{row.check.what}{f' ({about})' if about else ''}", _INDENT, "  ")
            elif row not in of_accounts[_MOST_ROWS:]:
                _finding(row, names)
            elif row is of_accounts[_MOST_ROWS]:
                number = counted(sum(len(row.accounts) for row in of_accounts[_MOST_ROWS:]), "more account")
                _line(f"{row.one.id}: {number}, each in its own way; --json has them all.", _INDENT, "  ")


def _how_many(row: Row) -> str:
    """Regions or accounts of a check that passed, where it is about several."""
    number, word = (len(row.accounts), "account") if row.accounts else (len(row.regions), "region")
    return counted(number, word) if number > 1 else ""


def _finding(row: Row, names: Mapping[str, str]) -> None:
    one, check = row.one, row.check
    _line(f"{one.id}: {check.what}", _INDENT, "  ", "warning" if one.state == "failed" else "")
    whose = row.whose(names)
    _line(f"{whose}: {row.evidence}" if whose else row.evidence, _INDENT + "  ", _INDENT)
    if one.state == "failed":
        _line(f"So: {check.consequence}", _INDENT + "  ", _INDENT)
    if one.fix:
        _line(f"-> {one.fix}", _INDENT + "   ", _INDENT)


def _line(text: str, indent: str, first: str, style: str = "") -> None:
    for line in terminal.wrapped(text, indent, first):
        print(terminal.styled(line, style, sys.stdout) if style else line)


def document(done: Verified, code: ExitCode, stack: str) -> dict[str, Any]:
    """Everything for a machine, as docs/verify.schema.json says, without its schema."""
    results, facts = done.results, done.facts
    return {
        "program": f"everyregion {__version__}",
        "at": stamp(facts.now),
        "stack": stack,
        "account": facts.identity.account,
        "caller": facts.identity.arn,
        "verdict": verdict(results),
        "checks": counted_by_state(results),
        "regions": list(facts.enabled.value or ()),
        "regionsKnown": facts.enabled.value is not None,
        "trails": [
            {
                "arn": it.trail.arn if it.trail else it.names.trail_arn,
                "name": it.names.trail,
                "homeRegion": it.names.home,
                "bucket": it.names.log_bucket,
                "isThere": it.trail is not None,
                "accounts": [one.as_dict() for one in covered_accounts(facts, it, results)],
            }
            for it in facts.trails
        ],
        **({"integrity": integrity.as_dict(done.integrity)} if done.integrity else {}),
        **({"cost": cost.as_dict()} if (cost := cost_of(facts)) else {}),
        "results": [one.as_dict() for one in results],
        "exitCode": code,
    }
