"""The event bus at home that rules in other regions forward to, and the role they do it with."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import policies
from components.names import Names
from components.roles import role
from components.settings import Settings


class AlertBus(pulumi.ComponentResource):
    """A custom bus, so that forwarded events don't set off other people's rules on the default bus.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
    name, arn: the bus's; role_arn: for a target that is this bus; ready: what such a target waits for.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    ready: list[pulumi.Resource]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:AlertBus", f"{name}-alert-bus", None, opts)
        mine = pulumi.ResourceOptions(parent=self)
        tags = dict(settings.tags)
        bus = aws.cloudwatch.EventBus(f"{name}-alert-bus", name=names.alerts, tags=tags, opts=mine)
        forwarding = role(
            f"{name}-forward-role",
            role_name=names.forward_role,
            trust=policies.forward_trust(names),
            policy_name="forward",
            policy=policies.forward(names),
            tags=tags,
            opts=mine,
        )
        self.name, self.arn, self.role_arn = bus.name, bus.arn, forwarding.arn
        # EventBridge doesn't retry a delivery that lacked its permission: the role's comes first.
        self.ready = [forwarding.permissions]
        self.register_outputs({"arn": self.arn})
