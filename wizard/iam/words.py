"""Names and values from policies and requests, made safe and short enough to stand in a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence

from components.arns import Arn

TRUST = "trust policy"
_LONGEST = 200
_POLICY_OF = {
    "s3": "bucket policy",
    "kms": "key policy",
    "sns": "topic policy",
    "sqs": "queue policy",
    "events": "event bus policy",
    "lambda": "function policy",
}


def quoted(text: str) -> str:
    """In double quotes, with control and non-ASCII characters escaped, cut when very long."""
    return json.dumps(text if len(text) <= _LONGEST else text[:_LONGEST] + "...")


def bare(value: object) -> str:
    """The same without the quotes, for names that need none."""
    return quoted(str(value))[1:-1]


def listed(values: Sequence[str]) -> str:
    """`"a"`, or `"a" or "b"`; at most four, then how many more."""
    shown = [quoted(value) for value in values[:4]]
    if len(values) > len(shown):
        shown.append(f"{len(values) - len(shown)} more")
    return " or ".join(shown) or "nothing"


def policy_of(resource: str) -> str:
    """What AWS calls the policy on such a resource: "bucket policy", "key policy", "trust policy", ..."""
    arn = Arn.of(resource)
    if arn.service == "iam" and arn.resource.startswith("role/"):
        return TRUST
    return _POLICY_OF.get(arn.service, "resource policy")
