"""A rule of the region alert, in the region that it watches."""

from __future__ import annotations

import json

import pulumi_aws as aws

from components.deployment import Component
from components.event_rules import Target, send
from components.region_alert import patterns


def watch(component: Component, region: str, target: Target) -> None:
    """Registers `watch-<region>`: activity there goes to the alert bus."""
    names, settings = component.names, component.settings
    pattern = patterns.regional(names.partition, region, settings.alert_reads)
    rule = aws.cloudwatch.EventRuleArgs(
        region=region,
        name=names.region_rule,
        description=f"Activity in {region}, to the alert bus in {names.home}",
        event_pattern=json.dumps(pattern),
        state=patterns.RULE_STATE,
        tags=component.tags,
    )
    send(component, f"watch-{region}", rule, target)
