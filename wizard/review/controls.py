"""Which controls of which framework one demand answers, from controls.json: for the prediction, and `verify`.

A control's number belongs to its framework and version: CIS 6.0 numbers anew what 5.0 had.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("controls.json")


@dataclass(frozen=True)
class Control:
    """`Security Hub`, `FSBP 1.0.0`, `CloudTrail.1`; version: of the framework, as its publisher writes it."""

    framework: str
    version: str
    id: str

    @property
    def words(self) -> str:
        """As a person reads it. A scanner's own names don't change with its versions."""
        shown = "" if self.framework in ("Prowler", "Security Hub") else f" {self.version}"
        return f"{self.framework}{shown} {self.id}"

    def as_dict(self) -> dict[str, str]:
        return {"framework": self.framework, "version": self.version, "id": self.id}


def controls(demand: str) -> tuple[Control, ...]:
    """Those that this demand answers, such as `trail.multi-region`: none for one that no framework knows."""
    return _by_demand().get(demand, ())


def demands_of(prowler_check: str) -> tuple[str, ...]:
    """The demands that this check of Prowler's answers."""
    by_demand = _by_demand().items()
    return tuple(
        demand
        for demand, found in by_demand
        if any(one.framework == "Prowler" and fnmatchcase(prowler_check, one.id) for one in found)
    )


@functools.cache
def document() -> Mapping[str, Any]:
    """The whole file: when it was last compared with its sources, which those are, and the demands."""
    return json.loads(FILE.read_text("utf-8"))


@functools.cache
def _by_demand() -> Mapping[str, tuple[Control, ...]]:
    frameworks = document()["frameworks"]
    return {
        demand: tuple(
            Control(frameworks[key]["name"], frameworks[key]["version"], id)
            for key, ids in by_framework.items()
            for id in ids
        )
        for demand, by_framework in document()["demands"].items()
    }
