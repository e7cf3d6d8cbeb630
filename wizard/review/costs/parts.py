"""What of the alert path is paid for by the month, and how often it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from components.names import Names
from components.region_alert.patterns import regions_left_out
from components.settings import DELIVERED_LOGS, RULES, Settings
from components.tamper_rules import tamper_rules
from wizard.program import resource_types as types

MEMORY_MB = 512
METRICS = 1
# Each of the alarms is on one metric; the tamper alert's is on one of each of its rules at home.
ALARMS = 3
# Names that differ by it are equally long.
_ANY_ACCOUNT = "111122223333"
# Paid for by use, or not at all: that they are there costs nothing.
_BY_USE = {token for token, type in types.TYPES.items() if type.paid_by_use}


class NoPrice(Exception):
    """A kind of resource that nobody has said the cost of."""


@dataclass(frozen=True)
class Parts:
    """alarms: metrics that alarms look at. every_minutes: between two starts of the digest, 0 without one.
    watched: regions with a rule; tamper_rules: the tamper alert's, in whatever region.

    told_of_objects: whether S3 tells EventBridge of each object; reads_files: whether a rule sends those on;
    decrypts: whether log files are encrypted with a KMS key.
    """

    keys: int
    alarms: int
    metrics: int
    memory_mb: int
    every_minutes: int
    watched: int
    told_of_objects: bool
    reads_files: bool
    decrypts: bool
    tamper_rules: int = 0

    @classmethod
    def of(cls, settings: Settings, enabled: int) -> Parts:
        """What these settings make, where so many regions are enabled."""
        alert = bool(settings.region_alert) or settings.tamper_alert
        keys = int(settings.own_alert_key)
        rules = tamper_rules(settings, Names.of(settings, _ANY_ACCOUNT), _log_keys(settings) + keys)
        at_home = sum(rule.region == settings.home_region for rule in rules)
        unwatched = len(regions_left_out(settings))
        reads_files = DELIVERED_LOGS in settings.region_alert
        return cls(
            keys=keys,
            alarms=ALARMS + at_home if alert else 0,
            metrics=METRICS if alert else 0,
            memory_mb=MEMORY_MB if alert else 0,
            every_minutes=settings.alert_every_minutes if alert else 0,
            watched=max(0, enabled - unwatched) if RULES in settings.region_alert else 0,
            told_of_objects=reads_files or settings.tamper_alert,
            reads_files=reads_files,
            decrypts=settings.encryption != "sse-s3",
            tamper_rules=len(rules),
        )

    @classmethod
    def counted(cls, resources: Iterable[tuple[str, str, str, Mapping[str, Any]]], metrics: int) -> Parts:
        """What was registered: (component, type, name, properties) of each. metrics: in the function's log.

        Raises NoPrice for a type of resource that this module doesn't know.
        """
        found: Counter[str] = Counter()
        memory = minutes = watched = alarms = tampering = 0
        told_of_objects = reads_files = decrypts = False
        for component, type_, name, properties in resources:
            if type_ == types.TRAIL:
                decrypts = bool(properties.get("kmsKeyId"))
            if component not in types.ALERT_PATH:
                continue
            found[type_] += 1
            if type_ == types.FUNCTION:
                memory = int(properties["memorySize"])
            elif type_ == types.SCHEDULE:
                minutes = _minutes(properties["scheduleExpression"])
            elif type_ == types.RULE:
                watched += name.startswith("watch-")
                tampering += name.startswith("tamper-")
                reads_files |= name == "delivered-logs"
            elif type_ == types.ALARM:
                alarms += len([one for one in properties.get("metricQueries", ()) if one.get("metric")]) or 1
            elif type_ == types.BUCKET_NOTIFICATION:
                told_of_objects |= bool(properties.get("eventbridge"))
            elif type_ not in {types.KEY, *_BY_USE}:
                raise NoPrice(f"{type_} ({name}): say in {__name__} what it costs")
        return cls(
            found[types.KEY],
            alarms,
            metrics if found[types.FUNCTION] else 0,
            memory,
            minutes,
            watched,
            told_of_objects,
            reads_files,
            decrypts,
            tampering,
        )


def _log_keys(settings: Settings) -> int:
    """The log key: ours, or one that was there."""
    return int(settings.encryption != "sse-s3")


def _minutes(expression: str) -> int:
    """`rate(5 minutes)` -> 5."""
    return int(expression.removeprefix("rate(").split(" ")[0])
