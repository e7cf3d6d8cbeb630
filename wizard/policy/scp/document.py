"""The policy itself, and how long it is. Pure.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components.settings import Problem, shown
from wizard.policy.scp.exempt import Exempt, aws_roles
from wizard.policy.scp.global_services import actions

# White space counts. AWS takes 10,240 since May 2026, but its own pages still say this.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#min-max-values
LONGEST = 5_120
_PROFILES = re.compile(r"[a-z]{2,10}(?:-[a-z]{2,10})?")
Document = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What the policy is made from. approved: regions; bedrock: beginnings of the inference profiles that may
    be worked out anywhere: eu, us, apac, global ..."""

    approved: tuple[str, ...]
    partition: str
    exempt: Exempt
    bedrock: tuple[str, ...] = ()


def document(wanted: Wanted) -> Document:
    """The policy.

    The two keys under ArnNotLike both have to miss for the Deny to hold, and bedrock:InferenceProfileArn is
    there in Bedrock's requests alone: where it is missing, it misses.
    https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
    """
    of_aws = aws_roles(wanted.partition)
    unlike: dict[str, list[str]] = {"aws:PrincipalARN": [*of_aws, *wanted.exempt.all]}
    if wanted.bedrock:
        unlike["bedrock:InferenceProfileArn"] = [
            f"arn:{wanted.partition}:bedrock:*:*:inference-profile/{name}.*" for name in wanted.bedrock
        ]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "DenyUnapprovedRegions",
                "Effect": "Deny",
                "NotAction": actions(),
                "Resource": "*",
                "Condition": {
                    "StringNotEquals": {"aws:RequestedRegion": list(wanted.approved)},
                    "ArnNotLike": unlike,
                },
            },
            _keep(of_aws),
        ],
    }


def _keep(roles: Iterable[str]) -> Mapping[str, Any]:
    """Nobody may make, or take over, a role that bears one of AWS's names: it would be a way out, in every
    account. The real ones are made by AWS's services, which no policy binds, or by hand beforehand.

    Control Tower has the same for its accounts:
    https://docs.aws.amazon.com/controltower/latest/controlreference/mandatory-controls.html#iam-disallow-changes
    """
    return {
        "Sid": "KeepExemptRoles",
        "Effect": "Deny",
        "Action": ["iam:CreateRole", "iam:UpdateAssumeRolePolicy"],
        "Resource": list(roles),
        "Condition": {"ArnNotLike": {"aws:PrincipalARN": list(roles)}},
    }


def minified(policy: Mapping[str, Any]) -> str:
    """As it goes to AWS: without white space."""
    return json.dumps(policy, separators=(",", ":"))


def too_long(wanted: Wanted) -> Iterator[Problem]:
    """Whether AWS would refuse it for its length, and by how much it is too long."""
    size = len(minified(document(wanted)))
    if size > LONGEST:
        names = [*wanted.exempt.named, *wanted.exempt.deploying]
        yield Problem(
            "--exempt",
            len(wanted.exempt.named),
            f"the policy takes {size:,} characters, {size - LONGEST:,} more than the {LONGEST:,} that AWS "
            f"takes; those whom you exempt take {sum(len(name) + 3 for name in names):,} of them.",
            "AWS would refuse it.",
            "Exempt fewer: a * may stand for several names that begin alike.",
        )


def profile_problems(names: Iterable[str]) -> Iterator[Problem]:
    """What can't begin the name of an inference profile."""
    for name in names:
        if not _PROFILES.fullmatch(name):
            yield Problem(
                "--bedrock",
                name,
                f"{shown(name)} isn't what a geographic or global inference profile's name begins with.",
                "It would match none, or more than you meant.",
                "Write eu, us, apac or another one's beginning, or global; without a dot or *.",
            )
