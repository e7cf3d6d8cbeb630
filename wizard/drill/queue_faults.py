"""What of a queue's attributes holds alerts up, or loses them. Pure.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from components.region_alert.queue_settings import ATTEMPTS, HIDDEN_SECONDS

Attributes = Mapping[str, str]
# A function that is mended within a day loses nothing; deployed are two weeks.
_LEAST_KEPT = 86400
# What EventBridge sends at most, in bytes, and what SQS takes by itself.
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
_LARGEST_EVENT = 262_144


def of_alert_queue(found: Attributes) -> Iterator[str]:
    """Clauses about the alert queue, none for one that is as deployed."""
    yield from _of_any(found)
    delay, hidden = _number(found, "DelaySeconds", 0), _number(found, "VisibilityTimeout", HIDDEN_SECONDS)
    largest = _number(found, "MaximumMessageSize", _LARGEST_EVENT)
    if delay:
        yield f"lets nobody see a message for its first {delay} s"
    if hidden != HIDDEN_SECONDS:
        yield f"hides what a run has taken for {hidden} s, not {HIDDEN_SECONDS}"
    if largest < _LARGEST_EVENT:
        yield f"takes no message of more than {largest} bytes"
    attempts = int(_document(found, "RedrivePolicy").get("maxReceiveCount") or ATTEMPTS)
    if attempts < ATTEMPTS:
        yield f"gives a message up after {attempts} of {ATTEMPTS} attempts"


def of_dead_letters(found: Attributes, alert_queue_arn: str) -> Iterator[str]:
    """The same about the dead-letter queue."""
    yield from _of_any(found)
    allowed = _document(found, "RedriveAllowPolicy")
    kind = allowed.get("redrivePermission", "allowAll")
    sources = allowed.get("sourceQueueArns") or ()
    if kind == "denyAll" or (kind == "byQueue" and alert_queue_arn not in sources):
        yield "takes no dead letters of the alert queue"


def _of_any(found: Attributes) -> Iterator[str]:
    kept, key = _number(found, "MessageRetentionPeriod", _LEAST_KEPT), found.get("KmsMasterKeyId")
    if kept < _LEAST_KEPT:
        yield f"keeps what nobody has read for {kept} s only, then it is gone"
    if key:
        # Ours are encrypted by SQS itself.
        # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
        yield f"is encrypted with {key}, a key that rules may not be able to use"


def _number(found: Attributes, name: str, otherwise: int) -> int:
    text = str(found.get(name) or "")
    return int(text) if text.isascii() and text.isdigit() else otherwise


def _document(found: Attributes, name: str) -> Mapping[str, Any]:
    try:
        made = json.loads(found.get(name) or "{}")
    except (TypeError, ValueError):
        return {}
    return made if isinstance(made, dict) else {}
