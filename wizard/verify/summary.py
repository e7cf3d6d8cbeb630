"""A verification in a few lines, for commands that end with it: a rehearsal, a deployment. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.verify.report import covered, verdict
from wizard.verify.result import counted_by_state
from wizard.verify.run import Verified


def lines(done: Verified) -> list[str]:
    """The verdict, and what isn't passed."""
    return [verdict(done.results), covered(done), *_amiss(done)]


def _amiss(done: Verified) -> Iterator[str]:
    told: set[str] = set()
    for one in done.results:
        if one.state != "passed" and one.id not in told:
            told.add(one.id)
            yield f"{one.state}: {one.id}: {one.evidence}"


def as_dict(done: Verified) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "verdict": verdict(done.results),
        "checks": counted_by_state(done.results),
        "amiss": [one.as_dict() for one in done.results if one.state != "passed"],
    }
