"""What S3 and KMS refuse about a policy besides its shape.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .conditions import texts
from .evaluation import evaluate
from .model import Document, Principal, Request, Statement
from .statements import parsed, placed
from .structure import problems
from .words import quoted

_LONGEST_BUCKET_POLICY = 20_480
_ON_OBJECTS = re.compile(
    r"s3:(AbortMultipartUpload|BypassGovernanceRetention|InitiateReplication|ListMultipartUploadParts"
    r"|ObjectOwnerOverrideToBucketOwner|RestoreObject|Replicate\w+|(Delete|Get|Put)Object\w*)",
    re.IGNORECASE,
)


def bucket_problems(document: Document, bucket_arn: str) -> list[str]:
    """Everything S3 would refuse (MalformedPolicy) about this bucket's policy; [] when it is sound.

    Shape, length, resources outside of the bucket, actions that no resource of their statement can take.
    """
    found = problems(document)
    if found:
        return found
    length = len(document) if isinstance(document, str) else 0
    if length > _LONGEST_BUCKET_POLICY:
        found.append(f"The policy has {length} characters; a bucket policy holds {_LONGEST_BUCKET_POLICY}.")
    for one in placed(document, "bucket policy"):
        found += [f"Statement {one.name}: {problem}" for problem in _on_bucket(one.statement, bucket_arn)]
    return found


def key_problems(document: Document, key_arn: str, caller: Principal) -> list[str]:
    """Everything KMS would refuse (MalformedPolicyDocument) about this key's policy; [] when it is sound.

    Its shape, and whether it locks its author out, as CreateKey and PutKeyPolicy check unless told not to.
    """
    found = problems(document)
    if found:
        return found
    everything = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    request = Request(caller, "kms:PutKeyPolicy", key_arn)
    if evaluate(request, resource_policy=parsed(document), identity_policies=[everything]).allowed:
        return []
    return [
        "Nobody could change the policy again: allow kms:PutKeyPolicy for the account's root or yourself."
    ]


def _on_bucket(statement: Statement, bucket_arn: str) -> Iterator[str]:
    resources = texts(statement.get("Resource")) + texts(statement.get("NotResource"))
    for resource in resources:
        if not _within(resource, bucket_arn):
            yield f"{quoted(resource)} isn't this bucket ({quoted(bucket_arn)}) or within it."
    actions = texts(statement.get("Action"))
    for action in (*actions, *texts(statement.get("NotAction"))):
        if not re.match(r"(s3|\*)(:|$)", action, re.IGNORECASE):
            yield f"{quoted(action)} isn't an action of S3."
    for action in actions:
        if "*" in action or "?" in action or "NotResource" in statement:
            continue
        on_objects = bool(_ON_OBJECTS.fullmatch(action))
        if not any(_takes(resource, bucket_arn, on_objects) for resource in resources):
            wants = f"{bucket_arn}/*" if on_objects else bucket_arn
            yield f"{quoted(action)} applies to no resource of the statement; it takes {quoted(wants)}."


def _within(resource: str, bucket_arn: str) -> bool:
    return resource == bucket_arn or resource.startswith((f"{bucket_arn}/", f"{bucket_arn}*"))


def _takes(resource: str, bucket_arn: str, on_objects: bool) -> bool:
    """Whether objects, or the bucket itself, are among what the resource names."""
    if resource.startswith(f"{bucket_arn}*"):
        return True
    return (resource != bucket_arn) is on_objects
