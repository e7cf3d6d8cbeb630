"""What a deployment costs a month, from least to most: each thing, what drives it, what would halve it. Pure.

`estimate` gives data; words.py writes it for people, and the page and --json take it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from components import event_selectors, prices
from components.settings import Settings
from wizard.review.costs import alert_path, reading, storage
from wizard.review.costs.alert_path import Line, Organization, Traffic, idle_traffic
from wizard.review.costs.parts import Parts
from wizard.review.costs.storage import Files
from wizard.review.costs.volumes import RAW_BYTES, Volume, Volumes

_CIS_ALARMS = 15
# What CloudWatch Logs keeps is compressed.
# https://aws.amazon.com/cloudwatch/pricing/
_LOGS_COMPRESSED = 0.15


@dataclass(frozen=True)
class Item:
    """One thing that is paid for. group: what it belongs to; setting: the key that decides about it; usd:
    least and most, a month; words: its price."""

    group: str
    what: str
    setting: str
    least: float
    most: float
    words: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "what": self.what,
            "setting": self.setting,
            "usdPerMonth": [round(self.least, 2), round(self.most, 2)],
            "price": self.words,
        }


@dataclass(frozen=True)
class Saving:
    """A change of the settings, what it saves a month at most, and what it costs otherwise."""

    change: str
    usd: float
    loses: str

    def as_dict(self) -> dict[str, Any]:
        return {"change": self.change, "usdPerMonth": round(self.usd, 2), "loses": self.loses}


@dataclass(frozen=True)
class Estimate:
    """USD a month once the oldest log files expire. drivers: the items that make most of it; halving: changes
    that together would at least halve it, or all that there are; caveat: of which region the prices are."""

    items: tuple[Item, ...]
    volumes: Volumes
    drivers: tuple[Item, ...]
    savings: tuple[Saving, ...]
    halving: tuple[Saving, ...]
    caveat: str

    @property
    def least(self) -> float:
        return sum(one.least for one in self.items)

    @property
    def most(self) -> float:
        return sum(one.most for one in self.items)

    def as_dict(self) -> dict[str, Any]:
        return {
            "usdPerMonth": [round(self.least, 2), round(self.most, 2)],
            "volumes": self.volumes.as_dict(),
            "items": [one.as_dict() for one in self.items],
            "drivers": [one.what for one in self.drivers],
            "savings": [one.as_dict() for one in self.savings],
            "wouldHalveIt": [one.change for one in self.halving],
            "prices": self.caveat,
        }


def estimate(settings: Settings, volumes: Volumes, *, copies: int = 0) -> Estimate:
    """What these settings cost with so much going on. copies: how many trails record the management events of
    every region already; with one or more, this one's are paid for."""
    items = _items(settings, volumes, copies)
    most = sum(one.most for one in items)
    drivers = sorted((one for one in items if most and one.most >= most / 10), key=lambda one: -one.most)[:3]
    savings = sorted(_savings(settings, volumes, copies, most), key=lambda one: -one.usd)
    return Estimate(
        tuple(items),
        volumes,
        tuple(drivers),
        tuple(savings),
        tuple(_halving(savings, most)),
        prices.caveat(settings.partition, settings.home_region),
    )


def _items(settings: Settings, volumes: Volumes, copies: int) -> list[Item]:
    least = list(_lines(settings, volumes.least, copies))
    most = list(_lines(settings, volumes.most, copies))
    found: dict[tuple[str, str, str], list[Any]] = {}
    for place, lines in enumerate((least, most)):
        for group, setting, line in lines:
            entry = found.setdefault((group, line.what, setting), [0.0, 0.0, line.price.words])
            entry[place] += line.usd
    return [
        Item(group, what, setting, min(low, high), max(low, high), words)
        for (group, what, setting), (low, high, words) in found.items()
    ]


def trail_lines(settings: Settings, volume: Volume, copies: int = 0) -> Iterator[tuple[str, str, Line]]:
    """What CloudTrail itself charges, with the key that decides about it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-costs.html
    """
    if copies:
        yield "CloudTrail", "", Line("management events, a further copy", volume.events, prices.EVENT_COPY)
    if settings.data_events:
        yield "CloudTrail", "dataEvents", Line("data events", volume.data, prices.DATA_EVENT)
    kinds = event_selectors.insights(settings)
    if "ApiCallRateInsight" in kinds:
        yield (
            "CloudTrail",
            "insights",
            Line("Insights on call rates, of writes", volume.writes, prices.INSIGHT),
        )
    if "ApiErrorRateInsight" in kinds:
        yield "CloudTrail", "insights", Line("Insights on error rates, of all", volume.events, prices.INSIGHT)


