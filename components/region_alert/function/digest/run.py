"""One run of the digest: drain the queue, count, publish once, and only then delete.

A run that is cut off anywhere alerts twice at worst, never zero times: counts are stored before anything is
published, a message is deleted after its group was published or stored, and the next run finds in the table
whatever was stored and not yet told.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from . import queue
from . import state as states
from .budget import TryLater
from .clients import Clients
from .drills import Drills, WayIn
from .grouping import MEMORY, Event, Key
from .intake import Intake
from .lines import DAMAGED
from .log_files import LogFiles
from .memory import LeaseLost, Memory
from .rank import Rank
from .refusals import FAILURES
from .report import Clock, Report
from .settings import Settings
from .sources import BadMessage
from .state import State
from .table import Table
from .telling import tell


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
        tell(settings, clients, clock.now, memory, state, report)
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
    way_in = WayIn(settings.log_archive_role, settings.trail_account)
    drills = Drills(clients.sns, settings.topic_arn, clock.now, memory.known, way_in)
    with LogFiles(clients.s3) as files:
        intake = Intake(settings, files, memory, drills, clock.in_time, clock.file_seconds)
        if memory.damage:
            intake.event(_damage(memory, settings))
        receipts = _take_in(settings, clients, clock, intake, memory, report)
    intake.flush()
    report.counts = intake.counts
    if intake.tallies:
        states.absorb(state, intake.tallies, memory.run)
        memory.save(state)
    return receipts


def _take_in(
    settings: Settings, clients: Clients, clock: Clock, intake: Intake, memory: Memory, report: Report
) -> list[str]:
    receipts: list[str] = []
    received = queue.receive(clients.sqs, settings.queue_url, settings.queue_wait_seconds, clock.in_time)
    try:
        for message in queue.ahead(received, lambda message: intake.announce(message.body)):
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
