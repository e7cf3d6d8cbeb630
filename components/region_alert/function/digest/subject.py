"""The subject of a message: what matters most, and whether there is more.

At most 99 ASCII characters without control characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

from __future__ import annotations

from collections.abc import Sequence

from . import made_of
from .clean import ascii_line, chosen, clean
from .drills import listener_of
from .grouping import DRILL, FILE, FOLD, MEMORY, TAMPER
from .lines import Line, is_refused, where
from .rank import Rank
from .waiting import More, within

MOST_NAMES = 30


def subject(lines: Sequence[Line], more: More) -> str:
    """Under 100 ASCII characters: names what matters most, which comes first. Says DRILL only when nothing
    else is in the message than a drill and that it listens."""
    drill = only_drills(lines, more, listening=True)
    label = "Everyregion DRILL" if drill else "Everyregion"
    if drill and not only_drills(lines, more):
        # The drill is named first, so that its listener's subscription can't be taken for somebody else's.
        lines = sorted(lines, key=lambda line: line.key.kind != DRILL)
    events = sum(line.counts.count for line in lines) + more.events
    groups = len(lines) + more.groups
    if only_files(lines) and not more.groups:
        return f"{label}: {count(events, 'log file')} could not be read"
    what = _changed(lines) or _in_short(lines[0])
    who = "" if lines[0].key.kind in (FILE, MEMORY) else f" by {_name(lines[0].key.principal)}"
    if groups == 1:
        return ascii_line(f"{label}: {what}, {count(events, 'event')},{who}".rstrip(","), 99)
    others = f"and {groups - 1} more group{'s' if groups > 2 else ''}, {events} events"
    if drill and lines[-1].key.kind == TAMPER:
        others = "and its own subscription"
    room = 99 - len(f"{label}: , {others}")
    return ascii_line(f"{label}: {ascii_line(what + who, room)}, {others}", 99)


def _name(principal: str) -> str:
    """The role or user without its path."""
    kind, _, name = principal.rpartition(":")[2].partition("/")
    return chosen(f"{kind}/{name.rpartition('/')[2]}" if name else kind)


def _changed(lines: Sequence[Line]) -> str:
    """The changes to the trail or the alert, as many as have room, where the first line is one: which is the
    first, whoever makes them chooses."""
    changes = [line for line in lines if line.key.kind == TAMPER and line.counts.rank == Rank.CHANGED]
    if lines[0] not in changes:
        return ""
    first, *others = dict.fromkeys(clean(line.key.event, 64) for line in changes)
    return f"audit trail or alert changed: {', '.join([first, *within(others, MOST_NAMES - len(first))])}"


def _in_short(line: Line) -> str:
    """What happened and where, for the subject."""
    kind, where_short = line.key.kind, where(line).partition(" (")[0]
    if kind == FILE:
        return f"a log file of {where_short} could not be read"
    if kind == MEMORY:
        return "what the alert remembered could not be read"
    name = line.key.event
    if kind == FOLD:
        name = f"{made_of.foremost(line.counts).partition(' ')[0]} and others"
    name = clean(name, 64)
    if kind == TAMPER:
        return f"refused change to audit trail or alert: {name}"
    refused = " refused" if is_refused(line) and kind != DRILL else ""
    return f"{name}{refused} in {where_short}"


def only_drills(lines: Sequence[Line], more: More, listening: bool = False) -> bool:
    """Whether nothing but drills is told or waits. listening: beside them, that they subscribed their queues
    may be told, or an earlier one ended its own, each by whom the drill is."""
    drills = [line.key for line in lines if line.key.kind == DRILL]
    others = [line for line in lines if line.key.kind != DRILL]
    known = all(listener_of(line.key).is_of(line.key, line.counts.count, drills) for line in others)
    return bool(drills) and not more.groups and (known if listening else not others)


def only_files(lines: Sequence[Line]) -> bool:
    """Whether the message is of unreadable log files alone."""
    return all(line.key.kind == FILE for line in lines)


def count(number: int, word: str) -> str:
    """The number with its word, in the plural where that is due."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
