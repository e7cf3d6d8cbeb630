"""What each setting may touch when it alone is changed: the table that the engine is held to.

Whatever a line doesn't name stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.cis_benchmark import cis_alarms
from components.named_queries.catalogue import queries
from tests.engine.base import APPROVED

_SOME_KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_SOME_TOPIC = "arn:aws:sns:eu-west-1:123456789012:pages"
_LIFECYCLE = {"log-bucket-lifecycle": "update rules"}
_DIGEST = {"digest": "update environment"}
_NO_LONGER_WATCHED = {"watch-us-west-2": "delete", "watch-us-west-2-target": "delete"}
_TAGGED = (
    "log-key", "log-bucket", "trail", "alert-key", "alert-topic", "alert-queue", "alert-dead-letters",
    "alert-bus", "alert-bus-rule", "watch-us-east-1", "watch-us-west-2", "forward-role",
    "digest-table", "digest-logs", "digest-failed-runs", "digest-role", "digest", "digest-schedule-role",
    "alert-late-alarm", "alert-dead-letters-alarm", "alert-heartbeat-alarm",
)  # fmt: skip
_ALERT = (
    "region-alert",
    "alert-topic", "alert-topic-policy", "alert-email-786906db", "alert-key", "alert-key-alias",
    "alert-queue", "alert-queue-policy", "alert-dead-letters", "alert-dead-letters-policy",
    "alert-bus", "alert-bus-rule", "alert-bus-target", "forward-role", "forward-role-policy",
    "watch-us-east-1", "watch-us-east-1-target", "watch-us-west-2", "watch-us-west-2-target",
    "digest", "digest-table", "digest-table-policy", "digest-logs", "digest-role", "digest-role-policy",
    "digest-failed-runs", "digest-failed-runs-policy",
    "digest-schedule", "digest-schedule-role", "digest-schedule-role-policy",
    "alert-alarms", "alert-late-alarm", "alert-dead-letters-alarm", "alert-heartbeat-alarm",
)  # fmt: skip
_ACCESS_LOGS = (
    "log-bucket-logging", "access-log-bucket", "access-log-bucket-encryption", "access-log-bucket-lifecycle",
    "access-log-bucket-ownership", "access-log-bucket-policy", "access-log-bucket-public-access",
    "access-log-bucket-versioning",
)  # fmt: skip
_LOG_DELIVERY = {
    "log-delivery": "create",
    "log-delivery-group": "create",
    "log-delivery-role": "create",
    "log-delivery-role-policy": "create",
    "log-key": "update policy",
    "trail": "update cloudWatchLogsGroupArn cloudWatchLogsRoleArn",
    # It knows the role by which CloudTrail's own streams are told from others.
    **_DIGEST,
}
_QUERIES = (
    "queries", "query-workgroup", "query-database", "query-table",
    "query-results-bucket", "query-results-bucket-encryption", "query-results-bucket-lifecycle",
    "query-results-bucket-ownership", "query-results-bucket-policy", "query-results-bucket-public-access",
    "query-results-bucket-versioning",
    *(f"query-{name}" for name in queries()),
)  # fmt: skip
_TAMPER_RULES = ("trail", "function", "roles", "roles-us-east-1")
_TAMPER = (
    "tamper-alert", "tamper-alarm", "log-feed", "log-feed-notification",
    *(f"tamper-{subject}{part}" for subject in _TAMPER_RULES for part in ("", "-target")),
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """Settings that differ from BASE, and what that changes: resource name -> `operation property ...`."""

    settings: Mapping[str, Any]
    changes: Mapping[str, str]


#: The setting that is changed (and to what, where it stands here twice) -> the change.
CHANGES: Mapping[str, Change] = {
    "approvedRegions": Change(
        {"approvedRegions": [*APPROVED, "us-west-2"]}, {**_NO_LONGER_WATCHED, **_DIGEST}
    ),
    "encryption": Change(
        {"encryption": "sse-s3"},
        {
            "log-key": "delete",
            "log-key-alias": "delete",
            "log-bucket-encryption": "update rules",
            "trail": "update kmsKeyId",
            "alert-key": "delete",
            "alert-key-alias": "delete",
            "alert-topic": "update kmsMasterKeyId",
            "digest-logs": "update kmsKeyId",
            "digest-role-policy": "update policy",
        },
    ),
    "kmsKeyArn": Change(
        {"encryption": "existing-key", "kmsKeyArn": _SOME_KEY},
        {
            "log-key": "delete",
            "log-key-alias": "delete",
            "log-bucket-encryption": "update rules",
            "trail": "update kmsKeyId",
        },
    ),
    "dataEvents": Change({"dataEvents": ["AWS::S3::Object"]}, {"trail": "update advancedEventSelectors"}),
    "dataEventsReads": Change({"dataEventsReads": True}, {"trail": "update advancedEventSelectors"}),
    "insights": Change({"insights": "call-rate"}, {"trail": "update insightSelectors"}),
    "archiveClass": Change({"archiveClass": "DEEP_ARCHIVE"}, _LIFECYCLE),
    "archiveAfterDays": Change({"archiveAfterDays": 120}, _LIFECYCLE),
    "expireAfterDays": Change({"expireAfterDays": 3650}, _LIFECYCLE),
    "objectLock": Change({"objectLock": "governance"}, {"log-bucket-lock": "create"}),
    # Without a lock there is nothing that could take its days.
    "objectLockDays": Change({"objectLockDays": 730}, {}),
    "accessLogs": Change({"accessLogs": True}, dict.fromkeys(_ACCESS_LOGS, "create")),
    "cloudWatchLogs": Change(
        {"cloudWatchLogs": True},
        _LOG_DELIVERY,
    ),
    "cloudWatchLogsDays": Change({"cloudWatchLogsDays": 731}, {}),
    "regionAlert": Change({"regionAlert": []}, dict.fromkeys(_ALERT, "delete")),
    "regionAlert, delivered-logs": Change(
        {"regionAlert": ["rules", "delivered-logs"]},
        {
            "delivered-logs": "create",
            "delivered-logs-target": "create",
            "log-feed": "create",
            "log-feed-notification": "create",
            "digest-role-policy": "update policy",
            **_DIGEST,
        },
    ),
    "alertEmails": Change(
        {"alertEmails": ["security@example.com", "night@example.com"]},
        {"alert-email-f912f0b9": "create", **_DIGEST},
    ),
    "alertTopicArn": Change(
        {"alertTopicArn": _SOME_TOPIC},
        {
            "alert-topic": "delete",
            "alert-topic-policy": "delete",
            "alert-key": "delete",
            "alert-key-alias": "delete",
            "alert-email-786906db": "replace topic",
            "alert-late-alarm": "update alarmActions okActions",
            "alert-dead-letters-alarm": "update alarmActions okActions",
            "alert-heartbeat-alarm": "update alarmActions insufficientDataActions okActions",
            "digest-logs": "update kmsKeyId",
            "digest-role-policy": "update policy",
            **_DIGEST,
        },
    ),
    "alertFormat": Change({"alertFormat": "chat"}, _DIGEST),
    "alertReads": Change(
        {"alertReads": True},
        {
            "watch-us-east-1": "update eventPattern",
            "watch-us-west-2": "update eventPattern",
            **_DIGEST,
        },
    ),
    "alertEveryMinutes": Change({"alertEveryMinutes": 5}, {"digest-schedule": "update scheduleExpression"}),
    "alertRepeatMinutes": Change({"alertRepeatMinutes": 120}, _DIGEST),
    "alertIgnorePrincipals": Change(
        {"alertIgnorePrincipals": ["arn:aws:iam::123456789012:role/backup"]}, _DIGEST
    ),
    "alertSkipRegions": Change({"alertSkipRegions": ["us-west-2"]}, {**_NO_LONGER_WATCHED, **_DIGEST}),
    "tamperAlert": Change(
        {"tamperAlert": True},
        {
            **dict.fromkeys(_TAMPER, "create"),
            # The queue takes from its rules, and the function looks at them, each by its name.
            "alert-queue-policy": "update policy",
            "digest-role-policy": "update policy",
            **_DIGEST,
        },
    ),
    "logReaders": Change(
        {"logReaders": ["210987654321"]},
        {
            "log-bucket-policy": "update policy",
            "log-key": "update policy",
            "log-feed": "create",
            "log-feed-notification": "create",
            "siem-queue": "create",
            "siem-queue-policy": "create",
            "siem-dead-letters": "create",
        },
    ),
    "cisAlarms": Change(
        {"cloudWatchLogs": True, "cisAlarms": True},
        {
            **_LOG_DELIVERY,
            "cis-alarms": "create",
            **{f"cis-{one.name}-{part}": "create" for one in cis_alarms() for part in ("filter", "alarm")},
            "alert-topic-policy": "update policy",
        },
    ),
    "queries": Change({"queries": True}, dict.fromkeys(_QUERIES, "create")),
    "retainLogs": Change({"retainLogs": False}, {"log-bucket": "update forceDestroy"}),
    "tags": Change({"tags": {"Team": "security"}}, dict.fromkeys(_TAGGED, "update tags")),
}

#: Fixed once deployed: another value means another trail, bucket or account.
FIXED = ("scope", "trailName", "logBucketName", "adoptTrail")

#: Of an organization alone: test_organization.py deploys with them.
OF_ORGANIZATIONS = ("logArchiveRoleArn", "logArchiveExternalId", "delegatedAdminAccountId")
