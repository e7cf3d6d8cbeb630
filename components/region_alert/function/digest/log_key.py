"""What the key of an object in the log bucket says it is.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html (names) and
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html (folders)
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .account_and_region import ACCOUNT, REGION

_FOLDER = rf"(?:.+/)?AWSLogs/(?:o-[a-z0-9]{{10,32}}/)?(?P<account>{ACCOUNT})/CloudTrail"

LOG = re.compile(
    rf"{_FOLDER}/(?P<region>{REGION})"
    r"/\d{4}/\d\d/\d\d/(?P=account)_CloudTrail_(?P=region)_\d{8}T\d{4}Z_[A-Za-z0-9]+\.json\.gz",
    re.DOTALL,
)
"""Digest, Insight and NetworkActivity files have folders and names of their own and don't match."""

LOOKS_LIKE_A_LOG = re.compile(
    rf"{_FOLDER}/(?:(?P<region>[^/]+)/)?(?:.*/)?[^/]+",
    re.DOTALL,
)


class LogKey(NamedTuple):
    """A log file's account and region. `strict` is False for another name in CloudTrail's folder."""

    account: str
    region: str
    strict: bool = True


def parse(key: str) -> LogKey | None:
    """The account and region of a log file; None for what isn't one (folder markers, digests, ...)."""
    match = LOG.fullmatch(key)
    if match:
        return LogKey(match["account"], match["region"])
    match = LOOKS_LIKE_A_LOG.fullmatch(key)
    return LogKey(match["account"], match["region"] or "unknown", strict=False) if match else None
