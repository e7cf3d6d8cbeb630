"""What of the alert lies in the trail's own account, where the alert itself is in the log archive."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.alert_bus import AlertBus, forwarding
from components.alerting import Alerting
from components.deployment import Component, Deployment
from components.region_alert import patterns
from components.region_alert.watch import watch
from components.settings import RULES
from components.tamper_alert import bring_home


class TrailAccount(Component):
    """Rules whose events travel to the log archive's bus, and the role they do it with.

    An EventBridge rule sees only its own account, and sends to a queue of its own account alone.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
    watched_regions: where a rule of the region alert is.
    """

    watched_regions: list[str]

    def __init__(
        self,
        deployment: Deployment,
        alerting: Alerting,
        bus: AlertBus,
        enabled_regions: Sequence[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("trail-account", deployment, opts)
        account = self.names.trail_account
        target = forwarding(self, "trail-account-forward-role", bus.arn, account, bus.ready)
        for rule in alerting.tamper_rules:
            if rule.account == account:
                bring_home(self, rule, alerting.pattern(rule), target)
        self.watched_regions = []
        if RULES in self.settings.region_alert:
            self.watched_regions = patterns.watched_regions(enabled_regions, self.settings)
        for region in self.watched_regions:
            watch(self, region, target)
        self.register_outputs({})
