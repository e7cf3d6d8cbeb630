"""What scanners will say about a deployment with these settings, before there is one. Pure.

Prowler's checks: https://hub.prowler.com/ ; Security Hub's controls:
https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html ; CIS AWS Foundations
Benchmark 5.0. A control's number belongs to its framework and version, so both are named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from components.settings import Settings, specs

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
    checks: tuple[str, ...]
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
            "Prowler cloudtrail_multi_region_enabled",
            "Prowler cloudtrail_multi_region_enabled_logging_management_events",
            "Security Hub CloudTrail.1",
            "CIS 5.0 3.1",
        ),
    ),
    _Rule(
        "log file validation",
        ("Prowler cloudtrail_log_file_validation_enabled", "Security Hub CloudTrail.4", "CIS 5.0 3.2"),
    ),
    _Rule(
        "logs encrypted with a KMS key",
        ("Prowler cloudtrail_kms_encryption_enabled", "Security Hub CloudTrail.2", "CIS 5.0 3.5"),
        lambda settings: settings.encryption != "sse-s3",
        "encryption: new-key",
    ),
    _Rule(
        "that key rotates",
        ("Prowler kms_cmk_rotation_enabled", "CIS 5.0 3.6"),
        _rotates,
        "encryption: new-key, or rotation turned on for your own key",
    ),
    _Rule(
        "the log bucket isn't public",
        ("Prowler cloudtrail_logs_s3_bucket_is_not_publicly_accessible", "Security Hub CloudTrail.6"),
    ),
    _Rule("the log bucket takes TLS only", ("Prowler s3_bucket_secure_transport_policy",)),
    _Rule(
        "access to the log bucket is logged",
        (
            "Prowler cloudtrail_logs_s3_bucket_access_logging_enabled",
            "Security Hub CloudTrail.7",
            "CIS 5.0 3.4",
        ),
        lambda settings: settings.access_logs,
        "accessLogs: true",
    ),
    _Rule(
        "the log bucket has a lifecycle",
        ("Prowler s3_bucket_lifecycle_enabled",),
        lambda settings: settings.archive_class != "STANDARD" or settings.expire_after_days > 0,
        "an archiveClass or expireAfterDays",
    ),
    _Rule(
        "the log bucket has Object Lock",
        ("Prowler s3_bucket_object_lock",),
        lambda settings: settings.object_lock != "off",
        "objectLock: governance or compliance",
    ),
    _Rule(
        "the log bucket wants MFA for deleting",
        ("Prowler cloudtrail_bucket_requires_mfa_delete",),
        lambda settings: False,
        hitch="Only the root user can turn it on, by hand, and then no lifecycle rule is possible.",
    ),
    _Rule(
        "events reach CloudWatch Logs",
        ("Prowler cloudtrail_cloudwatch_logging_enabled", "Security Hub CloudTrail.5"),
        lambda settings: settings.cloud_watch_logs,
        "cloudWatchLogs: true",
    ),
    _Rule(
        "metric filters and alarms for 15 kinds of event",
        ("Prowler cloudwatch_log_metric_filter_*", "CIS 5.0 4.1 to 4.15"),
        lambda settings: settings.cis_alarms,
        "cloudWatchLogs: true and cisAlarms: true",
    ),
    _Rule(
        "Insights",
        ("Prowler cloudtrail_insights_exist",),
        lambda settings: settings.insights != "none",
        "insights: both",
    ),
    _Rule(
        "writes of S3 objects are recorded",
        ("Prowler cloudtrail_s3_dataevents_write_enabled", "CIS 5.0 3.8"),
        _records_objects,
        "dataEvents: [AWS::S3::Object]; a busy account pays for it",
    ),
    _Rule(
        "reads of S3 objects are recorded",
        ("Prowler cloudtrail_s3_dataevents_read_enabled", "CIS 5.0 3.9"),
        lambda settings: _records_objects(settings) and settings.data_events_reads,
        "the same, with dataEventsReads: true",
    ),
    _Rule(
        "the trail has tags",
        ("Security Hub CloudTrail.9",),
        lambda settings: bool(settings.tags),
        "tags: at least one",
    ),
)


def predictions(settings: Settings) -> list[Prediction]:
    """One for each demand, in the order above."""
    return [_judged(rule, rule.passes(settings)) for rule in _RULES]


def _judged(rule: _Rule, passes: bool | None) -> Prediction:
    if passes:
        return Prediction(rule.demand, rule.checks, "pass")
    verdict = "unknown" if passes is None else "fail"
    unbuilt = [key for key, spec in specs().items() if f"{key}:" in rule.fix and spec.not_yet == "Not yet."]
    if unbuilt:
        hitch = f"No setting makes it pass: {', '.join(unbuilt)} is not yet built."
        return Prediction(rule.demand, rule.checks, verdict, hitch=hitch)
    return Prediction(rule.demand, rule.checks, verdict, rule.fix, rule.hitch)
