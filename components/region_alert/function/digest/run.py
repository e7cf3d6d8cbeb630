"""One run of the digest: drain the queue, count, publish once, and only then delete.

A run that is cut off anywhere alerts twice at worst, never zero times: counts are stored before anything is
published, a message is deleted after its group was published or stored, and the next run finds in the table
whatever was stored and not yet told.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from . import queue
from . import state as states
from .clients import Clients
from .intake import Intake, TryLater
from .lines import line
from .memory import LeaseLost, Memory, MemoryLost, NoMemory
from .message import compose
from .settings import Settings
from .sources import BadMessage
from .state import State

RESERVED = 0.4
"""The share of a run's time that is kept for publishing and deleting."""


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
    problems: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class Clock:
    """Wall time, and how much of the run's time is left."""

    def __init__(self, remaining_seconds: Callable[[], float], now: Callable[[], float] = time.time) -> None:
        self.now = now
        self._remaining = remaining_seconds
        self._reserve = remaining_seconds() * RESERVED

    def in_time(self) -> bool:
        return self._remaining() > self._reserve


def run(
    settings: Settings, clients: Clients, clock: Clock, sleep: Callable[[float], None] = time.sleep
) -> Report:
    """One digest. Raises what AWS answers where nothing could be published; then nothing was deleted either."""
    report = Report()
    memory: Memory | NoMemory = Memory(clients.dynamodb, settings.table_name, clock.now, sleep)
    state = State()
    try:
        if not memory.acquire():
            report.outcome = "busy"
            return report
        state = memory.load()
    except MemoryLost as error:
        report.memory, memory = str(error), NoMemory()
    try:
        _digest(settings, clients, clock, memory, state, report)
    except LeaseLost as error:
        report.outcome = f"stopped: {error}"
    return report


def _digest(
    settings: Settings,
    clients: Clients,
    clock: Clock,
    memory: Memory | NoMemory,
    state: State,
    report: Report,
) -> None:
    intake = Intake(settings, clients.s3, memory, clock.in_time)
    receipts = _drain(settings, clients, clock, intake, report)
    intake.flush()
    report.counts = intake.counts
    if intake.lost:
        report.memory, memory = intake.lost, intake.memory
    if intake.tallies:
        states.absorb(state, intake.tallies, memory.run)
        memory = _save(memory, state, report)
    repeat = 0 if isinstance(memory, NoMemory) else settings.repeat_minutes * 60
    now = int(clock.now())
    keys = states.due(state, now, repeat)
    if keys:
        lines = [line(key, state.groups[key], settings) for key in keys]
        memory.keep(force=True)
        shown = _publish(clients.sns, lines, settings, report)
        report.groups_told, report.groups_waiting = shown, len(keys) - shown
        report.events_told = sum(told.counts.count for told in lines[:shown])
        states.mark_told(state, keys[:shown], now)
        states.forget(state, now, repeat)
        memory = _save(memory, state, report)
    report.not_deleted = queue.delete(clients.sqs, settings.queue_url, receipts)
    try:
        memory.release()
    except MemoryLost as error:
        report.problems.append(f"the lease was left to expire: {error}")


def _drain(settings: Settings, clients: Clients, clock: Clock, intake: Intake, report: Report) -> list[str]:
    """Takes in every message; returns the receipts of those that are dealt with."""
    receipts = []
    messages = queue.receive(clients.sqs, settings.queue_url, settings.queue_wait_seconds, clock.in_time)
    for message in messages:
        report.messages += 1
        if message.sent:
            report.lag_seconds = max(report.lag_seconds, clock.now() - message.sent)
        intake.memory.keep()
        try:
            intake.take(message.body)
        except (BadMessage, TryLater) as error:
            report.left_behind += 1
            if len(report.problems) < 10:
                report.problems.append(str(error))
            continue
        receipts.append(message.receipt)
    return receipts


def _save(memory: Memory | NoMemory, state: State, report: Report) -> Memory | NoMemory:
    """Stores the groups; without a table the run goes on and tells everything it knows."""
    try:
        memory.save(state)
    except MemoryLost as error:
        report.memory = str(error)
        return NoMemory()
    return memory


def _publish(sns: Any, lines: list[Any], settings: Settings, report: Report) -> int:
    """Publishes; returns how many groups the message shows. A message that SNS won't have as it is goes out plain."""
    notes = []
    if report.memory != "ok":
        notes = [f"The alert's table could not be used ({report.memory}): these groups may be repeated."]
    arguments, shown = compose(lines, settings, notes)
    try:
        sns.publish(**arguments)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in (
            "InvalidParameter",
            "InvalidParameterValue",
            "ParameterValueInvalid",
            "ValidationError",
        ):
            raise
        report.problems.append(f"SNS refused the full message ({code})")
        text = f"{arguments['Subject']}\n\nThe full message was refused by SNS ({code}). Look at CloudTrail."
        sns.publish(TopicArn=settings.topic_arn, Message=text)
    return shown
