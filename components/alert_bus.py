"""The event bus at home that rules in other regions forward to, and the role they do it with."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import policies
from components.deployment import Component, Deployment
from components.event_rules import Target
from components.roles import role


class AlertBus(Component):
    """A custom bus, so that forwarded events don't set off other people's rules on the default bus.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
    name: the bus's; target: it, for rules in other regions.
    """

    name: pulumi.Output[str]
    target: Target

    def __init__(self, deployment: Deployment, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alert-bus", deployment, opts)
        bus = aws.cloudwatch.EventBus(
            self.child("alert-bus"), name=self.names.alerts, tags=self.tags, opts=self.mine
        )
        forwarding = role(
            self,
            "forward-role",
            role_name=self.names.forward_role,
            trust=policies.forward_trust(self.names),
            policy_name="forward",
            policy=policies.forward(self.names),
        )
        self.name = bus.name
        # EventBridge doesn't retry a delivery that lacked its permission: the role's comes first.
        self.target = Target("alert-bus", bus.arn, forwarding.arn, ready=[forwarding.permissions])
        self.register_outputs({"arn": bus.arn})
