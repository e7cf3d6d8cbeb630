"""What reading the logs costs: questions to Athena, and the record of who read them. Pure.

https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
"""

from __future__ import annotations

from collections.abc import Iterator

from components import log_table, prices
from components.retention import ACCESS_LOG_DAYS, OLD_RESULT_DAYS, OLD_VERSION_DAYS
from components.settings import Settings
from wizard.review.costs.alert_path import Line
from wizard.review.costs.storage import DAYS, GB, Files

#: Each named query once a month, over a month of log files: an example, since nobody knows what is asked.
QUESTIONS = 10
# An answer in a bucket of its own: a table that somebody still reads.
_ANSWER_BYTES = 1_000_000
# A line of an access log. S3 charges nothing for delivering it.
_LINE_BYTES = 700


def of_queries(settings: Settings, files: Files) -> Iterator[Line]:
    """A month of QUESTIONS. Each opens every log file; none is charged for more than Athena would read."""
    if not settings.queries:
        return
    read = min(max(files.log_bytes, prices.QUERY_LEAST_BYTES), log_table.MOST_BYTES)
    opened = QUESTIONS * files.logs * (read / files.log_bytes if files.log_bytes > read else 1)
    yield Line(f"{QUESTIONS} questions over a month of log files", QUESTIONS * read / prices.TB, prices.QUERY)
    yield Line("log files opened for questions", opened, prices.OBJECT_READ)
    if settings.encryption != "sse-s3":
        yield Line("log files decrypted for questions", opened, prices.KEY_REQUEST)
    kept = QUESTIONS * _ANSWER_BYTES * (log_table.RESULT_DAYS + OLD_RESULT_DAYS) / DAYS / GB
    yield Line("answers, kept for a week", kept, prices.STANDARD)


def of_access_logs(settings: Settings, files: Files, opened: float) -> Iterator[Line]:
    """Each request to the log bucket is a line. opened: log files that the alert path reads."""
    if settings.access_logs:
        questions = QUESTIONS * files.logs if settings.queries else 0
        written = (files.number + opened + questions) * _LINE_BYTES / GB
        yield Line(
            "who reads the log bucket, stored",
            written * (ACCESS_LOG_DAYS + OLD_VERSION_DAYS) / DAYS,
            prices.STANDARD,
        )
