"""Queues that SQS refuses.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.documents import check_policy
from wizard.rehearsal.refusals.names import QUEUE

_CODE = "InvalidAttributeValue"
_RANGES = {
    "delaySeconds": (0, 900),
    "maxMessageSize": (1024, 1048576),
    "messageRetentionSeconds": (60, 1209600),
    "receiveWaitTimeSeconds": (0, 20),
    "visibilityTimeoutSeconds": (0, 43200),
    "kmsDataKeyReusePeriodSeconds": (60, 86400),
}


def check_queue(name: str, inputs: Mapping[str, Any], arn: str, queues: Collection[str]) -> None:
    """Inputs of a standard queue in pulumi-aws' shape. `queues`: ARNs of the region's queues."""
    QUEUE.check(name)
    for setting, (least, most) in _RANGES.items():
        value = inputs.get(setting)
        if value is not None and not least <= value <= most:
            raise Refused(
                _CODE, f"Invalid value for the parameter {setting}: {value} isn't within {least} and {most}."
            )
    if inputs.get("sqsManagedSseEnabled") and inputs.get("kmsMasterKeyId"):
        raise Refused(
            _CODE, "You can use one type of server-side encryption (SSE) at one time: KMS SSE or SQS SSE."
        )
    if inputs.get("redrivePolicy"):
        _check_redrive(inputs["redrivePolicy"], arn, queues)
    if inputs.get("policy"):
        check_queue_policy(inputs["policy"])


def _check_redrive(policy: str, arn: str, queues: Collection[str]) -> None:
    wrong = f"Value {policy} for parameter RedrivePolicy is invalid. Reason:"
    try:
        body = json.loads(policy)
        target, most = body["deadLetterTargetArn"], int(body["maxReceiveCount"])
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(_CODE, f"{wrong} it needs deadLetterTargetArn and maxReceiveCount.") from error
    if not 1 <= most <= 1000:
        raise Refused(
            _CODE, f"{wrong} Invalid value for maxReceiveCount: {most}, valid values are from 1 to 1000."
        )
    if target == arn:
        raise Refused(_CODE, f"{wrong} a queue can't be its own dead-letter queue.")
    if target not in queues:
        raise Refused(_CODE, f"{wrong} Dead letter target does not exist: {target}.")


def check_queue_policy(policy: str) -> None:
    check_policy(policy, "resource", _CODE)
