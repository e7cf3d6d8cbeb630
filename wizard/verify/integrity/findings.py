"""What may be wrong with a digest file, a log file or a time, and what was found in one chain. Plain data."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Literal

from wizard.account.facts import Probe

Kind = Literal[
    # A digest file.
    "digest missing",
    "digest moved",
    "digest of another account",
    "digest without signature",
    "digest signature invalid",
    "digest key not found",
    "digest invalid format",
    "digest replaced",
    "digest unreadable",
    # The chain of them.
    "gap",
    "begins late",
    "ends early",
    "newest deleted",
    "no digests",
    "from the future",
    # A log file that a digest names.
    "file missing",
    "file changed",
    "file unreadable",
    # A file that none does.
    "file added",
    "file added lately",
    "file of another trail",
    # What couldn't be asked.
    "digests not listed",
    "files not listed",
]
#: Of these nobody knows whether anything is wrong; of all others something is.
UNKNOWN: frozenset[Kind] = frozenset({
    "digest unreadable", "begins late", "from the future", "file unreadable", "file added lately",
    "file of another trail", "digests not listed", "files not listed",
})  # fmt: skip
# Of each kind so many are kept with their names, and the rest counted.
KEPT = 1000


@dataclass(frozen=True)
class Trouble:
    """bucket, key: of the file, "" for a time; detail: what exactly, a clause; start, end: of the time that
    nothing proves now, epoch seconds, 0 for none; probe: why it isn't known."""

    kind: Kind
    bucket: str = ""
    key: str = ""
    detail: str = ""
    start: float = 0.0
    end: float = 0.0
    probe: Probe[object] | None = None


@dataclass
class ChainFindings:
    """Of one account and region, from as many threads as there are. digests, files: that are valid; resumed:
    of these, found so by the run that was interrupted; bytes: unpacked; fresh: files that came after the
    newest digest; newest: where the newest digest ends, valid or not, 0 without one; arrivals: when
    valid digests were put there, as S3 has it; shares_folder: whether another trail puts files into the same
    folders, that no digest file ever names; is_young: nothing is there yet that could be missing; spans: what
    digests are about. Times in epoch seconds."""

    account: str
    region: str
    digests: int = 0
    backfills: int = 0
    files: int = 0
    resumed: int = 0
    bytes: int = 0
    fresh: int = 0
    newest: float = 0.0
    arrivals: list[float] = field(default_factory=list[float])
    shares_folder: bool = False
    is_young: bool = False
    spans: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    troubles: list[Trouble] = field(default_factory=list[Trouble])
    counts: Counter[Kind] = field(default_factory=Counter[Kind])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, trouble: Trouble) -> None:
        """One more."""
        if trouble.kind == "file added" and self.shares_folder:
            trouble = replace(trouble, kind="file of another trail")
        with self._lock:
            self.counts[trouble.kind] += 1
            if self.counts[trouble.kind] <= KEPT:
                self.troubles.append(trouble)

    @property
    def proves_nothing(self) -> bool:
        """Of one that was read: no digest file is there, and none is known to be missing."""
        return not self.digests and not self.counts and not self.is_young

    def wrong_and_unknown(self) -> tuple[int, int]:
        """How many findings say that something is wrong, and how many that nobody knows."""
        unknown = sum(number for kind, number in self.counts.items() if kind in UNKNOWN)
        return self.counts.total() - unknown, unknown

    def good_file(self, size: int, *, resumed: bool = False) -> None:
        """One more log file is what its digest says. size: of what was unpacked, bytes."""
        with self._lock:
            self.files += 1
            self.resumed += resumed
            self.bytes += size

    @property
    def start(self) -> float:
        """Of what valid digests are about, 0 where there are none."""
        return min((start for start, _ in self.spans), default=0.0)

    @property
    def end(self) -> float:
        return max((end for _, end in self.spans), default=0.0)
