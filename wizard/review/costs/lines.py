"""Each thing that is paid for in a month, with the setting that decides about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from components import event_selectors, prices
from components.adopted import AdoptedTrail
from components.merging import selector_of
from components.settings import Settings
from wizard.review.costs import alert_path, reading, storage
from wizard.review.costs.alert_path import Line, Organization, Traffic, idle_traffic
from wizard.review.costs.parts import Parts
from wizard.review.costs.storage import Files
from wizard.review.costs.volumes import RAW_BYTES, Volume

_CIS_ALARMS = 15
# What CloudWatch Logs keeps is compressed.
# https://aws.amazon.com/cloudwatch/pricing/
_LOGS_COMPRESSED = 0.15

#: group, the key that decides about it, "" for none, and the line.
Placed = tuple[str, str, Line]


@dataclass(frozen=True)
class Kept:
    """What a trail that is taken over goes on recording, whatever the settings say. categories: of its
    selectors; insights: types that look at management events."""

    categories: frozenset[str] = frozenset()
    insights: tuple[str, ...] = ()

    @classmethod
    def of(cls, trail: AdoptedTrail | None) -> Kept:
        if trail is None:
            return cls()
        fields = (one for data in trail.selectors for one in selector_of(data).fields)
        found = (value for one in fields if one.name == "eventCategory" for value in one.equals)
        return cls(frozenset(found), trail.insights)


@dataclass(frozen=True)
class Case:
    """copies: how many other trails record the management events of every region."""

    settings: Settings
    copies: int = 0
    kept: Kept = Kept()

    @property
    def records_data(self) -> bool:
        return bool(self.settings.data_events) or "Data" in self.kept.categories

    @property
    def records_network(self) -> bool:
        return "NetworkActivity" in self.kept.categories

    @property
    def insights(self) -> set[str]:
        return {*event_selectors.insights(self.settings), *self.kept.insights}

    def recorded(self, volume: Volume) -> float:
        """Events in the log files."""
        data = volume.data if self.records_data else 0
        return volume.events + data + (volume.network if self.records_network else 0)


def of_trail(case: Case, volume: Volume) -> Iterator[Placed]:
    """What CloudTrail itself charges.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-costs.html
    """
    if case.copies:
        yield "CloudTrail", "", Line("management events, a further copy", volume.events, prices.EVENT_COPY)
    if case.records_data:
        yield "CloudTrail", "dataEvents", Line("data events", volume.data, prices.DATA_EVENT)
    if case.records_network:
        what = "network activity events, which the trail recorded before"
        yield "CloudTrail", "adoptTrail", Line(what, volume.network, prices.NETWORK_EVENT)
    if "ApiCallRateInsight" in case.insights:
        yield "CloudTrail", "insights", Line("Insights on call rates (writes)", volume.writes, prices.INSIGHT)
    if "ApiErrorRateInsight" in case.insights:
        yield "CloudTrail", "insights", Line("Insights on error rates (all)", volume.events, prices.INSIGHT)


def of_case(case: Case, volume: Volume, at_most: bool) -> Iterator[Placed]:
    """Everything. at_most: with what is only paid for when something happens."""
    settings = case.settings
    yield from of_trail(case, volume)
    files = Files.of(volume, case.recorded(volume))
    if settings.own_log_key:
        yield "KMS", "encryption", Line("the log key", 1, prices.KEY)
    for line in storage.lines(settings, files):
        yield "S3", "expireAfterDays", line
    if settings.cloud_watch_logs:
        yield from _log_group(settings, case.recorded(volume))
    if settings.cis_alarms:
        yield "CloudWatch", "cisAlarms", Line("CIS alarms", _CIS_ALARMS, prices.ALARM)
        # A metric is paid for in the hours in which something matched.
        matched = _CIS_ALARMS if at_most else 0
        yield "CloudWatch", "cisAlarms", Line("CIS metrics while something matches", matched, prices.METRIC)
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


def _log_group(settings: Settings, events: float) -> Iterator[Placed]:
    gigabytes = events * RAW_BYTES / storage.GB
    kept = gigabytes * _LOGS_COMPRESSED * settings.cloud_watch_logs_days / storage.DAYS
    taken_in = Line("events taken in by CloudWatch Logs", gigabytes, prices.LOG_INTAKE)
    yield "CloudWatch", "cloudWatchLogs", taken_in
    yield "CloudWatch", "cloudWatchLogsDays", Line("events kept there", kept, prices.LOG_STORAGE)
