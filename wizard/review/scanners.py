"""What scanners will say about a deployment with these settings, before there is one. Pure.

Which checks and controls a demand answers is said, with sources, in controls.json; `verify` names the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from components.settings import Settings, specs
from wizard.review.controls import controls

Verdict = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True)
class Prediction:
    """checks: the scanners' names for one demand; verdict; fix: the settings that would make it pass, "" when
    it does; hitch: why no setting makes it pass."""

    demand: str
    checks: tuple[str, ...]
    verdict: Verdict
    fix: str = ""
    hitch: str = ""

    def as_dict(self) -> dict[str, object]:
        return {
            "demand": self.demand,
            "checks": list(self.checks),
            "verdict": self.verdict,
            "fix": self.fix,
            "hitch": self.hitch,
        }


@dataclass(frozen=True)
class _Rule:
    demand: str
    ids: tuple[str, ...]  # of controls.json
    passes: Callable[[Settings], bool | None] = lambda settings: True
    fix: str = ""
    hitch: str = ""


def _rotates(settings: Settings) -> bool | None:
    """A key of somebody else's may rotate or not: that isn't in the settings."""
    return None if settings.encryption == "existing-key" else settings.encryption == "new-key"


def _records_objects(settings: Settings) -> bool:
    return any(entry.startswith("AWS::S3::Object") for entry in settings.data_events)


_RULES = (
    _Rule(
        "a multi-region trail that logs reads and writes",
        (
            "trail.multi-region",
            "trail.management-events",
        ),
    ),
    _Rule(
        "log file validation",
        ("trail.validation",),
    ),
    _Rule(
        "logs encrypted with a KMS key",
        ("trail.encryption",),
        lambda settings: settings.encryption != "sse-s3",
        "encryption: new-key",
    ),
    _Rule(
        "that key rotates",
        ("key.rotation",),
        _rotates,
        "encryption: new-key, or rotation turned on for your own key",
    ),
    _Rule(
        "the log bucket isn't public",
        ("bucket.acl",),
    ),
    _Rule("the log bucket takes TLS only", ("bucket.tls-only",)),
    _Rule(
        "access to the log bucket is logged",
        ("bucket.access-logs",),
        lambda settings: settings.access_logs,
        "accessLogs: true",
    ),
    _Rule(
        "the log bucket has a lifecycle",
        ("bucket.lifecycle",),
        lambda settings: settings.archive_class != "STANDARD" or settings.expire_after_days > 0,
        "an archiveClass or expireAfterDays",
    ),
    _Rule(
        "the log bucket has Object Lock",
        ("bucket.lock",),
        lambda settings: settings.object_lock != "off",
        "objectLock: governance or compliance",
    ),
    _Rule(
        "the log bucket wants MFA for deleting",
        ("bucket.mfa-delete",),
        lambda settings: False,
        hitch="Only the root user can turn it on, by hand, and then no lifecycle rule is possible.",
    ),
    _Rule(
        "events reach CloudWatch Logs",
        ("trail.log-group",),
        lambda settings: settings.cloud_watch_logs,
        "cloudWatchLogs: true",
    ),
    _Rule(
        "metric filters and alarms for 15 kinds of event",
        ("trail.cis-alarms",),
        lambda settings: settings.cis_alarms,
        "cloudWatchLogs: true and cisAlarms: true",
    ),
    _Rule(
        "Insights",
        ("trail.insights",),
        lambda settings: settings.insights != "none",
        "insights: both",
    ),
    _Rule(
        "writes of S3 objects are recorded",
        ("trail.object-writes",),
        _records_objects,
        "dataEvents: [AWS::S3::Object]; a busy account pays for it",
    ),
    _Rule(
        "reads of S3 objects are recorded",
        ("trail.object-reads",),
        lambda settings: _records_objects(settings) and settings.data_events_reads,
        "the same, with dataEventsReads: true",
    ),
    _Rule(
        "the trail has tags",
        ("trail.tags",),
        lambda settings: bool(settings.tags),
        "tags: at least one",
    ),
)


def predictions(settings: Settings) -> list[Prediction]:
    """One for each demand, in the order above."""
    return [_judged(rule, rule.passes(settings)) for rule in _RULES]


# As many as a person reads: the scanners' own, and one version of the benchmark that they follow.
_TOLD = {"Prowler": "", "Security Hub": "", "CIS": "5.0"}


def _checks(rule: _Rule) -> tuple[str, ...]:
    found = [one for id in rule.ids for one in controls(id)]
    told = [
        one
        for framework, version in _TOLD.items()
        for one in found
        if one.framework == framework and version in ("", one.version)
    ]
    return tuple(dict.fromkeys(one.words for one in told))


def _judged(rule: _Rule, passes: bool | None) -> Prediction:
    checks = _checks(rule)
    if passes:
        return Prediction(rule.demand, checks, "pass")
    verdict = "unknown" if passes is None else "fail"
    unbuilt = [key for key, spec in specs().items() if f"{key}:" in rule.fix and spec.not_yet == "Not yet."]
    if unbuilt:
        hitch = f"No setting makes it pass: {', '.join(unbuilt)} is not yet built."
        return Prediction(rule.demand, checks, verdict, hitch=hitch)
    return Prediction(rule.demand, checks, verdict, rule.fix, rule.hitch)
