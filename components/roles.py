"""A role of ours: who may take it on, and the one policy that says what it may do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.deployment import Component


@dataclass(frozen=True)
class Role:
    """arn: the role's. permissions: whoever uses the role waits for them; without them it is refused."""

    arn: pulumi.Output[str]
    permissions: aws.iam.RolePolicy


def role(
    component: Component,
    short: str,
    *,
    role_name: str,
    trust: dict[str, Any],
    policy_name: str,
    policy: pulumi.Input[dict[str, Any]],
) -> Role:
    """Registers a role of the component and its inline policy, `<short>-policy`. trust, policy: documents."""
    made = aws.iam.Role(
        component.child(short),
        name=role_name,
        assume_role_policy=json.dumps(trust),
        tags=component.tags,
        opts=component.mine,
    )
    permissions = aws.iam.RolePolicy(
        component.child(f"{short}-policy"),
        role=made.name,
        name=policy_name,
        policy=pulumi.Output.json_dumps(policy),
        opts=component.mine,
    )
    return Role(made.arn, permissions)
