"""Groups of like events: the same account, principal and event, counted, in however many regions.

A group keeps a few examples of everything else, never all of it: memory stays bounded whatever is in the log.
No text that a caller chooses freely (user agent, session's name) is part of what tells groups apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from typing import NamedTuple
from uuid import uuid4

from .clean import bounded
from .json_values import Fields, Json, part, text
from .principals import describe, issuer_arn
from .rank import Rank, failure, rank_of

EXAMPLES = 8
MOST_REGIONS = 48
"""More than there are: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html"""
MOST_CALLS, MOST_REFUSED = 300, 30
"""Names that a fold keeps of what it is made of, and those among them that may be of refused calls."""
EVENT_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

CALLS = ""
TAMPER = "tamper"
DRILL = "drill"
FILE = "file"
MEMORY = "memory"
FOLD = "fold"
KINDS = (CALLS, TAMPER, DRILL, FILE, MEMORY, FOLD)


class Key(NamedTuple):
    """What makes two events the same group. `about` belongs to the kind: the tamper rule's subject, the
    drill's nonce and the source it came by (see `drills`), or why a log file could not be read."""

    account: str
    principal: str
    event: str
    source: str
    kind: str = CALLS
    about: str = ""


class Event(NamedTuple):
    """What a digest needs of one record. `detail` is the session's name, or what the event was done to;
    `subscribed` names what was subscribed to a topic: its endpoint or the subscription."""

    id: str
    key: Key
    time: str = ""
    address: str = ""
    through: str = ""
    error: str = ""
    detail: str = ""
    region: str = ""
    rank: Rank = Rank.WROTE
    subscribed: str = ""


class Call(NamedTuple):
    """One of the calls that were counted together in a fold."""

    rank: int
    number: int
    first: str
    last: str

    def plus(self, other: Call) -> Call:
        first = min(filter(None, (self.first, other.first)), default="")
        return Call(min(self.rank, other.rank), self.number + other.number, first, max(self.last, other.last))


@dataclass
class Tally:
    """Counts and examples of one group's events since its last message. `event_id` and `region` are those of
    an event of the highest rank; `calls` says what a fold is made of."""

    count: int = 0
    first: str = ""
    last: str = ""
    rank: int = Rank.REST
    event_id: str = ""
    region: str = ""
    regions: dict[str, int] = field(default_factory=dict[str, int])
    addresses: dict[str, int] = field(default_factory=dict[str, int])
    through: dict[str, int] = field(default_factory=dict[str, int])
    errors: dict[str, int] = field(default_factory=dict[str, int])
    details: dict[str, int] = field(default_factory=dict[str, int])
    calls: dict[str, Call] = field(default_factory=dict[str, Call])

    @property
    def failed(self) -> int:
        """How many of the events were refused or failed."""
        return sum(self.errors.values())

    def add(self, event: Event) -> None:
        self._best(event.rank, event.id, event.region)
        self.count += 1
        self._times(event.time, event.time)
        if event.region:
            _count(self.regions, event.region, 1, MOST_REGIONS)
        for counts, value in (
            (self.addresses, event.address),
            (self.through, event.through),
            (self.errors, event.error),
            (self.details, event.detail),
        ):
            if value:
                _count(counts, value, 1, EXAMPLES)

    def merge(self, other: Tally) -> None:
        if other.count:
            self._best(other.rank, other.event_id, other.region)
        self.count += other.count
        self._times(other.first, other.last)
        for mine, theirs, most in (
            (self.regions, other.regions, MOST_REGIONS),
            (self.addresses, other.addresses, EXAMPLES),
            (self.through, other.through, EXAMPLES),
            (self.errors, other.errors, EXAMPLES),
            (self.details, other.details, EXAMPLES),
        ):
            for value, number in theirs.items():
                _count(mine, value, number, most)
        for name, call in other.calls.items():
            self.note(name, call)

    def note(self, name: str, call: Call) -> None:
        """Adds to what a fold is made of. Of too many names, those of the highest rank are kept."""
        known = self.calls.get(name)
        self.calls[name] = known.plus(call) if known else call
        if known or not name:
            return
        names = [name for name in self.calls if name]
        refused = sum(self.calls[name].rank == Rank.REST for name in names)
        if refused > MOST_REFUSED or len(names) > MOST_CALLS:
            self.name_fewer(len(names) - 1)

    def name_fewer(self, most: int) -> None:
        """Leaves so many names: those of the highest rank, and of one rank those that came first."""
        ordered = sorted((name for name in self.calls if name), key=lambda name: self.calls[name].rank)
        for name in ordered[most:]:
            call, others = self.calls.pop(name), self.calls.pop("", None)
            self.calls[""] = others.plus(call) if others else call

    def _best(self, rank: int, event_id: str, region: str) -> None:
        if not self.count or rank < self.rank:
            self.rank, self.event_id, self.region = rank, event_id, region

    def _times(self, first: str, last: str) -> None:
        if first and (not self.first or first < self.first):
            self.first = first
        if last > self.last:
            self.last = last


