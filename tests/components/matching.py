"""Judges an event pattern with moto's matcher, and builds the events to judge it by."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from components import tamper_patterns
from components.names import Names
from components.region_alert.patterns import Pattern

ACCOUNT = "111122223333"


def matches(pattern: Pattern, event: dict[str, Any]) -> bool:
    """Whether EventBridge would pass the event on."""
    from moto.events.models import EventPattern

    return EventPattern(None, pattern).matches_event(deepcopy(event))  # pyright: ignore[reportArgumentType]


def tamper_rule_patterns(names: Names, keys: Sequence[str]) -> dict[str, Pattern]:
    """The pattern of each of the tamper alert's rules, by the rule's name."""
    subjects = tamper_patterns.at_home(names, keys)
    shared = tamper_patterns.shared(names, len(keys))
    found = {rule: [subjects[one] for one in group] for rule, group in shared.items()}
    found["roles"] = [*tamper_patterns.where_iam_logs(names).values()]
    return {rule: tamper_patterns.pattern(group) for rule, group in found.items()}


def call(region: str = "us-west-1", **changes: Any) -> dict[str, Any]:
    """A write by a person, as EventBridge delivers it; changes go to the record in `detail`."""
    detail: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Admin/alice",
            "accountId": ACCOUNT,
            "sessionContext": {"sessionIssuer": {"arn": f"arn:aws:iam::{ACCOUNT}:role/Admin"}},
        },
        "eventTime": "2026-01-31T12:00:00Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "RunInstances",
        "awsRegion": region,
        "sourceIPAddress": "198.51.100.7",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        **changes,
    }
    return {
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": "AWS API Call via CloudTrail",
        "source": f"aws.{detail['eventSource'].partition('.')[0]}",
        "account": ACCOUNT,
        "time": "2026-01-31T12:00:05Z",
        "region": region,
        "resources": [],
        "detail": {key: value for key, value in detail.items() if value is not None},
    }


def log_file(key: str, bucket: str = "logs", detail_type: str = "Object Created") -> dict[str, Any]:
    """What S3 tells EventBridge of an object."""
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": detail_type,
        "source": "aws.s3",
        "account": ACCOUNT,
        "time": "2026-01-31T12:05:00Z",
        "region": "eu-west-1",
        "resources": [f"arn:aws:s3:::{bucket}"],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {"key": key, "size": 5, "etag": "e", "sequencer": "s"},
            "reason": "PutObject",
        },
    }
