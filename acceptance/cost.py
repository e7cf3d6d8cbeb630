"""What a run costs, before it begins and, by its own clock, when it has ended. Pure.

Keys and alarms are paid for by the hour; a key that waits for its deletion isn't:
https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components import prices
from components.names import ALARMS

#: Said beforehand; a run that may cost as much isn't begun.
MOST_USD = 1.0
_HOURS_A_MONTH = 730
# The stack's log key and the alerts'.
_KEYS = 2
# A sandbox's management events in such a time, for a trail that is a second copy, and for each Insight.
_EVENTS_AN_HOUR = 5_000
# What the function and the queues are asked in an hour, at one digest a minute.
_STARTS_AN_HOUR, _REQUESTS_AN_HOUR = 60, 1_000


@dataclass(frozen=True)
class Part:
    what: str
    usd: float


def parts(hours: float) -> Iterator[Part]:
    """What each part comes to. hours: that the stack is there."""
    share = hours / _HOURS_A_MONTH
    events = hours * _EVENTS_AN_HOUR
    yield Part(f"{_KEYS} KMS keys", prices.KEY.of(_KEYS * share))
    yield Part(f"{len(ALARMS) + 1} alarms", prices.ALARM.of((len(ALARMS) + 1) * share))
    yield Part(f"{events:,.0f} events as a further copy", prices.EVENT_COPY.of(events))
    yield Part("Insights on them, both types", 2 * prices.INSIGHT.of(events))
    yield Part("the digest function", prices.FUNCTION_START.of(hours * _STARTS_AN_HOUR))
    yield Part("KMS requests", prices.KEY_REQUEST.of(hours * _REQUESTS_AN_HOUR))
    yield Part("queue requests", prices.QUEUE_REQUEST.of(hours * _REQUESTS_AN_HOUR))


def usd(hours: float) -> float:
    return sum(part.usd for part in parts(hours))