def _count(counts: dict[str, int], value: str, number: int, most: int) -> None:
    """Adds to the value's count, or to that of "" (all the others) when there are examples enough."""
    if value not in counts and len(counts) >= most:
        value = ""
    counts[value] = counts.get(value, 0) + number


def summarise(record: Json, account: str = "", tamper: str = "") -> Event:
    """What a digest needs of a record. `account` stands in where the record names none; `tamper` is the
    subject of the rule that saw it touch the trail or the alert. Never raises."""
    kind = TAMPER if tamper else CALLS
    if not isinstance(record, dict):
        key = Key(account, "unknown principal", "not a CloudTrail record", "", kind, tamper)
        rank = Rank.CHANGED if tamper else Rank.WROTE
        return Event(fingerprint(record), key, region="unknown", rank=rank)
    identity = part(record, "userIdentity")
    error = failure(record)
    principal, session = _anybody(record) if error and _is_unproven(identity) else describe(record)
    key = Key(
        text(record.get("recipientAccountId"))[:64]
        or account
        or text(identity.get("accountId"))[:64]
        or "unknown",
        bounded(principal),
        bounded(text(record.get("eventName")), 128) or "unknown event",
        bounded(text(record.get("eventSource")), 128),
        kind,
        tamper,
    )
    time = text(record.get("eventTime"))
    event_id = text(record.get("eventID"))
    return Event(
        event_id if EVENT_ID.fullmatch(event_id) else fingerprint(record),
        key,
        time if TIME.fullmatch(time) else "",
        text(record.get("sourceIPAddress"))[:128],
        text(identity.get("invokedBy"))[:128],
        error[:128],
        session[:128],
        text(record.get("awsRegion"))[:64] or "unknown",
        rank_of(record, error, bool(tamper)),
    )


def _is_unproven(identity: Fields) -> bool:
    """Whether AWS gives neither the ARN of who called nor of a role: a sign-in that failed under whatever
    name was typed, or a call from outside the account."""
    return not text(identity.get("arn")) and not issuer_arn(identity)


def _anybody(record: Fields) -> tuple[str, str]:
    """(who may have made a refused call, under which name). The name tells no groups apart: without any right
    in the account, as many can be made up as are wanted."""
    identity = part(record, "userIdentity")
    kind, account = text(identity.get("type")) or "unknown principal", text(identity.get("accountId"))
    return f"{kind} {account}".strip(), text(identity.get("userName")) or text(identity.get("principalId"))


def fingerprint(record: Json) -> str:
    """An id for a record without one: both sources carry the same fields, in whatever order."""
    try:
        whole = dumps(record, sort_keys=True, default=str)
    except (RecursionError, ValueError, TypeError):
        whole = f"{type(record).__name__} {uuid4()}"
    return "sha256-" + sha256(whole.encode()).hexdigest()
