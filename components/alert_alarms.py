"""Alarms for the day when the alert itself is stuck: straight to the topic."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from components.alert_metrics import alarm_metrics
from components.alert_topic import AlertTopic
from components.deployment import Component, Deployment


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
        metrics = alarm_metrics(self.settings, self.names)
        self._alarm(
            "alert-late",
            "Activity in unapproved regions waits and nobody is told: look at the digest function's log",
            **metrics["alert-late"],
        )
        self._alarm(
            "alert-dead-letters",
            "Messages that the digest function couldn't read: look into the dead-letter queue. Nobody can "
            "delete one; they go after two weeks",
            **metrics["alert-dead-letters"],
        )
        self._alarm(
            "alert-heartbeat",
            "The digest function doesn't run, so nobody hears of activity in unapproved regions",
            **metrics["alert-heartbeat"],
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
