"""What a run did, and how much of its time is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

RESERVED = 0.4
"""The share of a run's time that is kept for publishing and deleting."""
A_FILES_SHARE = 0.2
"""So that a run still comes to others, and tells of them, whatever one log file is."""


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
