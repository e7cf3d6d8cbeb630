"""A drill's time. The rehearsal gives one of its own, in which hours pass at once."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Epoch seconds."""
        ...

    def sleep(self, seconds: float) -> None: ...


class RealClock:
    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def elapsed(seconds: float) -> str:
    """`48s`, `16m`, `1m 05s`, `1h 02m`: never like a time of day."""
    minutes, rest = divmod(int(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h {minutes:02}m"
    if minutes:
        return f"{minutes}m {rest:02}s" if rest else f"{minutes}m"
    return f"{rest}s"
