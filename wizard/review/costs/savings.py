"""Changes of the settings that make a deployment cheaper. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from components.settings import Settings
from components.settings.rules import problems
from wizard.review.costs.lines import Case

_TWO_YEARS = 730
_MINUTES = 5


@dataclass(frozen=True)
class Change:
    """words: what to do; loses: what one does without then; made: the case after it."""

    words: str
    loses: str
    made: Callable[[Case], Case]


def changes(case: Case) -> Iterator[Change]:
    """Those that these settings allow."""
    before = {problem.key for problem in problems(case.settings)}
    for change in _all(case.settings):
        if {problem.key for problem in problems(change.made(case).settings)} <= before:
            yield change
    if case.copies:
        yield Change(
            "stop the other trail, once nobody reads its files",
            "its files",
            lambda case: replace(case, copies=0),
        )


def _all(settings: Settings) -> Iterator[Change]:
    if settings.data_events:
        loses = "word of who touched that data"
        yield _set("dataEvents: fewer, or none", loses, data_events=(), data_events_reads=False)
    if settings.insights in ("both", "error-rate"):
        kept = "call-rate" if settings.insights == "both" else "none"
        yield _set(f"insights: {kept}", "word of unusual errors", insights=kept)
    elif settings.insights == "call-rate":
        yield _set("insights: none", "word of unusual calls", insights="none")
    if settings.cloud_watch_logs:
        loses = "searches and CIS alarms there" if settings.cis_alarms else "searches there"
        yield _set("cloudWatchLogs: false", loses, cloud_watch_logs=False, cis_alarms=False)
    if settings.queries:
        yield _set("queries: false", "Athena; `query --local` stays", queries=False)
    if settings.access_logs:
        yield _set("accessLogs: false", "who reads the log bucket", access_logs=False)
    # The tamper alert alone is told by the same function.
    if (settings.region_alert or settings.tamper_alert) and settings.alert_every_minutes < _MINUTES:
        yield _set(
            f"alertEveryMinutes: {_MINUTES}",
            "up to four minutes until an alert",
            alert_every_minutes=_MINUTES,
        )
    if settings.encryption == "new-key":
        yield _set("encryption: sse-s3", "the second permission that reading logs needs", encryption="sse-s3")
    days = settings.expire_after_days
    if not days or days > _TWO_YEARS:
        yield _set(
            f"expireAfterDays: {_TWO_YEARS}", "logs older than two years", expire_after_days=_TWO_YEARS
        )


def _set(words: str, loses: str, **values: Any) -> Change:
    return Change(words, loses, lambda case: replace(case, settings=replace(case.settings, **values)))
