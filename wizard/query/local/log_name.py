"""What the path of a file says: whether it is a log file, and whose, where and when.

Any folder above is taken, so the layouts of an account, an organization and AWS Control Tower are one. In a
flat folder the file's own name says the same.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

from components.region_alert.function.digest.account_and_region import ACCOUNT, REGION

_FOLDERS = re.compile(
    rf"(?:^|/)(?P<account>{ACCOUNT})/CloudTrail/(?P<region>{REGION})/(?P<day>\d{{4}}/\d\d/\d\d)/[^/]+$"
)
_NAME = re.compile(
    rf"(?:^|/)(?P<account>{ACCOUNT})_CloudTrail_(?P<region>{REGION})_(?P<day>\d{{8}})T\d{{4}}Z_[^/]+$"
)
#: CloudTrail's other files, in folders beside the log files and in their names.
_OTHERS = re.compile(r"(?:^|/|_)CloudTrail-(?:Digest|Insight|NetworkActivity|Aggregated)(?:/|_)")
_ENDINGS = (".json", ".json.gz", ".gz")


class LogName(NamedTuple):
    """Account, region and day (yyyy/MM/dd), as far as the path says them."""

    account: str = ""
    region: str = ""
    day: str = ""


def is_log(path: str) -> bool:
    """Whether the file may hold records: digests, Insights and what isn't JSON don't."""
    return path.lower().endswith(_ENDINGS) and not _OTHERS.search(path)


def parse(path: str) -> LogName:
    """What the path says; folders win over the name."""
    found = _FOLDERS.search(path) or _NAME.search(path)
    if not found:
        return LogName()
    day = found["day"].replace("/", "")
    return LogName(found["account"], found["region"], f"{day[:4]}/{day[4:6]}/{day[6:]}")
