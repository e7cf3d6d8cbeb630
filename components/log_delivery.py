"""Events in CloudWatch Logs, where alarms and people can search them within minutes."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import policies
from components.names import Names
from components.roles import role
from components.settings import Settings


class LogDelivery(pulumi.ComponentResource):
    """A log group and the role that CloudTrail writes to it with.

    group_name; group_arn: with `:*` behind it, as CloudTrail takes it; role_arn; ready: what has to
    exist before CloudTrail is pointed at them. retain: they outlive the stack, as the trail does.
    """

    group_name: pulumi.Output[str]
    group_arn: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    ready: list[pulumi.Resource]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        key_arn: pulumi.Input[str] | None,
        retain: bool = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:LogDelivery", f"{name}-log-delivery", None, opts)
        mine = pulumi.ResourceOptions(parent=self, retain_on_delete=retain)
        group = aws.cloudwatch.LogGroup(
            f"{name}-log-delivery-group",
            name=names.log_group,
            retention_in_days=settings.cloud_watch_logs_days,
            kms_key_id=key_arn,
            tags=dict(settings.tags),
            opts=mine,
        )
        writer = role(
            f"{name}-log-delivery-role",
            role_name=names.log_delivery_role,
            trust=policies.log_delivery_trust(),
            policy_name="write-events",
            policy=policies.log_delivery(names),
            tags=dict(settings.tags),
            opts=mine,
        )
        self.group_name = group.name
        self.group_arn = group.arn.apply(lambda arn: f"{arn}:*")
        self.role_arn = writer.arn
        self.ready = [writer.permissions]
        self.register_outputs({"groupName": self.group_name, "roleArn": self.role_arn})
