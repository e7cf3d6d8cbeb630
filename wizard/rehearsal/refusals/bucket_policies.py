"""Bucket policies that S3 refuses.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
"""

from __future__ import annotations

import fnmatch
from collections.abc import Collection

from wizard.iam import public_statements
from wizard.iam.conditions import texts
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.documents import check_policy, check_principals, statements

_LONGEST = 20 * 1024


def check_bucket_policy(
    policy: str, bucket_arn: str, account: str, known: Collection[str] = (), public_blocked: bool = False
) -> None:
    """Raises Refused for what PutBucketPolicy refuses. `known`: ARNs of the account's roles and users;
    `public_blocked`: the bucket has BlockPublicPolicy."""
    check_policy(policy, "resource", "MalformedPolicy", _LONGEST)
    for statement in statements(policy):
        for resource in texts(statement.get("Resource")):
            if not _in_bucket(resource, bucket_arn):
                raise Refused(
                    "MalformedPolicy", f"Policy has invalid resource: {resource} isn't in {bucket_arn}."
                )
        for action in texts(statement.get("Action")):
            if action != "*" and not action.lower().startswith(("s3:", "s3-object-lambda:")):
                raise Refused("MalformedPolicy", f"Policy has invalid action: {action} isn't S3's.")
    check_principals(policy, account, known, "MalformedPolicy", "Invalid principal in policy.")
    if public_blocked and public_statements(policy):
        raise Refused(
            "AccessDenied",
            f"User: arn:aws:iam::{account}:root is not authorized to perform: s3:PutBucketPolicy on "
            f'resource: "{bucket_arn}" because public policies are blocked by the BlockPublicPolicy block '
            "public access setting.",
        )


def _in_bucket(resource: str, bucket_arn: str) -> bool:
    """Whether some object of the bucket, or the bucket itself, can be meant."""
    head = resource.split("/", 1)[0]
    return resource == "*" or fnmatch.fnmatchcase(bucket_arn, head)
