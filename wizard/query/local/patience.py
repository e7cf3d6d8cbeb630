"""How long a load goes on with files that can't be read: what will be in vain, isn't tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from wizard.account.spread import spread

T = TypeVar("T")
# So many in a row, by cause. One try takes up to 20 s where nothing answers.
_IN_A_ROW = {"unreachable": 3, "late": 3, "throttled": 10}
# So many from the beginning on, whatever the cause, half of them spread over all that there is: then the key
# or the bucket is closed to this caller.
_SOME = 50


class Patience:
    """Told what became of each file. given_up: why the others aren't tried, "" as long as they are."""

    def __init__(self) -> None:
        self.given_up = ""
        self._cause, self._alike, self._failed, self._was_any_read = "", 0, 0, False

    def read(self) -> None:
        """One was read."""
        self._cause, self._was_any_read = "", True

    def failed(self, cause: str) -> None:
        """One wasn't. cause: as NotRead has it; a file of this machine is always tried."""
        if not cause:
            return
        self._alike = self._alike + 1 if cause == self._cause else 1
        self._cause, self._failed = cause, self._failed + 1
        if self._alike == _IN_A_ROW.get(cause):
            self.given_up = f"not tried after {self._alike} in a row that couldn't be read"
        elif self._failed == 2 * _SOME and not self._was_any_read:
            self.given_up = f"not tried after {self._failed} in a row that couldn't be read"


def order(files: Sequence[T]) -> list[T]:
    """The same files: the first ones, then some of each part. When all are refused, that is soon known."""
    if len(files) <= 2 * _SOME:
        return list(files)
    first, rest = files[:_SOME], range(_SOME, len(files))
    some = spread(rest, _SOME)
    early = set(some)
    return [*first, *(files[at] for at in some), *(files[at] for at in rest if at not in early)]
