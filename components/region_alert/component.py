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
from components.alert_topic import AlertTopic
from components.names import Names
from components.region_alert import patterns
from components.region_alert.digest import Digest
from components.region_alert.queue import AlertQueue
from components.settings import DELIVERED_LOGS, RULES, Settings
from components.tamper_rules import TamperRule


class RegionAlert(pulumi.ComponentResource):
    """Tells people of every write in a region that isn't approved, and of tampering.

    bus: for the source `rules`; log_key_arn: for `delivered-logs`, "" without a key; tamper: that alert's
    rules, for the self-check. watched_regions: where a rule is; queue; function_name.
    """

    watched_regions: list[str]
    queue: AlertQueue
    function_name: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        *,
        topic: AlertTopic,
        bus: AlertBus | None,
        log_key_arn: pulumi.Input[str],
        enabled_regions: Sequence[str],
        tamper: Sequence[TamperRule] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:RegionAlert", f"{name}-region-alert", None, opts)
        self._owner, self._settings, self._names = name, settings, names
        self._tags = dict(settings.tags)
        self._mine = pulumi.ResourceOptions(parent=self)
        self.queue = AlertQueue(name, settings, names, opts=self._mine)
        self.watched_regions = []
        if bus and RULES in settings.region_alert:
            self.watched_regions = patterns.watched_regions(enabled_regions, settings)
            self._collect(bus)
            for region in self.watched_regions:
                self._watch(region, bus)
        if DELIVERED_LOGS in settings.region_alert:
            self._read_delivered_logs()
        digest = Digest(
            name,
            settings,
            names,
            self.queue.url,
            topic,
            log_key_arn,
            self.watched_regions,
            tamper,
            opts=self._mine,
        )
        self.function_name = digest.function_name
        self.register_outputs({"functionName": self.function_name, "watchedRegions": self.watched_regions})

    def _collect(self, bus: AlertBus) -> None:
        rule = aws.cloudwatch.EventRule(
            f"{self._owner}-alert-bus-rule",
            name=self._names.region_rule,
            description="Activity in unapproved regions, to the alert queue",
            event_bus_name=bus.name,
            event_pattern=json.dumps(patterns.home_bus()),
            state=patterns.RULE_STATE,
            tags=self._tags,
            opts=self._mine,
        )
        aws.cloudwatch.EventTarget(
            f"{self._owner}-alert-bus-target",
            rule=rule.name,
            event_bus_name=bus.name,
            target_id="alert-queue",
            arn=self.queue.arn,
            opts=self._mine,
        )

    def _watch(self, region: str, bus: AlertBus) -> None:
        rule = aws.cloudwatch.EventRule(
            f"{self._owner}-watch-{region}",
            region=region,
            name=self._names.region_rule,
            description=f"Activity in {region}, to the alert bus in {self._names.home}",
            event_pattern=json.dumps(
                patterns.regional(self._names.partition, region, self._settings.alert_reads)
            ),
            state=patterns.RULE_STATE,
            tags=self._tags,
            opts=self._mine,
        )
        aws.cloudwatch.EventTarget(
            f"{self._owner}-watch-{region}-target",
            region=region,
            rule=rule.name,
            target_id="alert-bus",
            arn=bus.arn,
            role_arn=bus.role_arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=bus.ready),
        )

    def _read_delivered_logs(self) -> None:
        rule = aws.cloudwatch.EventRule(
            f"{self._owner}-delivered-logs",
            name=self._names.delivered_rule,
            description="Each log file that CloudTrail delivers, to the alert queue",
            event_pattern=json.dumps(
                patterns.delivered_logs(self._names.log_bucket, self._names.own_files, self._names.log_folder)
            ),
            tags=self._tags,
            opts=self._mine,
        )
        aws.cloudwatch.EventTarget(
            f"{self._owner}-delivered-logs-target",
            rule=rule.name,
            target_id="alert-queue",
            arn=self.queue.arn,
            opts=self._mine,
        )
