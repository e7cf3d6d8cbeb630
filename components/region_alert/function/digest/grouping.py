"""Groups of like events: the same account, region, principal and event, counted.

A group keeps a few examples of everything else, never all of it: memory stays bounded whatever is in the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from typing import Any, NamedTuple
from uuid import uuid4

from .clean import bounded
from .principals import describe, part, text

EXAMPLES = 8
DRILL = re.compile(r"everyregion-drill/([A-Za-z0-9-]{1,64})")
EVENT_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Key(NamedTuple):
    """What makes two events the same group. `drill` is the marker's nonce: a second drill is heard too."""

    account: str
    region: str
    principal: str
    event: str
    source: str
    drill: str = ""


class Event(NamedTuple):
    """What a digest needs of one record. `detail` is the session's name, or the key of a log file."""

    id: str
    key: Key
    time: str = ""
    address: str = ""
    through: str = ""
    error: str = ""
    detail: str = ""


@dataclass
class Tally:
    """Counts and examples of one group's events since its last message."""

    count: int = 0
    first: str = ""
    last: str = ""
    event_id: str = ""
    addresses: dict[str, int] = field(default_factory=dict)
    through: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    details: dict[str, int] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        self.count += 1
        self._times(event.time, event.time)
        self.event_id = self.event_id or event.id
        for counts, value in (
            (self.addresses, event.address),
            (self.through, event.through),
            (self.errors, event.error),
            (self.details, event.detail),
        ):
            if value:
                _count(counts, value, 1)

    def merge(self, other: Tally) -> None:
        self.count += other.count
        self._times(other.first, other.last)
        self.event_id = self.event_id or other.event_id
        for mine, theirs in (
            (self.addresses, other.addresses),
            (self.through, other.through),
            (self.errors, other.errors),
            (self.details, other.details),
        ):
            for value, number in theirs.items():
                _count(mine, value, number)

    def _times(self, first: str, last: str) -> None:
        if first and (not self.first or first < self.first):
            self.first = first
        if last > self.last:
            self.last = last


def _count(counts: dict[str, int], value: str, number: int) -> None:
    """Adds to the value's count, or to that of "" (all the others) when there are examples enough."""
    if value not in counts and len(counts) >= EXAMPLES:
        value = ""
    counts[value] = counts.get(value, 0) + number


def summarise(record: Any, account: str = "") -> Event:
    """What a digest needs of a record. `account` stands in where the record names none. Never raises."""
    if not isinstance(record, dict):
        key = Key(account, "unknown", "unknown principal", "not a CloudTrail record", "")
        return Event(_fingerprint(record), key)
    identity = part(record, "userIdentity")
    principal, session = describe(record)
    marker = DRILL.search(text(record.get("userAgent")))
    key = Key(
        text(record.get("recipientAccountId"))[:64]
        or account
        or text(identity.get("accountId"))[:64]
        or "unknown",
        text(record.get("awsRegion"))[:64] or "unknown",
        bounded(principal),
        bounded(text(record.get("eventName")), 128) or "unknown event",
        bounded(text(record.get("eventSource")), 128),
        marker.group(1) if marker else "",
    )
    time = text(record.get("eventTime"))
    event_id = text(record.get("eventID"))
    return Event(
        event_id if EVENT_ID.fullmatch(event_id) else _fingerprint(record),
        key,
        time if TIME.fullmatch(time) else "",
        text(record.get("sourceIPAddress"))[:128],
        text(identity.get("invokedBy"))[:128],
        text(record.get("errorCode"))[:128],
        session[:128],
    )


def _fingerprint(record: Any) -> str:
    """An id for a record without one: both sources carry the same fields, in whatever order."""
    try:
        whole = dumps(record, sort_keys=True, default=str)
    except (RecursionError, ValueError, TypeError):
        whole = f"{type(record).__name__} {uuid4()}"
    return "sha256-" + sha256(whole.encode()).hexdigest()


def tally(events: Iterable[Event]) -> dict[Key, Tally]:
    """The events as groups."""
    groups: dict[Key, Tally] = {}
    for event in events:
        groups.setdefault(event.key, Tally()).add(event)
    return groups
