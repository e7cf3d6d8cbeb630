"""What the alarms look at by which a stuck alert is known. Pure: the stack makes them, `verify` compares.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from components.names import Names
from components.settings import Settings
from components.tamper_rules import TamperRule

# Where the digest function writes its heartbeat: function/digest/heartbeat.py.
_NAMESPACE, _HEARTBEAT = "Everyregion", "Heartbeat"
_LATE_SECONDS = 15 * 60


def alarm_metrics(settings: Settings, names: Names) -> dict[str, dict[str, Any]]:
    """The alarm's name behind the trail's -> metric, statistic, threshold and how they are compared."""
    # Three digests may be missed before somebody is called.
    late = max(_LATE_SECONDS, 3 * 60 * settings.alert_every_minutes)
    return {
        "alert-late": _more_than(late, "ApproximateAgeOfOldestMessage", names.alerts),
        "alert-dead-letters": _more_than(0, "ApproximateNumberOfMessagesVisible", names.dead_letters),
        "alert-heartbeat": {
            "namespace": _NAMESPACE,
            "metric_name": _HEARTBEAT,
            "dimensions": {"TrailName": names.trail},
            "statistic": "Sum",
            "comparison_operator": "LessThanThreshold",
            "threshold": 1,
            "period": late // 3,
            "evaluation_periods": 3,
            "treat_missing_data": "missing",
        },
    }


#: The tamper alarm counts the matches of all its rules; a rule that matched nothing has no metric at all.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
ALL_MATCHES = "SUM(FILL(METRICS(), 0))"


def tamper_dimensions(names: Names, rules: Iterable[TamperRule]) -> list[dict[str, str]]:
    """Of MatchedEvents in AWS/Events: those of each tamper rule at home, which the tamper alarm counts."""
    return [
        {
            **({"EventBusName": names.alerts} if rule.on_alert_bus else {}),
            "RuleName": names.tamper_rule(rule.name),
        }
        for rule in rules
        if (rule.account, rule.region) == (names.account, names.home)
    ]


def _more_than(threshold: int, metric: str, queue: str) -> dict[str, Any]:
    return {
        "namespace": "AWS/SQS",
        "metric_name": metric,
        "dimensions": {"QueueName": queue},
        "statistic": "Maximum",
        "comparison_operator": "GreaterThanThreshold",
        "threshold": threshold,
        "period": 300,
        "evaluation_periods": 1,
        "treat_missing_data": "notBreaching",
    }
