"""Would AWS allow this? An evaluator of IAM policies, and a check of a policy document's shape.

`evaluate(Request(Principal.service("cloudtrail.amazonaws.com"), "s3:PutObject", object_arn, context),
resource_policy=bucket_policy)` gives a `Decision`: `allowed`, and in `reason` the statement that decided.
`problems(document)` lists in words what AWS would refuse about a document. `public_statements(bucket_policy)`
are those for which S3 calls it public.
"""

from __future__ import annotations

from .evaluation import Limits, evaluate
from .model import Decision, Principal, Request
from .public import is_public, public_statements
from .services import bucket_problems, key_problems
from .structure import problems

__all__ = [
    "Decision",
    "Limits",
    "Principal",
    "Request",
    "bucket_problems",
    "evaluate",
    "is_public",
    "key_problems",
    "problems",
    "public_statements",
]
