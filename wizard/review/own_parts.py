"""Which resources a deployment has that scanners look at, as predictions.json calls them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from components.names import Names
from components.settings import RULES, Settings
from components.tamper_rules import comes_from_elsewhere

#: What each is called where a person reads it.
WORDS: Mapping[str, str] = {
    "trail": "the trail",
    "log-bucket": "the log bucket",
    "access-bucket": "the bucket of access logs",
    "log-key": "the log key",
    "alert-key": "the alert's key",
    "your-key": "your own key",
    "topic": "the alert topic",
    "subscriptions": "the topic's subscriptions",
    "function": "the digest function",
    "table": "the digest function's table",
    "digest-logs": "the digest function's log group",
    "log-group": "the trail's log group",
    "alert-queue": "the alert queue",
    "dead-letters": "the alert's dead letters",
    "failed-runs": "the queue of failed runs",
    "siem": "the readers' queue",
    "siem-dead-letters": "the readers' dead letters",
    "bus": "the alert bus",
    "digest-role": "the digest function's role",
    "schedule-role": "the schedule's role",
    "forward-role": "the forwarding role",
    "log-delivery-role": "the log delivery role",
    "alarms": "the alert's alarms",
    "tamper-alarm": "the tamper alarm",
    "cis-alarms": "the CIS alarms",
}


def own_parts(settings: Settings, names: Names) -> frozenset[str]:
    """Those that these settings make, and `your-key` where they name one."""
    alert = bool(settings.region_alert) or settings.tamper_alert
    own_topic = settings.tells_people and not settings.alert_topic_arn
    forwards = alert and (RULES in settings.region_alert or comes_from_elsewhere(settings, names))
    there = {
        "trail": True,
        "log-bucket": True,
        "access-bucket": settings.access_logs and not names.adopted_access_logs,
        "log-key": settings.own_log_key,
        "your-key": settings.encryption == "existing-key",
        "alert-key": settings.own_alert_key,
        "topic": own_topic,
        "subscriptions": bool(settings.alert_emails) and settings.tells_people,
        "log-group": settings.cloud_watch_logs and not names.adopted_log_group,
        "log-delivery-role": settings.cloud_watch_logs and not names.adopted_log_role,
        "siem": bool(settings.log_readers),
        "siem-dead-letters": bool(settings.log_readers),
        "bus": forwards,
        "forward-role": forwards,
        "alarms": alert,
        "tamper-alarm": settings.tamper_alert,
        "cis-alarms": settings.cis_alarms,
        **dict.fromkeys(
            (
                *("function", "table", "digest-logs", "digest-role", "schedule-role"),
                *("alert-queue", "dead-letters", "failed-runs"),
            ),
            alert,
        ),
    }
    return frozenset(part for part, is_there in there.items() if is_there)
