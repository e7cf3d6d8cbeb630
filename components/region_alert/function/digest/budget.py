"""How much of a run one log file may use: few megabytes can unpack to gigabytes, or take minutes to read."""

from __future__ import annotations

from collections.abc import Callable

MOST_UNPACKED = 256 << 20
"""CloudTrail closes a file after about five minutes; a hundred thousand records unpack to half of this."""


class TryLater(Exception):
    """The message stays in the queue: it will be dealt with on another attempt."""


class OverBudget(Exception):
    """The file takes more than its share, and would the next time too."""


class Budget:
    """One file's. `seconds` is its share of the run, `in_time` whether the run itself may go on."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float],
        in_time: Callable[[], bool],
    ) -> None:
        self._clock = clock
        self._in_time = in_time
        self._seconds = seconds
        self._until = clock() + seconds
        self._left = MOST_UNPACKED

    def spend(self, unpacked: int) -> None:
        """Looks at the time, and counts bytes. Raises OverBudget, or TryLater where the run has none left."""
        self._left -= unpacked
        if self._left < 0:
            raise OverBudget(f"it unpacks to more than {MOST_UNPACKED >> 20} MB")
        if self._clock() > self._until:
            raise OverBudget(f"reading it takes longer than {self._seconds:.0f} seconds")
        if not self._in_time():
            raise TryLater("no time left for the rest of a log file")
