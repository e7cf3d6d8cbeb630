"""Takes in what the queue brings: opens log files, drops noise, counts each event once."""

from __future__ import annotations

import time
from collections.abc import Callable

from . import log_key, log_reader, tamper
from .budget import Budget, OverBudget, TryLater
from .clean import bounded
from .drills import Drills, own_id
from .grouping import DRILL, FILE, Event, Key, Tally, summarise
from .json_values import Fields, Json, text
from .lines import UNREADABLE
from .log_files import GONE, LogFiles
from .memory import Memory
from .noise import verdict
from .refusals import FAILURES, code_of
from .settings import Settings
from .shares import MOST_GROUPS, Group, Groups, settle
from .sources import DELIVERED_LOGS, OBJECT_CREATED, RULES, BadMessage, Delivered, Record, read

FLUSH = 5000
REFUSED = {"AccessDenied", "403", "InvalidObjectState", "AllAccessDisabled"}


class Intake:
    """The events of one run, as groups. `counts` says what was met, for the function's log. `file_seconds` is
    what one log file may take."""

    def __init__(
        self,
        settings: Settings,
        files: LogFiles,
        memory: Memory,
        drills: Drills,
        in_time: Callable[[], bool],
        file_seconds: float = 60,
    ) -> None:
        self._settings = settings
        self._watched = settings.watched_records
        self._files = files
        self._drills = drills
        self._in_time = in_time
        self._file_seconds = file_seconds
        self._memory = memory
        self._waiting: dict[str, Event] = {}
        self._groups: Groups = {}
        self.counts = {
            "records": 0,
            "alerting": 0,
            "noise": 0,
            "repeated": 0,
            "files": 0,
            "skippedFiles": 0,
            "tamper": 0,
        }

    @property
    def tallies(self) -> dict[Key, Tally]:
        """What was counted so far."""
        return {key: group.pending for key, group in self._groups.items()}

    def announce(self, body: str) -> None:
        """A message that will be taken soon: the file it tells of may be fetched meanwhile."""
        if OBJECT_CREATED not in body:
            return
        try:
            found = read(body)
        except BadMessage:
            return
        about = self._wanted(found) if isinstance(found, Delivered) else None
        if isinstance(found, Delivered) and about and about.strict:
            self._files.fetch(found)

    def take(self, body: str) -> None:
        """One message. Raises BadMessage or TryLater where the message has to stay in the queue."""
        change = tamper.read(body)
        if change:
            self._change(change)
            return
        found = read(body)
        if isinstance(found, Record):
            self._record(found.record, found.account, RULES)
        else:
            self._object(found)

    def _change(self, change: Event) -> None:
        self.counts["tamper"] += 1
        self.event(self._drills.listening(change))

    def _record(self, record: Fields, account: str, source: str) -> None:
        self.counts["records"] += 1
        if not verdict(record, self._settings).alert:
            self.counts["noise"] += 1
            return
        event = summarise(record, account)
        self.event(self._drills.labelled(event, record, source) if event.error else event)

    def event(self, event: Event) -> None:
        """One event that people are to hear of."""
        if event.id in self._waiting:
            self.counts["repeated"] += 1
            return
        self._waiting[event.id] = event
        if len(self._waiting) >= FLUSH:
            self.flush()

    def flush(self) -> None:
        """Counts the events that wait, leaving out those that were counted before."""
        waiting, self._waiting = self._waiting, {}
        # A drill's record that comes again when the drill is over is no other event.
        drilled = [own_id(event) for event in waiting.values() if event.key.kind == DRILL]
        listeners = self._drills.to_remember(waiting.values())
        unseen = self._memory.unseen(dict.fromkeys([*waiting, *drilled, *listeners]))
        fresh = [event for name, event in waiting.items() if name in unseen]
        self.counts["repeated"] += len(waiting) - len(fresh)
        self.counts["alerting"] += len(fresh)
        for event in fresh:
            self._groups.setdefault(event.key, Group()).pending.add(event)
            if len(self._groups) > 2 * MOST_GROUPS:
                settle(self._groups, probing=False)

    def _object(self, item: Delivered) -> None:
        about = self._wanted(item)
        if about is None:
            self.counts["skippedFiles"] += 1
            return
        if not about.strict:
            self._unreadable(item, about, "its name is not one that CloudTrail gives")
            return
        self.counts["files"] += 1
        budget = Budget(self._file_seconds, time.monotonic, self._may_go_on)
        try:
            for record in log_reader.records(self._files.open(item), budget):
                if isinstance(record, dict):
                    self._of_file(record, about)
                else:
                    self._unreadable(item, about, "a record in it is not an object")
        except (log_reader.Damaged, OverBudget) as damage:
            self._unreadable(item, about, str(damage))
        except FAILURES as error:
            self._failed(item, about, code_of(error))

    def _wanted(self, item: Delivered) -> log_key.LogKey | None:
        """What the object says it is, where it is a log file that has to be opened."""
        about = log_key.parse(item.key)
        ours = item.bucket == self._settings.log_bucket and item.key.startswith(self._settings.log_files)
        if not ours or about is None:
            return None
        closed = about.region not in self._settings.approved_regions
        return about if closed or self._watched.has(about.account, about.region) else None

    def _of_file(self, record: dict[str, Json], about: log_key.LogKey) -> None:
        """One record of a log file: a change to the audit trail in those of the accounts that own a part of
        it; anything else counts only where the region isn't approved."""
        watched = self._watched.has(about.account, about.region)
        rule = self._watched.rule(record, about.account) if watched else ""
        if not text(record.get("awsRegion")):
            record["awsRegion"] = about.region
        if rule:
            self.counts["records"] += 1
            self._change(tamper.of_record(record, about.account, rule))
        elif about.region not in self._settings.approved_regions:
            self._record(record, about.account, DELIVERED_LOGS)

    def _may_go_on(self) -> bool:
        """Whether there is time; a file may take longer than a lease lasts."""
        self._memory.keep()
        return self._in_time()

    def _failed(self, item: Delivered, about: log_key.LogKey, code: str) -> None:
        if code in GONE:
            self._unreadable(item, about, "it was deleted before it was read")
            return
        if code in REFUSED or code.startswith("KMS"):
            self._unreadable(item, about, f"reading it was refused ({code})")
        raise TryLater(f"reading a log file: {code}")

    def _unreadable(self, item: Delivered, about: log_key.LogKey, why: str) -> None:
        key = Key(about.account, "", UNREADABLE, "s3.amazonaws.com", FILE, why)
        name = f"file#{why}#{bounded(item.key, 128)}"
        self.event(Event(name, key, detail=item.key[-128:], region=about.region))
