"""Lets the digest function live through a day: both sources, a digest a minute, and what people are told.

AWS is the one of the function's own tests, where time is moved by hand. Rules bring what isn't a plain read
within two minutes, log files everything of five minutes in five more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.working_day import ACCOUNT, DATE, Moment
from components.region_alert.function.digest.noise import only_looks
from components.region_alert.function.digest.principals import describe
from tests.function.scene import World

MIDNIGHT = 1_714_608_000
"""Of `working_day.DATE`, in seconds since 1970."""
BY_RULE, FILE_EVERY, FILE_LATER = 90, 300, 300
Pair = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """A message. at: seconds since midnight; pairs: the principals and calls that it names, with regions."""

    at: int
    subject: str
    regions: dict[Pair, frozenset[str]]
    groups: list[dict[str, Any]]


@dataclass(frozen=True)
class Lived:
    """What came of a day. arrived: when each pair was first in the queue, and each of its regions; causes: of
    each pair that may be told; succeeded: the pairs of which a call was not refused."""

    told: list[Told]
    arrived: dict[tuple[Pair, str], int]
    causes: dict[Pair, str]
    alerting: int
    succeeded: frozenset[Pair]

    def naming(self, cause: str) -> int:
        """How many messages name something of this cause."""
        return sum(any(self.causes.get(pair) == cause for pair in one.regions) for one in self.told)

    def second_region(self, pair: Pair) -> str:
        """Where the pair came after its first region; "" where it stayed there."""
        regions = sorted((at, region) for (one, region), at in self.arrived.items() if one == pair)
        return regions[1][1] if len(regions) > 1 else ""

    def delay(self, pair: Pair, region: str = "") -> int:
        """Seconds from when the pair was first in the queue to the message that names it, with the region."""
        began = min(at for (one, where), at in self.arrived.items() if one == pair and region in ("", where))
        named = (
            one.at
            for one in self.told
            if one.at >= began and pair in one.regions and (not region or region in one.regions[pair])
        )
        return next(named, 1 << 30) - began


def lived(moments: Iterable[Moment]) -> Lived:
    """The day, minute by minute."""
    everything = list(moments)
    world, files = World(), _files(everything)
    world.clock.now = MIDNIGHT
    by_rule: defaultdict[int, list[Moment]] = defaultdict(list)
    for one in everything:
        if not only_looks(one.record):
            by_rule[(one.at + BY_RULE) // 60].append(one)
    result = Lived([], {}, {}, 0, frozenset())
    alerting = 0
    for minute in range(24 * 60):
        world.clock.now = MIDNIGHT + minute * 60
        for moment in by_rule.pop(minute, ()):
            pair = _pair(moment.record)
            result.causes.setdefault(pair, moment.cause)
            result.arrived.setdefault((pair, moment.record["awsRegion"]), minute * 60)
            world.send(moment.record)
        for region, records in files.pop(minute, {}).items():
            world.deliver(records, _key(region, minute))
        before = len(world.topic.published)
        alerting += world.run().counts["alerting"]
        result.told.extend(_told(world, before, minute * 60))
        world.files.objects.clear()
    succeeded = {_pair(one.record) for one in everything if "errorCode" not in one.record}
    return Lived(result.told, result.arrived, result.causes, alerting, frozenset(succeeded))


def _files(moments: list[Moment]) -> dict[int, dict[str, list[Any]]]:
    """The log files: when one is there, of which region, with which records."""
    found: dict[int, dict[str, list[Any]]] = {}
    for one in moments:
        minute = ((one.at // FILE_EVERY + 1) * FILE_EVERY + FILE_LATER) // 60
        found.setdefault(minute, {}).setdefault(one.record["awsRegion"], []).append(one.record)
    return found


def _key(region: str, minute: int) -> str:
    folder = f"AWSLogs/{ACCOUNT}/CloudTrail/{region}/{DATE.replace('-', '/')}"
    stamp = f"{DATE.replace('-', '')}T{minute // 60 % 24:02}{minute % 60:02}Z"
    return f"{folder}/{ACCOUNT}_CloudTrail_{region}_{stamp}_{minute:016}.json.gz"


def _pair(record: dict[str, Any]) -> Pair:
    return describe(record)[0], record["eventName"]


def _told(world: World, before: int, at: int) -> Iterator[Told]:
    published = world.topic.published[before:]
    for message, data in zip(published, world.topic.messages()[before:], strict=True):
        regions = {(one["principal"], one["eventName"]): frozenset(one["regions"]) for one in data["groups"]}
        yield Told(at, message["Subject"], regions, data["groups"])


def most_often(day: Lived) -> list[tuple[str, int]]:
    """The causes by how many messages name them."""
    return Counter({cause: day.naming(cause) for cause in set(day.causes.values())}).most_common()
