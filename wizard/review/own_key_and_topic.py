"""Tells what was found out about what the settings name (organization, role, key, topic); ends a run on bad
ones."""

from __future__ import annotations

from collections.abc import Sequence

from components.settings import Problem, Settings
from wizard.account.facts import Finding
from wizard.account.policy_verdict import pasteable
from wizard.failures import UsageFailure, deeds
from wizard.screen import terminal

_WORDS = {"good": "good", "bad": "BAD", "unknown": "unknown"}


def bad(found: Sequence[Finding]) -> list[Finding]:
    """Those with which a deployment would fail, or an alert stay silent."""
    return [finding for finding in found if finding.state == "bad"]


def show(found: Sequence[Finding]) -> None:
    """Every finding on stdout, and below them the statements that are missing, ready to be pasted."""
    if not found:
        return
    terminal.section("What the settings name", [f"{_WORDS[one.state]}: {one.text}" for one in found])
    shown: set[str] = set()
    for finding in found:
        for statement in finding.statements:
            text = pasteable(statement)
            if text not in shown:
                shown.add(text)
                terminal.say()
                terminal.say(f"{statement['Sid']}, for the policy of {finding.of}:")
                for line in text.splitlines():
                    print(terminal.safe(line))


def refuse(found: Sequence[Finding], settings: Settings) -> None:
    """Raises UsageFailure with everything that is bad."""
    values = settings.as_shown()
    problems = [
        Problem(one.key, values[one.key], one.text, "", " ".join(pasteable(s, None) for s in one.statements))
        for one in bad(found)
    ]
    if problems:
        raise UsageFailure(
            f"What the settings name can't be used as it is. {deeds.claim('Nothing was written.')}", problems
        )
