"""What S3 charges for log files over their whole life: by class, small files as they really are. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/glacier-storage-classes.html
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from components import prices
from components.prices import Price
from components.retention import OLD_VERSION_DAYS
from components.settings import Settings
from wizard.review.costs.alert_path import HOURS, Line
from wizard.review.costs.volumes import COMPRESSED_BYTES, Volume

GB = 1024**3
DAYS = 365 / 12
#: S3 doesn't move smaller files, by default.
SMALLEST = 128 * 1024
# Of each file in these classes: so much more in the class itself, and so much in STANDARD.
_OVERHEAD = {"GLACIER": (32 * 1024, 8 * 1024), "DEEP_ARCHIVE": (32 * 1024, 8 * 1024)}
_CLASSES = {"GLACIER_IR": prices.GLACIER_IR, "GLACIER": prices.GLACIER, "DEEP_ARCHIVE": prices.DEEP_ARCHIVE}
_MOVES = {
    "GLACIER_IR": prices.MOVE_TO_GLACIER_IR,
    "GLACIER": prices.MOVE_TO_GLACIER,
    "DEEP_ARCHIVE": prices.MOVE_TO_DEEP_ARCHIVE,
    "INTELLIGENT_TIERING": prices.MOVE_TO_INTELLIGENT_TIERING,
}
# Each STANDARD tier of S3: up to so many GB, at this price.
_TIERS = (
    (50 * 1024, prices.STANDARD),
    (500 * 1024, prices.STANDARD_OVER_50_TB),
    (math.inf, prices.STANDARD_OVER_500_TB),
)
# A digest file has about as many bytes, whatever happened.
_DIGEST_BYTES = 1500
#: Kept for ever is reckoned as so many years.
FOR_EVER_YEARS = 10


@dataclass(frozen=True)
class Files:
    """Written in a month. logs, digests: how many; log_bytes: all log files together, compressed."""

    logs: float
    digests: float
    log_bytes: float

    @classmethod
    def of(cls, volume: Volume, events: float) -> Files:
        """A busy region has a log file every five minutes, at most; no more files than events. events: all
        that are recorded, of every category."""
        each = volume.busy_regions * 12 * HOURS + (volume.regions - volume.busy_regions) * HOURS
        logs = min(events, volume.accounts * each)
        return cls(logs, volume.accounts * volume.regions * HOURS, events * COMPRESSED_BYTES)

    @property
    def number(self) -> float:
        return self.logs + self.digests

    @property
    def share_moved(self) -> tuple[float, float]:
        """Of the log files, and of their bytes, what is large enough to be moved, sizes being spread as the
        times between events that happen by chance are: exponentially."""
        if not self.logs or not self.log_bytes:
            return 0.0, 0.0
        times = SMALLEST / (self.log_bytes / self.logs)
        return math.exp(-times), (1 + times) * math.exp(-times)


def kept_months(settings: Settings) -> float:
    """How long a file stays, in months: an expired one is an old version, and stays for a while as such."""
    expires = settings.expire_after_days
    return (expires + OLD_VERSION_DAYS if expires else FOR_EVER_YEARS * 365) / DAYS


def standard(gigabytes: float) -> Iterator[tuple[float, Price]]:
    """So much of STANDARD, tier by tier."""
    below = 0.0
    for top, price in _TIERS:
        amount = max(0.0, min(gigabytes, top) - below)
        if amount:
            yield amount, price
        below = float(top)


def lines(settings: Settings, files: Files) -> list[Line]:
    """A month once the oldest files expire: storage of everything that is kept then, and what is moved."""
    months = kept_months(settings)
    class_ = settings.archive_class
    before = months if class_ == "STANDARD" else min(months, settings.archive_after_days / DAYS)
    after = months - before
    of_files, of_bytes = files.share_moved if class_ != "STANDARD" and after > 0 else (0.0, 0.0)
    moved, moved_gb = files.logs * of_files, files.log_bytes * of_bytes / GB
    all_gb = (files.log_bytes + files.digests * _DIGEST_BYTES) / GB
    in_standard = all_gb * months - moved_gb * after
    more, more_standard = _OVERHEAD.get(class_, (0, 0))
    in_standard += moved * more_standard * after / GB
    found = [Line("log files, put", files.number, prices.OBJECT_WRITE)]
    found += [Line("log files, stored", amount, price) for amount, price in standard(in_standard)]
    if not moved:
        return found
    found.append(Line(f"log files, moved to {class_}", moved, _MOVES[class_]))
    archived = moved_gb * after + moved * more * after / GB
    if class_ == "INTELLIGENT_TIERING":
        found += _tiering(moved_gb, after, moved)
    else:
        found.append(Line(f"log files in {class_}", archived, _CLASSES[class_]))
    return found


def _tiering(gigabytes: float, months: float, moved: float) -> list[Line]:
    """Files that nobody reads: 30 days as in STANDARD, then rarely read, after 90 days an archive."""
    often, rare = min(months, 1.0), max(0.0, min(months, 3.0) - 1.0)
    found = [
        Line("log files in INTELLIGENT_TIERING, watched", moved * months, prices.TIERING_WATCH),
        Line("log files in INTELLIGENT_TIERING, first month", gigabytes * often, prices.STANDARD),
        Line("log files in INTELLIGENT_TIERING, rarely read", gigabytes * rare, prices.TIERING_RARE),
        Line(
            "log files in INTELLIGENT_TIERING, archived",
            gigabytes * max(0.0, months - 3.0),
            prices.TIERING_ARCHIVE,
        ),
    ]
    return [line for line in found if line.units]
