"""Bucket policies that S3 refuses.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
"""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Mapping
from typing import Any

from components.settings.plain_data import is_map
from wizard.rehearsal.refusals import Refused, part
from wizard.rehearsal.refusals.documents import check_policy, check_principals, statements

_LONGEST = 20 * 1024
_FIXES_WHO = (
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:principalorgid",
    "aws:principalaccount",
    "aws:sourceorgid",
)


def check_bucket_policy(
    policy: str, bucket_arn: str, account: str, known: Collection[str] = (), public_blocked: bool = False
) -> None:
    """Raises Refused for what PutBucketPolicy refuses. `known`: ARNs of the account's roles and users;
    `public_blocked`: the bucket has BlockPublicPolicy."""
    check_policy(policy, "resource", "MalformedPolicy", _LONGEST)
    for statement in statements(policy):
        for resource in _listed(statement.get("Resource")):
            if not _in_bucket(resource, bucket_arn):
                raise Refused(
                    "MalformedPolicy", f"Policy has invalid resource: {resource} isn't in {bucket_arn}."
                )
        for action in _listed(statement.get("Action")):
            if action != "*" and not action.lower().startswith(("s3:", "s3-object-lambda:")):
                raise Refused("MalformedPolicy", f"Policy has invalid action: {action} isn't S3's.")
    check_principals(policy, account, known, "MalformedPolicy", "Invalid principal in policy.")
    if public_blocked and any(_public(statement) for statement in statements(policy)):
        raise Refused(
            "AccessDenied",
            "The policy makes the bucket public, and public policies are blocked by the BlockPublicPolicy "
            "block public access setting.",
        )


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _in_bucket(resource: str, bucket_arn: str) -> bool:
    """Whether some object of the bucket, or the bucket itself, can be meant."""
    head = resource.split("/", 1)[0]
    return resource == "*" or fnmatch.fnmatchcase(bucket_arn, head)


def _public(statement: Mapping[str, Any]) -> bool:
    """Allows anybody, with no condition that says who.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    principal = statement.get("Principal")
    anybody = principal == "*" or (is_map(principal) and "*" in _listed(principal.get("AWS")))
    keys = {key.lower() for block in part(statement, "Condition").values() for key in block}
    return statement["Effect"] == "Allow" and anybody and not keys & {*_FIXES_WHO}
