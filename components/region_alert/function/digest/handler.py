"""Where Lambda starts the digest: puts settings, clients and clock together, and prints the heartbeat."""

from __future__ import annotations

import os
import time
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from . import clients
from .heartbeat import log_line
from .report import Clock
from .run import run
from .self_check import Expected
from .settings import Settings
from .table import Table
from .upkeep import upkeep
from .watched_records import FILE, WatchedRecords

WITHOUT_CONTEXT_SECONDS = 60.0


class Context(Protocol):
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def get_remaining_time_in_millis(self) -> int: ...


_clients = lru_cache(maxsize=1)(clients.make)
_watched_records = lru_cache(maxsize=1)(WatchedRecords.read)


def handler(event: object, context: Context | None) -> dict[str, object]:
    """One digest. The event doesn't matter; `context` tells how much time there is."""
    watched = _watched_records(Path(__file__).with_name(FILE))
    settings = replace(Settings.from_environment(os.environ), watched_records=watched)
    return digest(settings, _clients(settings), context)


def digest(
    settings: Settings, with_clients: clients.Clients, context: Context | None = None
) -> dict[str, object]:
    """The same with settings and clients given. Returns what the log line says of the run."""
    started = time.monotonic()

    def remaining() -> float:
        if context is None:
            return WITHOUT_CONTEXT_SECONDS - (time.monotonic() - started)
        return context.get_remaining_time_in_millis() / 1000

    # The digest first: whatever the self-check meets must not hold up an alert.
    report = run(settings, with_clients, Clock(remaining))
    print(log_line(report, settings.trail_name, time.time()))
    answer = asdict(report)
    if with_clients.other and report.outcome == "done":
        expected = Expected.from_environment(os.environ)
        table = Table(with_clients.dynamodb, settings.table_name)
        answer["gaps"] = upkeep(settings, expected, table, with_clients.sns, with_clients.other, time.time())
    return answer
