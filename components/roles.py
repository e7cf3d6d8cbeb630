"""A role of ours: who may take it on, and the one policy that says what it may do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True)
class Role:
    """arn: the role's. permissions: whoever uses the role waits for them; without them it is refused."""

    arn: pulumi.Output[str]
    permissions: aws.iam.RolePolicy


def role(
    name: str,
    *,
    role_name: str,
    trust: dict[str, Any],
    policy_name: str,
    policy: pulumi.Input[dict[str, Any]],
    tags: dict[str, str],
    opts: pulumi.ResourceOptions,
) -> Role:
    """Registers the role `name` and its inline policy `<name>-policy`. trust, policy: the documents."""
    made = aws.iam.Role(name, name=role_name, assume_role_policy=json.dumps(trust), tags=tags, opts=opts)
    text = policy.apply(json.dumps) if isinstance(policy, pulumi.Output) else json.dumps(policy)
    permissions = aws.iam.RolePolicy(
        f"{name}-policy", role=made.name, name=policy_name, policy=text, opts=opts
    )
    return Role(made.arn, permissions)
