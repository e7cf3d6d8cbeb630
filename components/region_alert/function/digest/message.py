"""The one message of a digest: a subject, words for people, JSON for machines, as SNS wants them.

At most 256 KB with everything; a subject of fewer than 100 ASCII characters without control characters:
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

from . import chat
from .aws import MessageAttribute, Notification
from .clean import ascii_line, chosen, clean
from .drills import Mark
from .forms import by_protocol
from .grouping import DRILL, MEMORY, TAMPER
from .lines import Line, account, as_data, as_text, heading, in_order, is_refused, where
from .rank import Rank
from .settings import Settings
from .subject import count, only_drills, only_files, subject
from .waiting import More, listed, within

MOST_BYTES = 250_000
MOST_VALUES = 50
MOST_WAITING = 30_000
"""Bytes for the names of what has no room."""
SCHEMA = "everyregion/alert/1"


def digest_id(lines: Sequence[Line]) -> str:
    """What a message is known by: the same for one that is sent again."""
    told = sorted(
        [*line.key, str(line.total), line.counts.first, line.counts.last, line.counts.event_id]
        for line in lines
    )
    return sha256(json.dumps(told).encode()).hexdigest()[:12]


def words(lines: Sequence[Line], more: More, settings: Settings, notes: Sequence[str]) -> str:
    """The message for people."""
    out = [_summary(lines, more), ""]
    for number, line in enumerate(lines, 1):
        first, *rest = as_text(line)
        out += [f"{number}. {first}", *rest, ""]
    if more.groups:
        names = listed(more.calls, MOST_WAITING)
        events = count(more.events, "event")
        out += [f"... and {more.groups} more groups ({events}), in the next message: {names}.", ""]
    out += [*notes, ""] if notes else []
    return "\n".join([*out, *next_steps(lines, settings)])


def _summary(lines: Sequence[Line], more: More) -> str:
    events = sum(line.counts.count for line in lines) + more.events
    number = f"{count(events, 'event')} in {count(len(lines) + more.groups, 'group')}"
    if only_files(lines) and not more.groups:
        return (
            "CloudTrail delivered log files of regions that are not on your approved list, "
            "and they can't be read."
        )
    ours = [line.key.kind in (TAMPER, MEMORY) for line in lines]
    if all(ours) and not more.groups:
        return f"{number}: changes to the audit trail or to the alert itself."
    elsewhere = "in AWS regions that are not on your approved list."
    if any(ours):
        return f"{number}: changes to the audit trail or to the alert itself, and activity {elsewhere}"
    return f"{number}, {elsewhere}"


def next_steps(lines: Sequence[Line], settings: Settings) -> list[str]:
    """What to do with it."""
    steps = [
        "What to do next",
        "- Ask whoever is named above whether they did this, not by a way that account controls.",
        "- If nobody did: treat it as a break-in. Disable the key or role, then look at what it made there.",
        "- If it was meant: add the region to approvedRegions, or the principal to alertIgnorePrincipals.",
    ]
    if any(line.key.kind == DRILL for line in lines):
        steps.insert(1, "- DRILL is only a label: if you ran no drill now, it is real.")
    if any(line.counts.rank in (Rank.CHANGED, Rank.TRIED) for line in lines):
        steps.insert(
            1, "- If you made no such change, somebody may be hiding: see that the trail still logs."
        )
    minutes, whose = settings.repeat_minutes, ""
    if settings.organization:
        steps.append("- A link opens in the account that you are signed in to: sign in to the one it names.")
        whose = f" of organization {clean(settings.organization)}, alert in"
    return [
        *steps,
        "",
        f"A group that goes on unchanged is repeated after {count(minutes, 'minute')}, "
        "then twice as long each time, up to a day. "
        f"Trail {clean(settings.trail_name)}{whose or ','} account {clean(settings.account_id)}, "
        f"{clean(settings.home_region)}. Digest {digest_id(lines)}.",
    ]


def data(lines: Sequence[Line], more: More, settings: Settings, notes: Sequence[str]) -> dict[str, object]:
    """The message for machines."""
    return {
        "schema": SCHEMA,
        "digest": digest_id(lines),
        "trail": settings.trail_name,
        "partition": settings.partition,
        "account": settings.account_id,
        **({"organization": settings.organization} if settings.organization else {}),
        "homeRegion": settings.home_region,
        "events": sum(line.counts.count for line in lines) + more.events,
        "groups": [as_data(line) for line in lines],
        "more": {"groups": more.groups, "events": more.events, "calls": within(more.calls, MOST_WAITING)},
        "notes": list(notes),
    }


def compose(lines: Sequence[Line], settings: Settings, notes: Sequence[str] = ()) -> tuple[Notification, int]:
    """(arguments for SNS's Publish, how many of the lines they show): as many as fit, in the order given,
    into every form of the message. Each form shows the same ones, in the same order."""
    most = min(len(lines), chat.MOST_GROUPS) if settings.chat else len(lines)

    def fits(shown: int) -> bool:
        if settings.chat and not chat.fits(in_order(lines[:shown])):
            return False
        return _size(_of(lines, shown, settings, notes)) <= MOST_BYTES

    shown, too_many = 1, most + 1
    while too_many - shown > 1:
        # All of them first: mostly they fit.
        middle = most if too_many > most else (shown + too_many) // 2
        if fits(middle):
            shown = middle
        else:
            too_many = middle
    return _of(lines, shown, settings, notes), shown


def _of(lines: Sequence[Line], shown: int, settings: Settings, notes: Sequence[str]) -> Notification:
    """The message with the first of the lines; it says how many are left."""
    return _arguments(in_order(lines[:shown]), More.of(lines[shown:]), settings, notes)


def in_plain_words(lines: Sequence[Line], why: str) -> str:
    """What is sent where SNS won't have the whole: a line of ASCII for each group."""
    rows: list[str] = []
    for number, line in enumerate(lines, 1):
        often = f"{count(line.counts.count, 'event')}{', refused' if is_refused(line) else ''}"
        who = f"{chosen(line.key.principal)}, {where(line)}, account {account(line)}"
        rows.append(f"{number}. {heading(line)}: {often}, {who}")
    last = f"The full message was refused by SNS ({clean(why)}). Look at CloudTrail."
    rows = [subject(lines, More()), "", *(ascii_line(row, 600) for row in rows), "", last]
    return "\n".join(rows)


def _arguments(lines: Sequence[Line], more: More, settings: Settings, notes: Sequence[str]) -> Notification:
    people = words(lines, more, settings, notes)
    machines = data(lines, more, settings, notes)
    title = subject(lines, more)
    talk = chat.notification(title, lines, more, settings, notes) if settings.chat else None
    return {
        "TopicArn": settings.topic_arn,
        "Subject": title,
        "Message": by_protocol(title, people, machines, talk),
        "MessageStructure": "json",
        "MessageAttributes": attributes(lines, more),
    }


def attributes(lines: Sequence[Line], more: More) -> dict[str, MessageAttribute]:
    """What subscriptions can be filtered by; `region` and `account` are lists, as filter policies take."""

    def array(values: set[str]) -> MessageAttribute:
        some = sorted(clean(value, 64) for value in values)[:MOST_VALUES]
        return {"DataType": "String.Array", "StringValue": json.dumps(some)}

    drills = sorted({Mark.of(line.key).nonce for line in lines})[:5] if only_drills(lines, more) else []
    found: dict[str, MessageAttribute] = {
        "kind": {"DataType": "String", "StringValue": "region-alert"},
        "region": array({region for line in lines for region in line.counts.regions if region}),
        "account": array({line.key.account for line in lines}),
        "count": {
            "DataType": "Number",
            "StringValue": str(sum(line.counts.count for line in lines) + more.events),
        },
        "groups": {"DataType": "Number", "StringValue": str(len(lines) + more.groups)},
        "digest": {"DataType": "String", "StringValue": digest_id(lines)},
    }
    if drills:
        found["drill"] = {"DataType": "String", "StringValue": " ".join(drills)}
    return found


def _size(arguments: Notification) -> int:
    values = [arguments["Message"], arguments["Subject"]]
    for name, attribute in arguments["MessageAttributes"].items():
        values += [name, attribute["DataType"], attribute["StringValue"]]
    return sum(len(value.encode("utf-8", "replace")) for value in values)
