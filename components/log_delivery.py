"""Events in CloudWatch Logs, where alarms and people can search them within minutes."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import policies
from components.deployment import Component, Deployment
from components.roles import role


class LogDelivery(Component):
    """A log group and the role that CloudTrail writes to it with. Both stay where the trail does.

    key_arn: what the group is encrypted with, None for CloudWatch's own. group_name; group_arn: with `:*`
    behind it, as CloudTrail takes it; role_arn; ready: what has to exist before CloudTrail is pointed at
    them.
    """

    group_name: pulumi.Output[str]
    group_arn: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    ready: list[pulumi.Resource]

    def __init__(
        self,
        deployment: Deployment,
        key_arn: pulumi.Input[str] | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("log-delivery", deployment, opts, retain=deployment.names.shares_bucket)
        group = aws.cloudwatch.LogGroup(
            self.child("log-delivery-group"),
            name=self.names.log_group,
            retention_in_days=self.settings.cloud_watch_logs_days,
            kms_key_id=key_arn,
            tags=self.tags,
            opts=self.mine,
        )
        writer = role(
            self,
            "log-delivery-role",
            role_name=self.names.log_delivery_role,
            trust=policies.log_delivery_trust(),
            policy_name="write-events",
            policy=policies.log_delivery(self.names),
        )
        self.group_name = group.name
        self.group_arn = group.arn.apply(lambda arn: f"{arn}:*")
        self.role_arn = writer.arn
        self.ready = [writer.permissions]
        self.register_outputs({"groupName": self.group_name, "roleArn": self.role_arn})
