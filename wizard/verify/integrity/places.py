"""Where one account's digest and log files of one region lie, and what their names say. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

_DAY = 86400
# By length: 1445 would be read as four minutes and five seconds, too.
_FORMS = {16: "%Y%m%dT%H%M%SZ", 14: "%Y%m%dT%H%MZ", 20: "%Y-%m-%dT%H:%M:%SZ"}
_LOG_FILE = re.compile(r"_(\d{8}T\d{4}Z)_[^/_]+\.json\.gz$")


@dataclass(frozen=True)
class Place:
    """Of one chain. folder: the account's in the bucket, without a slash at its end; home: the trail's
    region."""

    bucket: str
    folder: str
    account: str
    region: str
    trail: str
    home: str

    @property
    def digests(self) -> str:
        """What the keys of digest files begin with, other trails' too."""
        return f"{self.folder}/CloudTrail-Digest/{self.region}/"

    @property
    def logs(self) -> str:
        """What the keys of log files begin with, other trails' too."""
        return f"{self.folder}/CloudTrail/{self.region}/"

    @property
    def own_digest(self) -> str:
        """What the names of this trail's digest files begin with, up to the time."""
        return f"{self.account}_CloudTrail-Digest_{self.region}_{self.trail}_{self.home}_"

    def digest_of(self, key: str) -> DigestName | None:
        """What the key of a digest file of this account and region says; None for what is no such key."""
        start = re.escape(f"{self.account}_CloudTrail-Digest_{self.region}_")
        name = re.fullmatch(rf"{start}(.+)_(\d{{8}}T\d{{6}}Z)(_backfill)?\.json\.gz", key.rpartition("/")[2])
        when = seconds(name[2]) if name else None
        if name is None or when is None:
            return None
        own = name[1] == f"{self.trail}_{self.home}"
        return DigestName(when, is_own=own, is_backfill=bool(name[3]))


@dataclass(frozen=True)
class DigestName:
    """end: of the time that it is about, epoch seconds; is_own: of this trail, and not of another one."""

    end: float
    is_own: bool
    is_backfill: bool


def named_at(key: str) -> float | None:
    """The time in a log file's name, epoch seconds; None for a name that CloudTrail doesn't give."""
    found = _LOG_FILE.search(key)
    return seconds(found[1]) if found else None


def day_of(when: float) -> str:
    """The folder of one day, as `2026/11/26/`."""
    return datetime.fromtimestamp(when, timezone.utc).strftime("%Y/%m/%d/")


def days(start: float, end: float) -> Iterator[str]:
    """The folders of the days from one time to another."""
    when, last = start, day_of(end)
    while day_of(when) < last:
        yield day_of(when)
        when += _DAY
    yield last


def seconds(stamp: str) -> float | None:
    """Epoch seconds of `20261126T190131Z`, `20261126T1901Z` or `2026-11-26T19:01:31Z`; None for no time."""
    form = _FORMS.get(len(stamp), "")
    try:
        found = datetime.strptime(stamp, form).replace(tzinfo=timezone.utc)
    except ValueError:
        return None
    # Before 1970 nothing was delivered, and some systems have no such times.
    return max(0.0, (found - datetime(1970, 1, 1, tzinfo=timezone.utc)) / timedelta(seconds=1))
