"""What a line that counts many groups is made of: a fold's calls, or whoever made a call that many made.

What matters most comes first. However long the names are, a message must hold at least one line.
"""

from __future__ import annotations

from .clean import chosen, clean
from .grouping import FOLD, Call, Key, Tally
from .moments import span
from .rank import Rank, word

IN_ROWS = 30
MOST_BYTES = 20_000


def parts(counts: Tally) -> list[tuple[str, Call]]:
    """(name, its numbers): by rank, then time. Those without a name come last, under an empty one."""
    ordered = sorted(counts.calls.items(), key=lambda item: (not item[0], item[1].rank, item[1].first))
    found: list[tuple[str, Call]] = []
    others: list[Call] = []
    room = MOST_BYTES
    for name, call in ordered:
        name = clean(name)
        room -= len(name.encode("utf-8", "replace"))
        if name and room >= 0:
            found.append((name, call))
        else:
            others.append(call)
    if others:
        first, *rest = others
        for call in rest:
            first = first.plus(call)
        found.append(("", first))
    return found


def rows(key: Key, counts: Tally) -> list[str]:
    """In words: the first in a row each, the names of the others after them."""
    label, shown = ("Call", clean) if key.kind == FOLD else ("By", chosen)
    some = [(shown(name), call) for name, call in parts(counts)]
    lines = [f"  {label:<10}{_in_words(name, call)}" for name, call in some[:IN_ROWS]]
    others = [f"{name or 'others'} ({call.number})" for name, call in some[IN_ROWS:]]
    return [*lines, f"  {'And':<10}{', '.join(others)}"] if others else lines


def _in_words(name: str, call: Call) -> str:
    refused = ", refused or failed" if call.rank == Rank.REST else ""
    return f"{name or 'others'}: {call.number}{refused}, {span(call.first, call.last)}"


def as_data(key: Key, counts: Tally) -> dict[str, object]:
    """For machines: `calls` of a fold, or the `principals` that made the call. Empty for any other line."""
    if not counts.calls:
        return {}
    found = {
        name or "other": {
            "rank": word(call.rank),
            "count": call.number,
            "first": call.first,
            "last": call.last,
        }
        for name, call in parts(counts)
    }
    return {"calls" if key.kind == FOLD else "principals": found}


def foremost(counts: Tally) -> str:
    """The name of what matters most in it."""
    return next((name for name, _ in parts(counts)), "")
