"""One run of the digest: drain the queue, count, publish once, and only then delete.

A run that is cut off anywhere alerts twice at worst, never zero times: counts are stored before anything is
published, a message is deleted after its group was published or stored, and the next run finds in the table
whatever was stored and not yet told.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from . import queue
from . import state as states
from .aws import Sns
from .budget import TryLater
from .clients import Clients
from .drills import Drills
from .grouping import MEMORY, Event, Key
from .intake import Intake
from .lines import DAMAGED, Line, in_order, lines_of
from .memory import LeaseLost, Memory
from .message import compose, in_plain_words
from .rank import Rank
from .refusals import FAILURES, code_of
from .settings import Settings
from .shares import fair, halve
from .sources import BadMessage
from .state import State
from .table import Table

RESERVED = 0.4
"""The share of a run's time that is kept for publishing and deleting."""
A_FILES_SHARE = 0.2
"""So that a run still comes to others, and tells of them, whatever one log file is."""
MOST_UNREMEMBERED = 4
"""Full messages of a run without its table, before one more that folds the rest: nothing can be left for the
next run, and people's mail must not be flooded."""
REFUSALS = ("InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "ValidationError")
"""What SNS answers to a message that it wouldn't take the next time either."""


@dataclass
class Report:
    """What a run did, for its log line and metrics."""

    outcome: str = "done"
    messages: int = 0
    left_behind: int = 0
    not_deleted: int = 0
    groups_told: int = 0
    groups_waiting: int = 0
    events_told: int = 0
    lag_seconds: float = 0.0
    memory: str = "ok"
    problems: list[str] = field(default_factory=list[str])
    counts: dict[str, int] = field(default_factory=dict[str, int])

    def problem(self, text: str) -> None:
        """Notes a problem: each once, and not too many for a log line."""
        if text not in self.problems and len(self.problems) < 10:
            self.problems.append(text)


class Clock:
    """Wall time, and how much of the run's time is left."""

    def __init__(self, remaining_seconds: Callable[[], float], now: Callable[[], float] = time.time) -> None:
        self.now = now
        self._remaining = remaining_seconds
        whole = remaining_seconds()
        self._reserve = whole * RESERVED
        self.file_seconds = whole * A_FILES_SHARE
        """What one log file may take of the run."""

    def in_time(self) -> bool:
        return self._remaining() > self._reserve


def run(
    settings: Settings, clients: Clients, clock: Clock, sleep: Callable[[float], None] = time.sleep
) -> Report:
    """One digest. Raises what SNS answers where it could not publish; then nothing was deleted either."""
    report = Report()
    memory = Memory(Table(clients.dynamodb, settings.table_name, sleep), clock.now)
    try:
        state = memory.open()
        if state is None:
            report.outcome = "busy"
            return report
        receipts = _count(settings, clients, clock, memory, state, report)
        _tell(settings, clients.sns, clock, memory, state, report)
        if receipts:
            memory.keep(force=True)
    except LeaseLost as error:
        report.outcome = f"stopped: {error}"
        return report
    except FAILURES:
        memory.close(clean=False)
        raise
    report.memory = memory.lost or "ok"
    report.not_deleted = queue.delete(clients.sqs, settings.queue_url, receipts)
    memory.close(clean=True)
    return report


def _count(
    settings: Settings, clients: Clients, clock: Clock, memory: Memory, state: State, report: Report
) -> list[str]:
    """Takes in the queue and stores its counts; returns the receipts of the messages that are dealt with."""
    drills = Drills(clients.sns, settings.topic_arn, clock.now, memory.known)
    intake = Intake(settings, clients.s3, memory, drills, clock.in_time, clock.file_seconds)
    if memory.damage:
        intake.event(_damage(memory, settings))
    receipts: list[str] = []
    messages = queue.receive(clients.sqs, settings.queue_url, settings.queue_wait_seconds, clock.in_time)
    try:
        for message in messages:
            report.messages += 1
            if message.sent:
                report.lag_seconds = max(report.lag_seconds, clock.now() - message.sent)
            memory.keep()
            try:
                intake.take(message.body)
                receipts.append(message.receipt)
            except (BadMessage, TryLater) as error:
                report.left_behind += 1
                report.problem(str(error))
    except queue.Unreachable as error:
        report.outcome = str(error)
    intake.flush()
    report.counts = intake.counts
    if intake.tallies:
        states.absorb(state, intake.tallies, memory.run)
        memory.save(state)
    return receipts


def _damage(memory: Memory, settings: Settings) -> Event:
    """What the table held and can't be read is told as everything is: stored first, until people heard it."""
    key = Key(settings.account_id, "", DAMAGED, "dynamodb.amazonaws.com", MEMORY, memory.damage)
    return Event(
        f"memory#{memory.run}",
        key,
        detail=memory.set_aside,
        region=settings.home_region,
        rank=Rank.CHANGED,
    )


def _tell(settings: Settings, sns: Sns, clock: Clock, memory: Memory, state: State, report: Report) -> None:
    """Publishes what is due. Without a table everything is due: it could not be told later."""
    repeat = settings.repeat_minutes * 60
    now = int(clock.now())
    keys = states.due(state, now, 0 if memory.lost else repeat)
    if keys:
        memory.keep(force=True)
        lines = lines_of(state, keys, settings, now)
        for _ in range(MOST_UNREMEMBERED):
            shown = _publish(sns, lines, settings, memory.lost, report)
            report.events_told += sum(told.counts.count for told in lines[:shown])
            report.groups_told += shown
            lines = lines[shown:]
            if not memory.lost or not lines:
                break
        else:
            rest = _in_one(state, keys[report.groups_told :], settings, now)
            shown = _publish(sns, rest, settings, memory.lost, report)
            report.events_told += sum(told.counts.count for told in rest[:shown])
            report.groups_told = len(keys)
        report.groups_waiting = len(keys) - report.groups_told
        told = report.groups_told
        states.mark_told(state, keys[:told], now, owed=keys[told:])
        states.forget(state, now, repeat)
        memory.save(state)


def _in_one(state: State, keys: list[Key], settings: Settings, now: int) -> list[Line]:
    """These groups, folded until one message shows them all."""
    groups = {key: state.groups[key] for key in keys}
    while True:
        lines = lines_of(State(groups=groups), fair(groups, groups), settings, now)
        if compose(lines, settings)[1] == len(lines) or not halve(groups):
            return lines


def _publish(sns: Sns, lines: list[Line], settings: Settings, lost: str, report: Report) -> int:
    """Publishes; returns how many groups the message shows. What SNS won't have as it is goes out plain."""
    notes = [f"The alert's table could not be used ({lost}): this may be repeated."] if lost else []
    arguments, shown = compose(lines, settings, notes)
    try:
        sns.publish(**arguments)
    except FAILURES as error:
        code = code_of(error)
        if code not in REFUSALS:
            raise
        report.problem(f"SNS refused the full message ({code})")
        sns.publish(TopicArn=settings.topic_arn, Message=in_plain_words(in_order(lines[:shown]), code))
    return shown
