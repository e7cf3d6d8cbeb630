"""AWS's list prices, the one place where a price stands: free tiers left out, from a dated file.

prices.json has them by partition and region, each with where it was found. The constants here are those of
us-east-1; `Rates.of` has those of a region, and says which of them nobody confirmed there.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Price:
    """`usd` for each `per` of what `unit` names; `page` is AWS's own; sources: keys of the file's sources
    that have this figure, () where none was found; name: its key in the file."""

    unit: str
    usd: float
    per: int
    page: str
    sources: tuple[str, ...] = ()
    name: str = ""

    def of(self, units: float) -> float:
        """What so many units cost, in USD."""
        return units * self.usd / self.per

    @property
    def words(self) -> str:
        """`0.10 USD per 100,000 data events`."""
        return f"{_exact(self.usd)} USD per {self._units}"

    @property
    def _units(self) -> str:
        return f"{f'{self.per:,} ' if self.per > 1 else ''}{self.unit}"

    def between(self, least: float, most: float) -> str:
        """`0.50 to 1.00 USD per GB of logs taken in`."""
        low, high = _exact(least), _exact(most)
        return f"{low if low == high else f'{low} to {high}'} USD per {self._units}"


def _exact(usd: float) -> str:
    """Two digits, or as many as there are."""
    exact = f"{usd:.10f}".rstrip("0")
    return exact if len(exact) > len(f"{usd:.2f}") else f"{usd:.2f}"


_FILE: Mapping[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
_PARTITIONS: Mapping[str, Any] = _FILE["partitions"]
_KNOWN = _PARTITIONS["aws"]
REGION: str = _KNOWN["region"]
AS_OF: str = _FILE["asOf"]
# Of the prices that differ by region, only a GB in DEEP_ARCHIVE costs more than about twice as much anywhere.
_TIMES = 2.0
# A price that is the same wherever it is known is taken to be so elsewhere, if that is in so many regions.
_ENOUGH = 3


@dataclass(frozen=True)
class Rates:
    """The prices of one region. own: by name, those that were found for it; is_listed: the partition's prices
    are in the file, as far as they were found."""

    partition: str
    region: str
    own: Mapping[str, float]
    is_listed: bool = True

    @classmethod
    def of(cls, partition: str = "aws", region: str = "") -> Rates:
        """region: "" for the one that the constants are of."""
        if partition == "aws" and region in ("", REGION):
            return cls(partition, REGION, {})
        listed: Mapping[str, Any] = _PARTITIONS.get(partition, {}).get("regions", {})
        own = {name: usd for found in listed.get(region, {}).values() for name, usd in found.items()}
        return cls(partition, region, own, bool(listed))

    @property
    def _is_home(self) -> bool:
        return (self.partition, self.region) == ("aws", REGION)

    def is_confirmed(self, price: Price) -> bool:
        """Whether somebody's figure for this region was found."""
        return bool(price.sources) if self._is_home else price.name in self.own

    def usd(self, price: Price) -> tuple[float, float]:
        """Least and most, for each `per` of its units. What wasn't found for the region is taken from
        us-east-1, up to twice as much unless it is the same wherever it is known."""
        if price.name in self.own:
            return self.own[price.name], self.own[price.name]
        if not self.is_listed or self.is_confirmed(price):
            return price.usd, price.usd
        known = [price.usd, *_in_regions(price.name)]
        is_flat = self.partition == "aws" and len(known) >= _ENOUGH and len(set(known)) == 1
        return min(known), price.usd if is_flat else max(_TIMES * price.usd, *known)

    def least(self, price: Price, units: float = 1) -> float:
        """What so many units cost at least, in USD."""
        return units * self.usd(price)[0] / price.per

    def most(self, price: Price, units: float = 1) -> float:
        return units * self.usd(price)[1] / price.per

    def words(self, price: Price) -> str:
        """`0.57 USD per GB of logs taken in`; `0.50 to 1.00 USD per ...` where it isn't confirmed."""
        return price.between(*self.usd(price))

    @property
    def caveat(self) -> str:
        """What is to be known of these prices; a sentence."""
        if not self.is_listed:
            found = _PARTITIONS.get(self.partition, {})
            why = found.get("why", "its prices aren't in this file")
            page = f" ({found['pages'][0]})" if found.get("pages") else ""
            return f"Prices are those of {REGION}, {AS_OF}, in USD. {self.partition} is {why}{page}."
        return f"List prices of {self.region}, {AS_OF}, in USD, without free tiers and taxes."


@functools.cache
def _in_regions(name: str) -> tuple[float, ...]:
    return tuple(_every(name))


def _every(name: str) -> Iterator[float]:
    for partition in _PARTITIONS.values():
        for sources in partition.get("regions", {}).values():
            yield from (found[name] for found in sources.values() if name in found)


def _price(name: str) -> Price:
    found: dict[str, Any] = {**_KNOWN["prices"][name], "name": name}
    found["sources"] = tuple(found["sources"])
    return Price(**found)


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
