"""The region alert: its sources, one queue, and the digest that tells people.

A rule sees only events of its own region, so one rule at home can never tell of another region.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.alert_bus import AlertBus
from components.alerting import Alerting
from components.deployment import Component, Deployment
from components.event_rules import send
from components.region_alert import patterns
from components.region_alert.digest import Digest
from components.region_alert.queue import AlertQueue
from components.region_alert.watch import watch
from components.settings import DELIVERED_LOGS, RULES


class RegionAlert(Component):
    """Tells people of every write in a region that isn't approved, and of tampering.

    watched_regions: where a rule of this account is; queue; function_name.
    """

    watched_regions: list[str]
    queue: AlertQueue
    function_name: pulumi.Output[str]

    def __init__(
        self,
        deployment: Deployment,
        alerting: Alerting,
        enabled_regions: Sequence[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("region-alert", deployment, opts)
        self.queue = AlertQueue(deployment, alerting.tamper_rules, opts=self.mine)
        self.watched_regions = []
        if alerting.bus and RULES in self.settings.region_alert:
            self._collect(alerting.bus)
            # From the trail's own account they are watched: see trail_account.py.
            if not self.names.has_log_archive:
                self.watched_regions = patterns.watched_regions(enabled_regions, self.settings)
            for region in self.watched_regions:
                watch(self, region, alerting.bus.target)
        if DELIVERED_LOGS in self.settings.region_alert:
            self._read_delivered_logs()
        digest = Digest(deployment, alerting, self.queue.url, self.watched_regions, opts=self.mine)
        self.function_name = digest.function_name
        self.register_outputs({"functionName": self.function_name, "watchedRegions": self.watched_regions})

    def _collect(self, bus: AlertBus) -> None:
        rule = aws.cloudwatch.EventRule(
            self.child("alert-bus-rule"),
            name=self.names.region_rule,
            description="Activity in unapproved regions, to the alert queue",
            event_bus_name=bus.name,
            event_pattern=json.dumps(patterns.home_bus()),
            state=patterns.RULE_STATE,
            tags=self.tags,
            opts=self.mine,
        )
        aws.cloudwatch.EventTarget(
            self.child("alert-bus-target"),
            rule=rule.name,
            event_bus_name=bus.name,
            target_id=self.queue.target.id,
            arn=self.queue.target.arn,
            opts=self.after(*self.queue.target.ready),
        )

    def _read_delivered_logs(self) -> None:
        names = self.names
        pattern = patterns.delivered_logs(names.log_bucket, names.own_files, names.log_folder)
        rule = aws.cloudwatch.EventRuleArgs(
            name=names.delivered_rule,
            description="Each log file that CloudTrail delivers, to the alert queue",
            event_pattern=json.dumps(pattern),
            tags=self.tags,
        )
        send(self, "delivered-logs", rule, self.queue.target)
