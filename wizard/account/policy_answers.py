"""Whether the policy that an answer of AWS holds is one at all. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wizard.iam.statements import is_readable

#: Where a policy stands in an answer as text. What isn't one would be judged as one that lets nobody in.
POLICIES: Mapping[str, str] = {
    "DescribeEventBus": "Policy",
    "GetKeyPolicy": "Policy",
    "GetQueueAttributes": "Attributes.Policy",
    "GetResourcePolicy": "Policy",
    "GetTopicAttributes": "Attributes.Policy",
}


def holds_policy(operation: str, answer: Any) -> bool:
    """Whether the policy in this answer is one; True too where the answer has none."""
    value = answer
    for step in POLICIES.get(operation, "").split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return not value or (isinstance(value, str) and is_readable(value))


def fault_of_policy(body: bytes) -> str:
    """A bucket policy is the body itself: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html"""
    try:
        text = body.decode("utf-8")
        json.loads(text)
    except (ValueError, RecursionError):
        return "it is no JSON"
    return "" if is_readable(text) else "it is no policy"
