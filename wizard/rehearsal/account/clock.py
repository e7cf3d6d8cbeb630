"""The emulated account's time: real time, plus what a test or a drill skips."""

from __future__ import annotations

import time
from datetime import datetime, timezone

_real_time = time.time


class Clock:
    """Starts at the machine's time and can only go forward."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def now(self) -> float:
        """Epoch seconds."""
        return _real_time() + self.skipped

    def skip(self, seconds: float) -> None:
        """Lets this much time pass at once."""
        if seconds < 0:
            raise ValueError("time can't be turned back")
        self.skipped += seconds

    def begin_earlier(self, seconds: float) -> None:
        """Before anything was done: so much can be skipped then until the real time is reached."""
        self.skipped = -seconds

    def stamp(self) -> str:
        """Now as CloudTrail and EventBridge write it: 2026-01-31T12:00:00Z."""
        return datetime.fromtimestamp(self.now(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
