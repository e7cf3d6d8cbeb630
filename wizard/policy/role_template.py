"""A CloudFormation template that makes the log archive's role, with the least that it needs. Pure.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.arns import Arn
from wizard.policy.compose import Document

# Managed policies that a role may have, without asking AWS for more.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MOST = 10


@dataclass(frozen=True)
class Trust:
    """role_arn: the role that is made; deployer: the account that takes it on; asks: whether it is to ask for
    an external id, which is a parameter and never stands in the template."""

    role_arn: str
    deployer: str
    asks: bool = False


def template(trust: Trust, policies: Sequence[Document]) -> str:
    """YAML. policies: documents that fit into a managed policy each. Raises ValueError for too many."""
    if len(policies) > MOST:
        raise ValueError(f"{len(policies)} policies are more than the {MOST} that a role takes.")
    made: dict[str, Any] = {"Role": _role(trust)}
    for number, document in enumerate(policies, start=1):
        made[f"Policy{number}"] = {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "Description": "What a deployment makes, reads and deletes in this account",
                "PolicyDocument": document,
                "Roles": [{"Ref": "Role"}],
            },
        }
    return _yaml(
        {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": "The role that an organization's audit trail takes on in its log-archive account",
            "Parameters": _parameters(trust),
            **({} if trust.asks else {"Conditions": _CONDITIONS}),
            "Resources": made,
            "Outputs": {
                "RoleArn": {
                    "Description": "For logArchiveRoleArn",
                    "Value": {"Fn::GetAtt": ["Role", "Arn"]},
                }
            },
        }
    )


_CONDITIONS = {"AsksForExternalId": {"Fn::Not": [{"Fn::Equals": [{"Ref": "ExternalId"}, ""]}]}}


def _parameters(trust: Trust) -> dict[str, Any]:
    partition = Arn.of(trust.role_arn).partition
    external_id: dict[str, Any] = {
        "Type": "String",
        "NoEcho": True,
        "Description": "logArchiveExternalId, which whoever takes the role on has to give"
        + ("" if trust.asks else "; empty asks for none"),
        "AllowedPattern": r"[\w+=,.@:/-]{2,1224}" if trust.asks else r"|[\w+=,.@:/-]{2,1224}",
    }
    return {
        "Deployer": {
            "Type": "String",
            "Default": f"arn:{partition}:iam::{trust.deployer}:root",
            "Description": "Who may take the role on; better than the whole account is the ARN of the role "
            "that deploys",
        },
        "ExternalId": external_id if trust.asks else {**external_id, "Default": ""},
    }


def _role(trust: Trust) -> dict[str, Any]:
    path, _, name = Arn.of(trust.role_arn).resource.removeprefix("role").rpartition("/")
    asked = {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    maybe = {"Fn::If": ["AsksForExternalId", asked, {"Ref": "AWS::NoValue"}]}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": name,
            "Path": f"{path}/",
            "Description": "Makes and keeps the log bucket, its key and the region alert of an audit trail",
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": {"Ref": "Deployer"}},
                        "Action": "sts:AssumeRole",
                        "Condition": asked if trust.asks else maybe,
                    }
                ],
            },
        },
    }


def _yaml(content: dict[str, Any]) -> str:
    # A fortieth of a second, and needed here alone.
    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = False
    writer.width = 110
    writer.representer.ignore_aliases = lambda _: True  # pyright: ignore[reportUnknownLambdaType]
    out = io.StringIO()
    writer.dump(content, out)
    return out.getvalue()
