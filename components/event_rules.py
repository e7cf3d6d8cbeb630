"""A rule of EventBridge with its one target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.deployment import Component


@dataclass(frozen=True)
class Target:
    """Where a rule sends its events. role_arn: what EventBridge takes on for it, None where a policy lets
    it in; ready: what a rule that sends there waits for."""

    id: str
    arn: pulumi.Input[str]
    role_arn: pulumi.Input[str] | None = None
    ready: Sequence[pulumi.Resource] = ()


def send(
    component: Component,
    short: str,
    rule: aws.cloudwatch.EventRuleArgs,
    target: Target,
    template: str | None = None,
) -> None:
    """Registers the rule and its target, `<short>-target`, in the rule's own region and on its bus.

    template: the message that an event becomes, an input template of EventBridge; None is the event itself.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """
    made = aws.cloudwatch.EventRule(component.child(short), rule, opts=component.mine)
    aws.cloudwatch.EventTarget(
        component.child(f"{short}-target"),
        region=rule.region,
        rule=made.name,
        event_bus_name=rule.event_bus_name,
        target_id=target.id,
        arn=target.arn,
        role_arn=target.role_arn,
        input_transformer={"input_template": template} if template else None,
        opts=component.after(*target.ready),
    )
