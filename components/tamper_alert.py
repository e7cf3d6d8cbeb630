"""Tells people when somebody changes the trail, its bucket, its keys or the alert itself.

Two ways, neither of which sends a mail for each call, since SNS suspends an address that gets many: the rules
fill the alert queue, whose digest names each change first; and an alarm on the rules' own matches goes
straight to the topic, so that it doesn't need queue, function or schedule.
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.alert_metrics import ALL_MATCHES, tamper_dimensions
from components.alerting import Alerting
from components.deployment import Component, Deployment
from components.event_rules import Target, send
from components.region_alert.queue import AlertQueue
from components.tamper_rules import TamperRule

# One mail a burst: what follows within five minutes is the same one.
_PERIOD = 300


class TamperAlert(Component):
    """Rules at home, one for the roles in the region that IAM logs to, and the alarm on all those at home.

    The bus takes the roles' events home, needed where IAM logs to another region.
    """

    def __init__(
        self,
        deployment: Deployment,
        alerting: Alerting,
        queue: AlertQueue,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tamper-alert", deployment, opts)
        self._alerting, self._queue = alerting, queue
        rules = alerting.tamper_rules
        own = [rule for rule in rules if rule.account == self.names.account]
        for rule in own:
            if rule.region == self.names.home:
                self._rule(rule, alerting.pattern(rule))
            else:
                assert alerting.bus is not None
                bring_home(self, rule, alerting.pattern(rule), alerting.bus.target)
        self._alarm(rules)
        self.register_outputs({})

    def _rule(self, rule: TamperRule, pattern: pulumi.Input[str]) -> None:
        """To the queue, the whole event: what it is about the function reads from its record.

        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-predefined
        """
        bus = self._alerting.bus
        made = aws.cloudwatch.EventRuleArgs(
            name=self.names.tamper_rule(rule.name),
            description=f"Changes to the audit trail itself: {', '.join(rule.subjects)}",
            event_bus_name=bus.name if bus and rule.on_alert_bus else None,
            event_pattern=pattern,
            tags=self.tags,
        )
        send(self, f"tamper-{rule.name}", made, self._queue.target, message(rule.name))

    def _alarm(self, rules: Sequence[TamperRule]) -> None:
        """One alarm over all rules, so that a change that concerns several of them is one mail, and none when
        it is over."""
        queries: list[aws.cloudwatch.MetricAlarmMetricQueryArgsDict] = [
            {"id": f"m{number}", "return_data": False, "metric": _matches(dimensions)}
            for number, dimensions in enumerate(tamper_dimensions(self.names, rules), start=1)
        ]
        total: aws.cloudwatch.MetricAlarmMetricQueryArgsDict = {
            "id": "matches",
            "expression": ALL_MATCHES,
            "label": "Changes to the audit trail or its alert",
            "return_data": True,
        }
        aws.cloudwatch.MetricAlarm(
            self.child("tamper-alarm"),
            name=self.names.tamper_alarm,
            alarm_description="Somebody changed the audit trail, its bucket, its keys or the alert itself. "
            "The next digest says what, by whom and from where; if none comes, the alert was silenced: look "
            "in CloudTrail. After your own deployment this is to be expected.",
            metric_queries=[*queries, total],
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            evaluation_periods=1,
            treat_missing_data="notBreaching",
            alarm_actions=[self._alerting.topic.arn],
            tags=self.tags,
            opts=self.after(*self._alerting.topic.ready),
        )


def _matches(dimensions: dict[str, str]) -> aws.cloudwatch.MetricAlarmMetricQueryMetricArgsDict:
    return {
        "namespace": "AWS/Events",
        "metric_name": "MatchedEvents",
        "dimensions": dimensions,
        "period": _PERIOD,
        "stat": "Sum",
    }


def bring_home(component: Component, rule: TamperRule, pattern: pulumi.Input[str], target: Target) -> None:
    """A rule's queue has to be in the rule's own region and account, so these events travel first."""
    home = component.names.home
    made = aws.cloudwatch.EventRuleArgs(
        region=rule.region,
        name=component.names.tamper_rule(rule.name),
        description=f"Changes to the audit trail itself, to {home}",
        event_pattern=pattern,
        tags=component.tags,
    )
    send(component, f"tamper-{rule.name}-{rule.region}", made, target)


def message(rule: str) -> str:
    """What reaches the queue, as an EventBridge input template: the rule's name and the event as it came."""
    return f'{{"tamper": "{rule}", "event": <aws.events.event.json>}}'
