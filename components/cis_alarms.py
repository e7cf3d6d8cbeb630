"""The 15 metric filters and alarms of the CIS AWS Foundations Benchmark, on the trail's log group.

An organization's trail brings every account's
events into the one log group, so one set of alarms tells of them all: a member needs none of its own.
"""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.alert_topic import AlertTopic
from components.cis_benchmark import cis_alarms
from components.deployment import Component, Deployment

NAMESPACE = "Everyregion"
_PERIOD = 300


class CisAlarms(Component):
    """A metric filter and an alarm for each, in the trail's own account; all tell the alert's topic.

    A metric has a value only where something matched, which is what is paid for: no news is no alarm.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
    """

    def __init__(
        self,
        deployment: Deployment,
        topic: AlertTopic,
        log_group: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """log_group: the name of the group that the trail writes to."""
        super().__init__("cis-alarms", deployment, opts)
        for alarm in cis_alarms():
            name = self.names.cis_alarm(alarm.name)
            metric = aws.cloudwatch.LogMetricFilter(
                self.child(f"cis-{alarm.name}-filter"),
                name=name,
                log_group_name=log_group,
                pattern=alarm.pattern,
                metric_transformation={"name": name, "namespace": NAMESPACE, "value": "1"},
                opts=self.mine,
            )
            aws.cloudwatch.MetricAlarm(
                self.child(f"cis-{alarm.name}-alarm"),
                name=name,
                alarm_description=f"CIS {alarm.control}: {alarm.about}. By whom and from where is in the log "
                f"group {self.names.log_group}: look for the pattern of its metric filter {name}.",
                namespace=NAMESPACE,
                metric_name=name,
                statistic="Sum",
                comparison_operator="GreaterThanOrEqualToThreshold",
                threshold=1,
                period=_PERIOD,
                evaluation_periods=1,
                treat_missing_data="notBreaching",
                alarm_actions=[topic.arn],
                tags=self.tags,
                opts=self.after(metric, *topic.ready),
            )
        self.register_outputs({})
