"""Keys about where log files stay and for how long, and where else events go."""

from __future__ import annotations

from dataclasses import dataclass

from components import prices
from components.settings.spec import setting

ARCHIVE_CLASSES = {
    "STANDARD": "no archive step",
    "INTELLIGENT_TIERING": "S3 moves what isn't read; queries keep working; small fee per object",
    "GLACIER_IR": "cheap, read at once, queries keep working; billed for at least 90 days",
    "GLACIER": "cheaper, restored within hours; Athena skips these files; at least 90 days",
    "DEEP_ARCHIVE": "cheapest, restored within two days; Athena skips these files; at least 180 days",
}


@dataclass(frozen=True)
class StorageKeys:
    """The log bucket, the access logs and CloudWatch Logs."""

    archive_class: str = setting(
        "choice",
        "GLACIER_IR",
        "Storage class that older log files move to",
        choices=ARCHIVE_CLASSES,
        risk="S3 leaves files under 128 KB where they are, and most log files of a quiet account are "
        "smaller.",
        more="Only GLACIER_IR and INTELLIGENT_TIERING can still be queried; Athena skips the other "
        "two silently.",
    )
    archive_after_days: int = setting(
        "number",
        90,
        "Days before log files move to the archive class",
        risk="Ignored with archiveClass STANDARD.",
        low=1,
    )
    expire_after_days: int = setting(
        "number",
        2555,
        "Days before log files are deleted; 0 keeps them for ever",
        risk="Deleted logs are gone. 2555 days are seven years.",
        more="An expiry has to leave room for the archive class's minimum stay and for any lock.",
    )
    object_lock: str = setting(
        "choice",
        "off",
        "S3 Object Lock: log files can't be changed or deleted before their time",
        choices={
            "off": "no lock",
            "governance": "locked, but a named permission can lift it",
            "compliance": "locked for everyone, the root user included",
        },
        risk="A lock can't be turned off again, and locked files are paid for until their time is over.",
    )
    object_lock_days: int = setting(
        "number", 365, "Days that each log file stays locked, with objectLock on", low=1
    )
    access_logs: bool = setting(
        "flag",
        True,
        "A second bucket that records who reads the log bucket",
        risk="A few cents a month.",
    )
    cloud_watch_logs: bool = setting(
        "flag",
        False,
        "Send events to CloudWatch Logs as well",
        risk=f"{prices.LOG_INTAKE.usd:.2f} USD or more for each GB, on top of S3.",
    )
    cloud_watch_logs_days: int = setting(
        "number", 365, "Days that CloudWatch Logs keeps them; CIS wants 365 or more", low=1
    )
    cis_alarms: bool = setting(
        "flag",
        False,
        "The CIS benchmark's 15 metric filters and alarms, one set an organization; needs cloudWatchLogs",
        risk=f"{prices.ALARM.usd:.2f} USD a month for each, up to {prices.METRIC.usd:.2f} for its metric.",
    )
    queries: bool = setting(
        "flag",
        False,
        "Athena workgroup, table and saved queries over the logs, also for `query`",
        risk=f"{prices.QUERY.words} that a query reads; one that would cost more than 1 USD is cancelled.",
    )
