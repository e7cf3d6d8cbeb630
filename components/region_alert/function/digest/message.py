"""The one message of a digest: a subject, words for people, JSON for machines, as SNS wants them.

At most 256 KB with everything; a subject of fewer than 100 ASCII characters without control characters:
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from .chat import notification
from .clean import ascii_line, clean
from .lines import UNREADABLE, Line, as_data, as_text
from .settings import Settings

MOST_BYTES = 250_000
SCHEMA = "everyregion/alert/1"


class More(NamedTuple):
    """What is due and didn't fit: it follows in the next digest."""

    groups: int = 0
    events: int = 0


def subject(lines: Sequence[Line], more: More) -> str:
    """Under 100 ASCII characters. Says DRILL only when nothing else is in the message."""
    drills = all(line.key.drill for line in lines) and not more.groups
    label = "Everyregion DRILL" if drills else "Everyregion"
    events = sum(line.counts.count for line in lines) + more.events
    regions = list(dict.fromkeys(line.key.region for line in lines))
    groups = len(lines) + more.groups
    if only_files(lines) and not more.groups:
        return f"{label}: {_count(events, 'log file')} could not be read"
    where = regions[0] if len(regions) == 1 else f"{len(regions)} regions"
    if groups == 1:
        who = lines[0].key.principal.rpartition(":")[2]
        return ascii_line(
            f"{label}: {lines[0].key.event} in {where}, {_count(events, 'event')}, by {who}", 99
        )
    return ascii_line(
        f"{label}: {_count(events, 'event')} in {where} that you did not approve, {groups} groups", 99
    )


def only_files(lines: Sequence[Line]) -> bool:
    """Whether the message is of unreadable log files alone."""
    return all(line.key.event == UNREADABLE for line in lines)


def words(lines: Sequence[Line], more: More, settings: Settings, notes: Sequence[str]) -> str:
    """The message for people."""
    events = sum(line.counts.count for line in lines) + more.events
    summary = (
        f"{_count(events, 'event')} in {_count(len(lines) + more.groups, 'group')}, "
        "in AWS regions that are not on your approved list."
    )
    if only_files(lines) and not more.groups:
        summary = (
            "CloudTrail delivered log files of regions that are not on your approved list, "
            "and they can't be read."
        )
    out = [summary, ""]
    for number, line in enumerate(lines, 1):
        first, *rest = as_text(line)
        out += [f"{number}. {first}", *rest, ""]
    if more.groups:
        out += [
            f"... and {more.groups} more groups ({_count(more.events, 'event')}), in the next message.",
            "",
        ]
    out += [*notes, ""] if notes else []
    return "\n".join([*out, *next_steps(lines, settings)])


def next_steps(lines: Sequence[Line], settings: Settings) -> list[str]:
    """What to do with it."""
    steps = [
        "What to do next",
        "- Ask whoever is named above whether they did this, not by a way that account controls.",
        "- If nobody did: treat it as a break-in. Disable the key or role, then look at what it made there.",
        "- If it was meant: add the region to approvedRegions, or the principal to alertIgnorePrincipals.",
    ]
    if any(line.key.drill for line in lines):
        steps.insert(1, "- DRILL is only a label, which anyone can set: if you ran no drill now, it is real.")
    minutes = settings.repeat_minutes
    return [
        *steps,
        "",
        f"While a group lasts it is repeated at most every {_count(minutes, 'minute')}. "
        f"Trail {clean(settings.trail_name)}, account {clean(settings.account_id)}, "
        f"{clean(settings.home_region)}.",
    ]


def data(lines: Sequence[Line], more: More, settings: Settings, notes: Sequence[str]) -> dict[str, Any]:
    """The message for machines."""
    return {
        "schema": SCHEMA,
        "trail": settings.trail_name,
        "partition": settings.partition,
        "account": settings.account_id,
        "homeRegion": settings.home_region,
        "events": sum(line.counts.count for line in lines) + more.events,
        "groups": [as_data(line) for line in lines],
        "more": {"groups": more.groups, "events": more.events},
        "notes": list(notes),
    }


def compose(
    lines: Sequence[Line], settings: Settings, notes: Sequence[str] = ()
) -> tuple[dict[str, Any], int]:
    """(arguments for SNS's Publish, how many of the lines they show). As many as fit, in the order given."""
    shown = len(lines)
    while True:
        rest = lines[shown:]
        more = More(len(rest), sum(line.counts.count for line in rest))
        arguments = _arguments(lines[:shown], more, settings, notes)
        size = _size(arguments)
        if size <= MOST_BYTES or shown == 1:
            return arguments, shown
        shown = max(1, min(shown - 1, shown * MOST_BYTES // size))


def _arguments(lines: Sequence[Line], more: More, settings: Settings, notes: Sequence[str]) -> dict[str, Any]:
    people = words(lines, more, settings, notes)
    machines = _json(data(lines, more, settings, notes))
    title = subject(lines, more)
    forms = {"default": people, "email": people, "sqs": machines, "lambda": machines, "https": machines}
    if settings.chat:
        forms["https"] = _json(notification(title, lines, more.groups, settings))
    return {
        "TopicArn": settings.topic_arn,
        "Subject": title,
        "Message": _json(forms),
        "MessageStructure": "json",
        "MessageAttributes": attributes(lines, more),
    }


def attributes(lines: Sequence[Line], more: More) -> dict[str, Any]:
    """What subscriptions can be filtered by; `region` and `account` are lists, as filter policies take."""

    def array(values: set[str]) -> dict[str, str]:
        some = sorted(clean(value, 64) for value in values)[:50]
        return {"DataType": "String.Array", "StringValue": json.dumps(some)}

    drills = sorted({line.key.drill for line in lines if line.key.drill})[:5]
    found = {
        "kind": {"DataType": "String", "StringValue": "region-alert"},
        "region": array({line.key.region for line in lines}),
        "account": array({line.key.account for line in lines}),
        "count": {
            "DataType": "Number",
            "StringValue": str(sum(line.counts.count for line in lines) + more.events),
        },
        "groups": {"DataType": "Number", "StringValue": str(len(lines) + more.groups)},
    }
    if drills:
        found["drill"] = {"DataType": "String", "StringValue": " ".join(drills)}
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _size(arguments: dict[str, Any]) -> int:
    values = [arguments["Message"], arguments["Subject"]]
    for name, attribute in arguments["MessageAttributes"].items():
        values += [name, attribute["DataType"], attribute["StringValue"]]
    return sum(len(value.encode("utf-8", "replace")) for value in values)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
