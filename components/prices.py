"""AWS's list prices, the one place where a price stands: USD, free tiers left out, from a dated file.

prices.json has them by partition, each with AWS's page. Known are those of us-east-1; most other regions are
somewhat dearer, and other partitions have lists of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Price:
    """`usd` for each `per` of what `unit` names; `page` is AWS's own."""

    unit: str
    usd: float
    per: int
    page: str

    def of(self, units: float) -> float:
        """What so many units cost, in USD."""
        return units * self.usd / self.per

    @property
    def words(self) -> str:
        """`0.10 USD per 100,000 data events`."""
        exact = f"{self.usd:.10f}".rstrip("0")
        amount = exact if len(exact) > len(f"{self.usd:.2f}") else f"{self.usd:.2f}"
        return f"{amount} USD per {f'{self.per:,} ' if self.per > 1 else ''}{self.unit}"


_PARTITIONS: Mapping[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))[
    "partitions"
]
_KNOWN = _PARTITIONS["aws"]
REGION: str = _KNOWN["region"]
AS_OF: str = _KNOWN["asOf"]


def caveat(partition: str, region: str = "") -> str:
    """What is to be known of these prices in this partition and region; a sentence."""
    found = _PARTITIONS.get(partition, {})
    if "prices" not in found:
        why = found.get("why", "its prices aren't in this file")
        page = f" ({found['pages'][0]})" if found.get("pages") else ""
        return f"Prices are those of {REGION}, {AS_OF}, in USD. {partition} is {why}{page}."
    rest = "" if region in ("", REGION) else f" {region} may be somewhat dearer."
    return f"Prices of {REGION}, {AS_OF}, in USD, without free tiers and taxes.{rest}"


def _price(name: str) -> Price:
    return Price(**_KNOWN["prices"][name])


# By the TB of log files that are read, 10 MB at least for each query.
QUERY = _price("QUERY")
TB, QUERY_LEAST_BYTES = 10**12, 10_000_000

USAGE_REQUEST = _price("USAGE_REQUEST")

DATA_EVENT = _price("DATA_EVENT")
DATA_INSIGHT = _price("DATA_INSIGHT")
# The first copy of management events is free, in each region of each account.
EVENT_COPY = _price("EVENT_COPY")
# For each type of Insights; call rates analyse writes, error rates reads and writes:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-costs.html
INSIGHT = _price("INSIGHT")
NETWORK_EVENT = _price("NETWORK_EVENT")

ALARM = _price("ALARM")
LOG_INTAKE = _price("LOG_INTAKE")
LOG_STORAGE = _price("LOG_STORAGE")
METRIC = _price("METRIC")

TABLE_READ = _price("TABLE_READ")
TABLE_WRITE = _price("TABLE_WRITE")

# What S3 tells EventBridge has to be asked for, and is paid for: every object, whatever the rules match.
OBJECT_EVENT = _price("OBJECT_EVENT")
SCHEDULED = _price("SCHEDULED")

KEY = _price("KEY")
KEY_REQUEST = _price("KEY_REQUEST")

FUNCTION_SECOND = _price("FUNCTION_SECOND")
FUNCTION_START = _price("FUNCTION_START")

DEEP_ARCHIVE = _price("DEEP_ARCHIVE")
GLACIER = _price("GLACIER")
GLACIER_IR = _price("GLACIER_IR")
MOVE_TO_DEEP_ARCHIVE = _price("MOVE_TO_DEEP_ARCHIVE")
MOVE_TO_GLACIER = _price("MOVE_TO_GLACIER")
MOVE_TO_GLACIER_IR = _price("MOVE_TO_GLACIER_IR")
MOVE_TO_INTELLIGENT_TIERING = _price("MOVE_TO_INTELLIGENT_TIERING")
OBJECT_READ = _price("OBJECT_READ")
OBJECT_WRITE = _price("OBJECT_WRITE")
STANDARD = _price("STANDARD")
STANDARD_OVER_500_TB = _price("STANDARD_OVER_500_TB")
STANDARD_OVER_50_TB = _price("STANDARD_OVER_50_TB")
TIERING_ARCHIVE = _price("TIERING_ARCHIVE")
TIERING_RARE = _price("TIERING_RARE")
TIERING_WATCH = _price("TIERING_WATCH")

TOPIC_REQUEST = _price("TOPIC_REQUEST")

QUEUE_REQUEST = _price("QUEUE_REQUEST")
