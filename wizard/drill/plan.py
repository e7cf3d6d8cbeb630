"""What a drill does, decided beforehand: source, region, call, time to wait; or why it can't work. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components import regions
from components.names import Names
from components.settings import DELIVERED_LOGS, RULES, Settings, shown
from wizard.drill.principal import Caller, ignoring
from wizard.failures import UsageFailure

SOURCES = (RULES, DELIVERED_LOGS)
# Beside the time between two digests. Usually 2 minutes by rules and 5 to 10 by log files, best effort both.
_MINUTES = {RULES: 15, DELIVERED_LOGS: 30}
SECONDS = {"s": 1, "m": 60, "h": 3600}
_LONGEST = 48 * 3600


@dataclass(frozen=True)
class Call:
    """One call to EC2 as a dry run: EC2 looks whether it would be allowed, and does nothing.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
    """

    name: str
    method: str
    parameters: dict[str, Any]


WRITE = Call("CreateKeyPair", "create_key_pair", {"KeyName": "everyregion-drill-never-made", "DryRun": True})


@dataclass(frozen=True)
class Plan:
    """names: of everything deployed; seconds: how long the alert is waited for; nonce: the drill's mark;
    notes: what a person should know of it."""

    settings: Settings
    names: Names
    source: str
    region: str
    call: Call
    seconds: float
    nonce: str
    notes: tuple[str, ...] = ()

    @property
    def topic_arn(self) -> str:
        return self.names.alert_topic_arn

    @property
    def user_agent(self) -> str:
        """What the digest function recognises a drill by: it labels the alert, and hides nothing."""
        return f"everyregion-drill/{self.nonce}"


def source_of(settings: Settings, asked: str) -> str:
    """The source to prove: the one asked for, else rules where there are any. Raises UsageFailure."""
    has = settings.region_alert
    if not has:
        raise UsageFailure(
            "The region alert is off (regionAlert is empty), so no alert can come. Set regionAlert, and "
            "deploy."
        )
    if asked and asked not in SOURCES:
        raise UsageFailure(f"--source {shown(asked)}: there are {' and '.join(SOURCES)}.")
    if asked and asked not in has:
        raise UsageFailure(
            f"--source {asked}: regionAlert has only {', '.join(has)}, so nothing would come that way. "
            "Leave --source out, or add the source to regionAlert and deploy."
        )
    return asked or (RULES if RULES in has else DELIVERED_LOGS)


def region_of(settings: Settings, source: str, enabled: Sequence[str]) -> str:
    """An enabled, unapproved region that the source covers. Raises UsageFailure where there is none."""
    unapproved = sorted(set(enabled) - set(settings.approved_regions))
    skipped = [region for region in unapproved if region in settings.alert_skip_regions]
    ruled = [region for region in unapproved if region not in settings.alert_skip_regions]
    # Where no rule is, an alert can only have come from the log files.
    found = ruled if source == RULES else [*skipped, *ruled]
    if not found:
        left_out = " or in alertSkipRegions" if unapproved else ""
        raise UsageFailure(
            f"No unapproved region is watched: each of the {len(set(enabled))} enabled regions is in "
            f"approvedRegions{left_out}, so there is nothing to alert of."
        )
    return found[0]


def refuse_ignored(settings: Settings, caller: Caller) -> None:
    """Raises UsageFailure when the caller's activity never alerts."""
    pattern = ignoring(settings.alert_ignore_principals, caller)
    if pattern:
        raise UsageFailure(
            f"{caller.arn} is one of alertIgnorePrincipals ({pattern}), so what it does never alerts. Run "
            "the drill as somebody else (--profile)."
        )


def patience(settings: Settings, source: str, asked: str) -> float:
    """Seconds to wait: --timeout, else what fits the source and the time between digests."""
    if not asked:
        return 60.0 * (_MINUTES[source] + settings.alert_every_minutes)
    return seconds_of("--timeout", asked)


def seconds_of(option: str, asked: str) -> float:
    """Seconds of a time that somebody typed: 90s, 15m, 1h. Raises UsageFailure."""
    match = re.fullmatch(r"([0-9]{1,6})(s|m|h)", asked.strip())
    seconds = int(match[1]) * SECONDS[match[2]] if match else 0
    if not 1 <= seconds <= _LONGEST:
        raise UsageFailure(f"{option} {shown(asked)}: write a time such as 90s, 15m or 1h, at most 48h.")
    return float(seconds)


def notes_of(settings: Settings, source: str, region: str) -> tuple[str, ...]:
    """What a person should know beforehand."""
    notes: list[str] = []
    if source == DELIVERED_LOGS and region in settings.alert_skip_regions:
        notes.append(f"{region} is in alertSkipRegions: no rule is there, so only log files bring the alert.")
    elif len(settings.region_alert) > 1:
        notes.append(f"Both sources bring an alert of their own; the one by {source} is waited for.")
    if settings.tamper_alert:
        notes.append(
            "The drill subscribes a queue to the topic and unsubscribes it, which the tamper alert reports."
        )
    return tuple(notes)


def place(region: str) -> str:
    """The region with its name."""
    name = regions.name_of(region)
    return region if name == region else f"{region} ({name})"
