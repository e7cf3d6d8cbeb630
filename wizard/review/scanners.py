"""What scanners will say about a deployment with these settings, before there is one. Pure.

What each Prowler check asks of our own resources is said, with sources, in predictions.json; which controls
of Security Hub and CIS say the same, in controls.json, which `verify` names too.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from components.arns import Arn
from components.names import Names
from components.settings import DELIVERED_LOGS, Settings
from wizard.review.controls import Control, controls, demands_of
from wizard.review.own_parts import WORDS, own_parts

Verdict = Literal["pass", "fail", "unknown"]
_SETTLED: tuple[Verdict, ...] = ("pass", "fail", "unknown")
#: The condition that depends on whose the deployment is: a policy lets another account read.
OWN_READERS = "own-readers"
FILE = Path(__file__).with_name("predictions.json")
# As many as a person reads: the scanners' own, and one version of the benchmark that they follow.
_TOLD = {"Security Hub": "", "CIS": "5.0"}
#: An account that nothing is said about.
ANY_ACCOUNT = "111122223333"


@dataclass(frozen=True)
class Prediction:
    """service: as Prowler calls it; check: Prowler's, "" where only others have one; controls: of Security
    Hub and CIS that ask the same; parts: of the deployment that get this verdict, as in own_parts.WORDS;
    fix: the settings that would make it pass, stays: why none does and it isn't mended, both "" where it
    passes."""

    service: str
    check: str
    controls: tuple[str, ...]
    parts: tuple[str, ...]
    verdict: Verdict
    fix: str = ""
    stays: str = ""

    @property
    def checks(self) -> tuple[str, ...]:
        """All the names of what is asked."""
        return (*((f"Prowler {self.check}",) if self.check else ()), *self.controls)

    @property
    def where(self) -> str:
        """The parts as a person reads them."""
        return ", ".join(dict.fromkeys(WORDS[part] for part in self.parts))

    def as_dict(self) -> dict[str, object]:
        return {
            "service": self.service,
            "checks": list(self.checks),
            "resources": list(self.parts),
            "verdict": self.verdict,
            "fix": self.fix,
            "stays": self.stays,
        }


def _objects(settings: Settings) -> bool:
    """Prowler looks at the type alone, not at prefixes, nor whether reads are recorded."""
    return any(entry.startswith("AWS::S3::Object") for entry in settings.data_events)


#: A condition of predictions.json -> whether it is so.
CONDITIONS: Mapping[str, Callable[[Settings], bool]] = {
    "kms": lambda settings: settings.encryption != "sse-s3",
    "alert-key": lambda settings: settings.own_alert_key,
    "log-group-key": lambda settings: settings.own_log_key and not settings.log_archive_account,
    "access-logs": lambda settings: settings.access_logs,
    "insights": lambda settings: settings.insights != "none",
    "object-lock": lambda settings: settings.object_lock != "off",
    "cloud-watch-logs": lambda settings: settings.cloud_watch_logs,
    "year-of-logs": lambda settings: settings.cloud_watch_logs_days >= 365,
    "cis": lambda settings: settings.cis_alarms,
    "object-events": _objects,
    "every-object-write": lambda settings: "AWS::S3::Object" in settings.data_events,
    "every-object-read": lambda settings: (
        "AWS::S3::Object" in settings.data_events and settings.data_events_reads
    ),
    "lambda-events": lambda settings: any(
        one.startswith("AWS::Lambda::Function") for one in settings.data_events
    ),
    "told": lambda settings: (
        DELIVERED_LOGS in settings.region_alert or settings.tamper_alert or bool(settings.log_readers)
    ),
    "tags": lambda settings: bool(settings.tags),
}


def predictions(settings: Settings, account: str = ANY_ACCOUNT) -> list[Prediction]:
    """One for each check and verdict, service by service. account: the one that is deployed from."""
    there = own_parts(settings, Names.of(settings, account))
    return [one for check in document()["checks"] for one in _predicted(check, settings, there, account)]


@functools.cache
def document() -> Mapping[str, Any]:
    """The whole file: when and with which Prowler it was compared, its sources, and the checks."""
    return json.loads(FILE.read_text("utf-8"))


def _predicted(
    check: Mapping[str, Any], settings: Settings, there: frozenset[str], account: str
) -> Iterator[Prediction]:
    found: dict[tuple[Verdict, bool], list[str]] = {}
    for part, means in check["of"].items():
        if part in there:
            found.setdefault((_verdict(means, settings, account), means not in _SETTLED), []).append(part)
    told = _controls(check)
    for (verdict, is_conditional), parts in found.items():
        fix = check.get("fix", "") if verdict == "unknown" or (verdict == "fail" and is_conditional) else ""
        stays = check.get("stays", "") if verdict == "fail" and not is_conditional else ""
        yield Prediction(check["service"], check["check"], told, tuple(parts), verdict, fix, stays)


def _verdict(means: str, settings: Settings, account: str) -> Verdict:
    if means in _SETTLED:
        return means
    if means == OWN_READERS:
        whose = {one if one.isdigit() else Arn.of(one).account for one in settings.log_readers}
        return "fail" if whose - {settings.log_archive_account or account} else "pass"
    return "pass" if CONDITIONS[means](settings) else "fail"


def _controls(check: Mapping[str, Any]) -> tuple[str, ...]:
    demands = check["demands"] if "demands" in check else demands_of(check["check"])
    found: list[Control] = [one for demand in demands for one in controls(demand)]
    told = [
        one
        for framework, version in _TOLD.items()
        for one in found
        if one.framework == framework and version in ("", one.version)
    ]
    return tuple(dict.fromkeys(one.words for one in told))
