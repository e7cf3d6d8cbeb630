"""What is due and has no room in a message: it comes in the next one, and this one names it.

So a call is named in the next message however many others there are, and whatever is made of the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from . import made_of
from .clean import clean
from .forms import compact
from .grouping import FOLD
from .lines import Line


class More(NamedTuple):
    """`calls`: their names, in the order in which they will be told."""

    groups: int = 0
    events: int = 0
    calls: tuple[str, ...] = ()

    @classmethod
    def of(cls, lines: Sequence[Line]) -> More:
        names = dict.fromkeys(name for line in lines for name in _names(line))
        return cls(len(lines), sum(line.counts.count for line in lines), tuple(names))


def _names(line: Line) -> list[str]:
    if line.key.kind == FOLD:
        return [name.partition(" (")[0] for name, _ in made_of.parts(line.counts) if name]
    return [clean(line.key.event)]


def within(names: Sequence[str], most: int) -> list[str]:
    """As many of the names as take no more bytes than that in a message, where JSON stands in JSON."""
    found: list[str] = []
    for name in names:
        most -= len(compact(compact(name)).encode("utf-8", "replace")) + 1
        if most < 0:
            break
        found.append(name)
    return found


def listed(names: Sequence[str], most: int) -> str:
    """The same in words; says how many are left out."""
    some = within(names, most)
    left = len(names) - len(some)
    return ", ".join([*some, f"{left} others"] if left else some)
