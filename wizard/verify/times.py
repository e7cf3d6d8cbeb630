"""Times as AWS tells them and people read them. Pure."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from wizard.account.facts import Probe
from wizard.verify.facts import Document, TrailFacts

# A digest comes every hour; one of two hours ago may be the newest for a moment.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
FRESH_SECONDS = 2 * 3600
# A new trail takes time to become visible in every region; no page gives a figure.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-data-consistency.html
SPREAD_SECONDS = 300


def epoch(when: Any) -> float:
    """Epoch seconds of a time that boto3 gives; 0 for none."""
    return when.timestamp() if isinstance(when, datetime) else 0.0


def started(status: Probe[Document]) -> float:
    """When the trail began to log, 0 where that isn't known: it has no other age.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html (StartLoggingTime)
    """
    return epoch((status.value or {}).get("StartLoggingTime"))


def minutes_old(now: float, status: Probe[Document]) -> bool:
    """Whether it began so lately that nothing may have arrived yet."""
    begun = started(status)
    return bool(begun) and now - begun < FRESH_SECONDS


def still_spreads(now: float, it: TrailFacts) -> bool:
    """Whether it began so lately that other regions may not show it yet. A trail of one region never comes to
    another, however lately it was started."""
    begun = started(it.status)
    return bool(begun) and now - begun < SPREAD_SECONDS and (it.trail is None or it.trail.is_multi_region)


def ago(seconds: float) -> str:
    """`3 minutes`, `2 hours`, `5 days`."""
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (seconds >= size and word != "day"):
            number = int(seconds // size)
            return f"{number} {word}{'' if number == 1 else 's'}"
    number = max(0, int(seconds))
    return f"{number} second{'' if number == 1 else 's'}"


def clock(seconds: float) -> str:
    """`2026-11-26 14:00 UTC`."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
