"""The log files of one account and region as listings have them, and which of them no digest file names.

Two or three days are in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.verify.integrity.findings import ChainFindings, Trouble
from wizard.verify.integrity.objects import Listed, Objects
from wizard.verify.integrity.places import Place

_DAY = len("2026/11/26/")
# Names of no digest that are kept; there are few, unless somebody fills the bucket.
_MOST = 50_000


class LogFolder:
    """Used by one thread."""

    def __init__(self, objects: Objects, place: Place, found: ChainFindings) -> None:
        self._objects, self._place, self._found = objects, place, found
        self._days: dict[str, dict[str, Listed]] = {}
        self._over: set[str] = set()
        self._named_late: set[str] = set()
        self._left: list[Listed] = []
        self.is_whole = True

    def take(self, bucket: str, key: str) -> Listed | None:
        """The file, which a digest names; None where the listing hasn't it, or it lies elsewhere."""
        if bucket != self._place.bucket or not key.startswith(self._place.logs):
            return None
        day = key.removeprefix(self._place.logs)[:_DAY]
        if day in self._over:
            self._named_late.add(key)
            return None
        return self._of(day).pop(key, None)

    def over(self, day: str) -> None:
        """The digests to come are of this day or later ones: what is before the day before is put away."""
        for one in sorted(self._days):
            if one < day:
                self._put_away(one)

    def left(self, days: Iterable[str]) -> list[Listed]:
        """What no digest has named, of all these days."""
        for day in days:
            if day not in self._over:
                self._of(day)
                self._put_away(day)
        for day in list(self._days):
            self._put_away(day)
        return [one for one in self._left if one.key not in self._named_late]

    def _put_away(self, day: str) -> None:
        for one in self._days.pop(day).values():
            if len(self._left) < _MOST:
                self._left.append(one)
            else:
                self._found.add(Trouble("file added", self._place.bucket, one.key))
        self._over.add(day)

    def _of(self, day: str) -> dict[str, Listed]:
        if day not in self._days:
            self._days[day] = found = {}
            for page in self._objects.list(self._place.bucket, self._place.logs + day):
                if page.value is None:
                    self.is_whole = False
                    self._found.add(
                        Trouble("files not listed", self._place.bucket, self._place.logs, probe=page)
                    )
                # A folder that the console made is an object, too.
                found.update((one.key, one) for one in page.value or () if not one.key.endswith("/"))
        return self._days[day]