def _lines(settings: Settings, volume: Volume, copies: int) -> Iterator[tuple[str, str, Line]]:
    yield from trail_lines(settings, volume, copies)
    files = Files.of(volume, settings)
    if settings.own_log_key:
        yield "KMS", "encryption", Line("the log key", 1, prices.KEY)
    for line in storage.lines(settings, files):
        yield "S3", "expireAfterDays", line
    if settings.cloud_watch_logs:
        yield from _log_group(settings, volume)
    if settings.cis_alarms:
        yield "CloudWatch", "cisAlarms", Line("CIS alarms", _CIS_ALARMS, prices.ALARM)
        yield (
            "CloudWatch",
            "cisAlarms",
            Line("CIS metrics, where something matches", _CIS_ALARMS, prices.METRIC),
        )
    parts = Parts.of(settings, volume.regions)
    traffic = _traffic(settings, parts, volume, files)
    for line in reading.of_access_logs(settings, files, traffic.opened if parts.reads_files else 0):
        yield "S3", "accessLogs", line
    for line in reading.of_queries(settings, files):
        yield "Athena", "queries", line
    for line in alert_path.month(parts, traffic, settings.insights):
        yield "the alert", "regionAlert", line


def _traffic(settings: Settings, parts: Parts, volume: Volume, files: Files) -> Traffic:
    """What the alert path has to do with these files."""
    if settings.is_organization:
        there = Organization(volume.accounts, volume.regions, min(int(volume.busy_regions), volume.regions))
        many = there.traffic
        return replace(many, objects=max(many.objects, files.number), files=max(many.files, files.logs))
    idle = idle_traffic(parts, volume.regions)
    opened = min(idle.opened, files.logs)
    return Traffic(max(idle.objects, files.number), max(idle.files, files.logs), opened)


def _log_group(settings: Settings, volume: Volume) -> Iterator[tuple[str, str, Line]]:
    events = volume.events + (volume.data if settings.data_events else 0)
    gigabytes = events * RAW_BYTES / storage.GB
    kept = gigabytes * _LOGS_COMPRESSED * settings.cloud_watch_logs_days / storage.DAYS
    yield (
        "CloudWatch",
        "cloudWatchLogs",
        Line("events taken in by CloudWatch Logs", gigabytes, prices.LOG_INTAKE),
    )
    yield "CloudWatch", "cloudWatchLogsDays", Line("events kept in CloudWatch Logs", kept, prices.LOG_STORAGE)


def _savings(settings: Settings, volumes: Volumes, copies: int, most: float) -> Iterator[Saving]:
    """Each change alone, where it saves a cent or more."""
    for change, loses, other in _changes(settings):
        saved = most - sum(one.most for one in _items(other, volumes, copies))
        if saved >= 0.01:
            yield Saving(change, saved, loses)
    if copies:
        saved = most - sum(one.most for one in _items(settings, volumes, 0))
        yield Saving("stop the other trail, once nobody reads its files", saved, "its files")


def _changes(settings: Settings) -> Iterator[tuple[str, str, Settings]]:
    if settings.data_events:
        yield "dataEvents: fewer, or none", "word of who touched that data", replace(settings, data_events=())
    if settings.insights in ("both", "error-rate"):
        kept = "call-rate" if settings.insights == "both" else "none"
        yield f"insights: {kept}", "word of unusual errors", replace(settings, insights=kept)
    elif settings.insights == "call-rate":
        yield "insights: none", "word of unusual calls", replace(settings, insights="none")
    if settings.cloud_watch_logs:
        without = replace(settings, cloud_watch_logs=False, cis_alarms=False)
        yield "cloudWatchLogs: false", "searches and CIS alarms there", without
    if settings.queries:
        yield "queries: false", "Athena; `query --local` stays", replace(settings, queries=False)
    if settings.access_logs:
        yield "accessLogs: false", "who reads the log bucket", replace(settings, access_logs=False)
    if settings.region_alert and settings.alert_every_minutes < 5:
        yield (
            "alertEveryMinutes: 5",
            "up to four minutes until an alert",
            replace(settings, alert_every_minutes=5),
        )
    if settings.encryption == "new-key":
        yield (
            "encryption: sse-s3",
            "the second permission that reading logs needs",
            replace(settings, encryption="sse-s3"),
        )
    days = settings.expire_after_days
    if days > 730 and settings.object_lock == "off":
        yield "expireAfterDays: 730", "logs older than two years", replace(settings, expire_after_days=730)


def _halving(savings: list[Saving], most: float) -> Iterator[Saving]:
    """The fewest changes, the largest first, until half is saved. Each was reckoned alone: together they may
    save somewhat less."""
    saved = 0.0
    for one in savings:
        if saved >= most / 2:
            return
        saved += one.usd
        yield one
