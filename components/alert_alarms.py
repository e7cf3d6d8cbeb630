"""Alarms for the day when the alert itself is stuck: straight to the topic."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from components.alert_topic import AlertTopic
from components.deployment import Component, Deployment

# Where the digest function writes its heartbeat: function/digest/heartbeat.py.
_NAMESPACE, _HEARTBEAT = "Everyregion", "Heartbeat"
_LATE_SECONDS = 15 * 60


class AlertAlarms(Component):
    """The oldest message is too old; there are dead letters; the digest's heartbeat is missing.

    A heart that never beat yet is no alarm, one that stopped is. Were missing data "breaching", a new alarm
    would go off before the first run, at every first deploy. Left "missing", a new alarm stays in
    INSUFFICIENT_DATA, where it begins, and alarms act on changes of state alone; beats lead it to OK, and
    when all are missing it goes back to INSUFFICIENT_DATA, which is told like ALARM. A run that failed beats
    0, which is an ALARM.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
    """

    def __init__(
        self, deployment: Deployment, topic: AlertTopic, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("alert-alarms", deployment, opts)
        self._topic = topic
        # Three digests may be missed before somebody is called.
        late = max(_LATE_SECONDS, 3 * 60 * self.settings.alert_every_minutes)
        self._alarm(
            "alert-late",
            "Activity in unapproved regions waits and nobody is told: look at the digest function's log",
            **_more_than(late, "ApproximateAgeOfOldestMessage", self.names.alerts),
        )
        self._alarm(
            "alert-dead-letters",
            "Messages that the digest function couldn't read: look into the dead-letter queue. Nobody can "
            "delete one; they go after two weeks",
            **_more_than(0, "ApproximateNumberOfMessagesVisible", self.names.dead_letters),
        )
        self._alarm(
            "alert-heartbeat",
            "The digest function doesn't run, so nobody hears of activity in unapproved regions",
            namespace=_NAMESPACE,
            metric_name=_HEARTBEAT,
            dimensions={"TrailName": self.names.trail},
            statistic="Sum",
            comparison_operator="LessThanThreshold",
            threshold=1,
            period=late // 3,
            evaluation_periods=3,
            treat_missing_data="missing",
            insufficient_data_actions=[topic.arn],
        )
        self.register_outputs({})

    def _alarm(self, suffix: str, description: str, **metric: Any) -> None:
        aws.cloudwatch.MetricAlarm(
            self.child(f"{suffix}-alarm"),
            name=self.names.named(suffix),
            alarm_description=description,
            alarm_actions=[self._topic.arn],
            ok_actions=[self._topic.arn],
            tags=self.tags,
            opts=self.after(*self._topic.ready),
            **metric,
        )


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
