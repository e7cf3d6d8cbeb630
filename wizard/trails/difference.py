"""One way in which a trail isn't as the settings ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "stopped",
    "delivery",
    "regions",
    "global-events",
    "management",
    "selector-name",
    "loop",
    "validation",
    "key",
    "key-state",
    "insights",
    "data-events",
    "log-group",
    "bucket",
    "region-alert",
    "tamper-alert",
]


#: What calls on the trail can put right, where it is known to be wrong.
_IN_PLACE = frozenset[Kind](
    {
        "stopped",
        "regions",
        "global-events",
        "management",
        "selector-name",
        "loop",
        "validation",
        "key",
        "insights",
        "data-events",
    }
)


@dataclass(frozen=True)
class Difference:
    """text: what is so and what it causes; remedy: "in place" by calls on the trail, "stack" by what only a
    deployment makes, "by hand" by somebody outside of both, as `advice` says. state: unknown where it
    couldn't be found out: never taken for right, and never changed."""

    kind: Kind
    text: str
    remedy: Literal["in place", "stack", "by hand"] = "in place"
    advice: str = ""
    state: Literal["bad", "unknown"] = "bad"

    @property
    def is_fixable(self) -> bool:
        """Whether calls on the trail put it right."""
        return self.state == "bad" and self.remedy == "in place"

    @property
    def may_be_fixable(self) -> bool:
        """Whether calls would put it right if it is wrong, which isn't known."""
        return self.state == "unknown" and self.kind in _IN_PLACE

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "state": self.state,
            "remedy": self.remedy,
            "text": self.text,
            "advice": self.advice,
        }


def unknown(kind: Kind, text: str, why: str) -> Difference:
    """Something that couldn't be looked at. why: what was refused."""
    reason = f": {why.rstrip('.')}" if why else ""
    return Difference(kind, f"{text} isn't known{reason}.", "by hand", state="unknown")
