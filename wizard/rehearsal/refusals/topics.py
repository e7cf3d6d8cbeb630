"""Topics and subscriptions that SNS refuses.

https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
"""

from __future__ import annotations

import re

from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.documents import check_policy

_CODE = "InvalidParameter"
_EMAIL = re.compile(r"[^@\s,;<>()\[\]\"]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}")
_ENDPOINTS = {
    "email": (_EMAIL, "Email address"),
    "email-json": (_EMAIL, "Email address"),
    "sms": (re.compile(r"\+?[\d\s().-]{6,20}"), "Invalid SMS endpoint"),
    "https": (re.compile(r"https://\S+"), "Endpoint must match the specified protocol"),
    "http": (re.compile(r"http://\S+"), "Endpoint must match the specified protocol"),
    "sqs": (re.compile(r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:\S+"), "SQS endpoint ARN"),
    "lambda": (re.compile(r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:\S+"), "Lambda endpoint ARN"),
    "firehose": (re.compile(r"arn:aws[a-z-]*:firehose:\S+"), "Firehose endpoint ARN"),
    "application": (re.compile(r"arn:aws[a-z-]*:sns:\S+"), "Application endpoint arn"),
}


def check_topic_policy(policy: str) -> None:
    check_policy(policy, "resource", _CODE)


def check_subscription(protocol: str, endpoint: str) -> None:
    """Protocol and endpoint must fit each other."""
    if protocol not in _ENDPOINTS:
        raise Refused(_CODE, f"Invalid parameter: Does not support this protocol string: {protocol}")
    shape, words = _ENDPOINTS[protocol]
    if not shape.fullmatch(endpoint):
        raise Refused(_CODE, f"Invalid parameter: {words}: {endpoint!r}")
