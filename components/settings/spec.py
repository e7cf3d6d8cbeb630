"""How one setting is described: its kind, default, allowed values and words for people.

The model (model.py) writes one such description beside each field; everything else that needs
to know a setting (questions, messages, Pulumi.yaml, the README's table) reads it from there.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "choice", "flag", "number", "list", "map"]


def _always_built(_: Any) -> bool:
    return False


@dataclass(frozen=True)
class Spec:
    """One setting as people meet it.

    key: the name in the stack file; help: one line that says what it does; risk: one line with the
    cost or the risk; more: a few sentences for `?`; choices: allowed words (for a list: allowed
    items) with what each means; low/high: bounds of a number; unbuilt: tells which values are
    refused with "not yet"; fixed: can't change once deployed; hidden: its value is never shown.
    """

    key: str
    kind: Kind
    default: Any
    help: str
    risk: str = ""
    more: str = ""
    choices: dict[str, str] = dataclasses.field(default_factory=dict[str, str])
    low: int = 0
    high: int = 36500
    unbuilt: Callable[[Any], bool] = _always_built
    fixed: bool = False
    hidden: bool = False

    @property
    def default_text(self) -> str:
        """The default as the README's table prints it."""
        if self.kind == "flag":
            return "true" if self.default else "false"
        if self.kind == "list":
            return f"[{', '.join(self.default)}]"
        if self.kind == "map":
            return ", ".join(f"{key}: {value}" for key, value in self.default)
        return '""' if self.default == "" else str(self.default)

    @property
    def not_yet(self) -> str:
        """`Not yet.` or `Not yet: word, word.` where values are refused for now, else nothing."""
        words = [word for word in self.choices if self.unbuilt((word,) if self.kind == "list" else word)]
        if words:
            return f"Not yet: {', '.join(words)}."
        anything: Any = {"flag": True, "list": ("x",), "number": 1, "map": (("x", "x"),)}.get(self.kind, "x")
        return "Not yet." if not self.choices and self.unbuilt(anything) else ""


def key_of(field_name: str) -> str:
    """approved_regions -> approvedRegions."""
    return re.sub(r"_([a-z])", lambda match: match.group(1).upper(), field_name)


def setting(kind: Kind, default: Any, help: str, **words: Any) -> Any:
    """A dataclass field that carries its own description (Spec) in the field's metadata."""
    return dataclasses.field(default=default, metadata={"kind": kind, "help": help, **words})


def spec_of(field: dataclasses.Field[Any]) -> Spec:
    """The description that `setting` put on this field."""
    return Spec(key=key_of(field.name), default=field.default, **field.metadata)
