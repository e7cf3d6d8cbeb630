"""The event bus at home that rules in other regions and accounts forward to, and the role they do it with."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components import policies
from components.deployment import Component, Deployment
from components.event_rules import Target
from components.roles import role


class AlertBus(Component):
    """A custom bus, so that forwarded events don't set off other people's rules on the default bus.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
    name, arn: the bus's; target: it, for rules in other regions of its own account; ready: what rules in
    another account wait for.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    target: Target
    ready: Sequence[pulumi.Resource] = ()

    def __init__(self, deployment: Deployment, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alert-bus", deployment, opts)
        bus = aws.cloudwatch.EventBus(
            self.child("alert-bus"), name=self.names.alerts, tags=self.tags, opts=self.mine
        )
        self.name = bus.name
        self.target = forwarding(self, "forward-role", bus.arn, self.names.account)
        if self.names.has_log_archive:
            opened = aws.cloudwatch.EventBusPolicy(
                self.child("alert-bus-policy"),
                event_bus_name=bus.name,
                policy=json.dumps(policies.alert_bus(self.names, self.names.trail_account)),
                opts=self.mine,
            )
            self.ready = [opened]
        self.arn = bus.arn
        self.register_outputs({"arn": bus.arn})


def forwarding(
    component: Component,
    short: str,
    bus_arn: pulumi.Input[str],
    account: str,
    waits: Sequence[pulumi.Resource] = (),
) -> Target:
    """The bus as a target for rules in this account, with the role that they forward with. waits: what lets
    that role in."""
    made = role(
        component,
        short,
        role_name=component.names.forward_role,
        trust=policies.forward_trust(component.names, account),
        policy_name="forward",
        policy=policies.forward(component.names),
    )
    # EventBridge doesn't retry a delivery that lacked its permission: the role's comes first.
    return Target("alert-bus", bus_arn, made.arn, ready=[made.permissions, *waits])
