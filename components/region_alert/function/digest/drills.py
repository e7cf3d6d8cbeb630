"""Which drills are running: their nonces, as each drill wrote its own down where only it is told of.

A drill subscribes a queue to the alerts' topic for the time it runs, named `<trail>-drill-<until>-<nonce>`.
Subscribing anything to the topic is a tamper event, so a label can't be had without that being told. It is
asked for only where a refused call says it is a drill's, and once a run.

Beside a log archive a drill's call is made in the trail's account, and its queue is subscribed in the
archive, by the role that the deployment takes on there: who may take that on, its trust policy says, and
CloudTrail writes whose session it is. So that role's subscription is a drill's of the trail's account, and
nobody else's is.

A drill proves one source. So its record is told once for each source that brings it, and the group says
which; any other record is told once.
https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from .aws import Sns
from .grouping import CALLS, DRILL, TAMPER, Event, Key
from .json_values import Fields, text
from .principals import mark
from .rank import Rank
from .refusals import FAILURES

MARKER = re.compile(r"everyregion-drill/([A-Za-z0-9-]{1,64})")
_ITS_OWN, _FROM, OVER = ", by drill ", " from account ", "(over)"
LATE_SECONDS = 600
MOST_PAGES = 10
MOST_DRILLS = 20


class Mark(NamedTuple):
    """What a drill's group is about."""

    nonce: str
    source: str

    @classmethod
    def of(cls, key: Key) -> Mark:
        return cls(*f"{key.about} ".split(" ")[:2])

    @property
    def about(self) -> str:
        return f"{self.nonce} {self.source}"


class WayIn(NamedTuple):
    """Into the log archive: the mark of the role that is taken on there, and the account that this is done
    from; empty for no archive."""

    role: str = ""
    account: str = ""


class Listener(NamedTuple):
    """Whose queue was subscribed: the drill's nonce, OVER where one was unsubscribed, "" for no drill's at
    all. account: of the drill, where it came by the archive's role; "" where it is the one who subscribed."""

    nonce: str
    account: str = ""

    def is_of(self, key: Key, count: int, drills: Iterable[Key]) -> bool:
        """Whether one of these drills listens by this change: the same principal's, or where all drills come
        by one role, one of that account, and once: two of a nonce can't both be its own."""
        if self.account and self.nonce != OVER and count != 1:
            return False
        return any(
            self.nonce in (Mark.of(drill).nonce, OVER)
            and (drill.account == self.account if self.account else drill.principal == key.principal)
            for drill in drills
        )


def own_id(event: Event) -> str:
    """The id of a drill's record by itself, whatever source brought it."""
    return event.id.rpartition("#")[2]


def listener_of(key: Key) -> Listener:
    """The drill whose own queue was subscribed, where a change to the alert is that alone."""
    nonce, _, account = key.about.partition(_ITS_OWN)[2].partition(_FROM)
    return Listener(nonce, account) if key.kind == TAMPER else Listener("")


def subject_of(key: Key) -> str:
    """What a change to the trail or the alert is about, as its rule says."""
    return key.about.partition(_ITS_OWN)[0]


def _listener(arn: str) -> str:
    return f"listener#{arn}"


class Drills:
    """The drills of one run of the digest."""

    def __init__(
        self,
        sns: Sns,
        topic_arn: str,
        now: Callable[[], float],
        known: Callable[[str], bool] = lambda _: False,
        way_in: WayIn | None = None,
    ) -> None:
        self._known, self._way_in = known, way_in or WayIn()
        self._sns = sns
        self._topic_arn = topic_arn
        self._now = now
        self._queues: dict[str, str] | None = None

    def labelled(self, event: Event, record: Fields, source: str) -> Event:
        """The event, as a drill's where it is one: refused or a dry run, by a drill that runs now."""
        if not event.error or event.rank != Rank.REST or event.key.kind != CALLS:
            return event
        marker = MARKER.search(text(record.get("userAgent")))
        if not marker or marker[1] not in self.running():
            return event
        mark = Mark(marker[1], source)
        key = event.key._replace(kind=DRILL, about=mark.about)
        return event._replace(id=f"drill#{source}#{event.id}", key=key)

    def listening(self, change: Event) -> Event:
        """A change to the alert, kept apart from others where a running drill subscribed its queue. It stays
        what it is: told first, and by name."""
        if not change.subscribed or change.error:
            return change
        if change.key.event == "Unsubscribe":
            nonce = OVER if self._known(_listener(change.subscribed)) else ""
        else:
            nonce = self._listening().get(change.subscribed, "")
        if not nonce:
            return change
        role, account = self._way_in
        whose = f"{_FROM}{account}" if role and mark(change.key.principal) == role else ""
        return change._replace(key=change.key._replace(about=f"{change.key.about}{_ITS_OWN}{nonce}{whose}"))

    def to_remember(self, events: Iterable[Event]) -> set[str]:
        """Ids under which the subscriptions of these events' drills are known when they have been ended."""
        keys = [event.key for event in events]
        nonces = {Mark.of(key).nonce if key.kind == DRILL else listener_of(key).nonce for key in keys} - {""}
        if not nonces - {OVER}:
            return set()
        return {_listener(arn) for arn, nonce in self._listening().items() if nonce in nonces}

    def running(self) -> frozenset[str]:
        """The nonces; none where they can't be looked up, and then nothing is called a drill."""
        return frozenset(self._listening().values())

    def _listening(self) -> dict[str, str]:
        """The nonces by their queues' ARNs and by their subscriptions'."""
        if self._queues is None:
            try:
                found = list(islice(self._look(), MOST_DRILLS))
            except FAILURES:
                found = []
            self._queues = {arn: nonce for *arns, nonce in found for arn in arns if arn}
        return self._queues

    def _look(self) -> Iterator[tuple[str, str, str]]:
        """The queue's ARN, the subscription's and the nonce of each."""
        region, account = self._topic_arn.split(":")[3:5]
        queue = re.compile(
            rf"arn:[a-z-]+:sqs:{region}:{account}:.+-drill-(\d{{1,12}})-([A-Za-z0-9-]{{1,64}})"
        )
        after: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            page = self._sns.list_subscriptions_by_topic(TopicArn=self._topic_arn, **after)
            for one in page.get("Subscriptions", ()):
                endpoint = one.get("Endpoint", "")
                found = queue.fullmatch(endpoint)
                if one.get("Protocol") == "sqs" and found and int(found[1]) + LATE_SECONDS >= self._now():
                    yield endpoint, one.get("SubscriptionArn", ""), found[2]
            token = page.get("NextToken")
            if not token:
                return
            after = {"NextToken": token}
