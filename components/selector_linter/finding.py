"""One thing that is wrong with a selector, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from components.event_selectors import Field, Selector
from components.settings.problems import shown

#: refused: CloudTrail doesn't take the selectors; nothing: this one records nothing; part: something of it
#: does nothing; redundant: another one records all of it; wider: it matches more than was meant, most likely;
#: twice: it is paid for twice.
Kind = Literal["refused", "nothing", "part", "redundant", "wider", "twice"]
OPERATORS = {
    "equals": "Equals",
    "not_equals": "NotEquals",
    "starts_with": "StartsWith",
    "not_starts_with": "NotStartsWith",
    "ends_with": "EndsWith",
    "not_ends_with": "NotEndsWith",
}
CATEGORIES = ("Management", "Data", "NetworkActivity")
#: The only sources that can be left out of management events.
MANAGEMENT_SOURCES = ("kms.amazonaws.com", "rdsdata.amazonaws.com")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. where: the selector, by its name or its place; what, consequence, fix:
    sentences."""

    kind: Kind
    where: str
    what: str
    consequence: str
    fix: str

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}: {self.what}", self.consequence, self.fix) if part)

    def as_dict(self) -> dict[str, str]:
        return dict(vars(self))


def refusal(where: str, what: str, fix: str) -> Finding:
    """What CloudTrail answers with InvalidEventSelectorsException."""
    return Finding("refused", where, what, "CloudTrail refuses it (InvalidEventSelectors).", fix)


def named(selector: Selector, place: int) -> str:
    """How a message calls the selector at this place, counted from 1."""
    return f"Selector {shown(selector.name)}" if selector.name else f"Selector {place}"


def category(selector: Selector) -> str:
    """Management, Data, NetworkActivity; "" where it says none of them."""
    said = next((one.equals for one in selector.fields if one.name == "eventCategory"), ())
    return said[0] if len(said) == 1 and said[0] in CATEGORIES else ""


def values_of(field: Field) -> dict[str, tuple[str, ...]]:
    """The operators that are used, as AWS calls them, with their values."""
    return {api: getattr(field, name) for name, api in OPERATORS.items() if getattr(field, name)}


def listed(values: Iterable[str]) -> str:
    """Values as a message shows them, the first few."""
    return ", ".join(shown(value) for value in sorted(values)[:5])
