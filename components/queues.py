"""A queue of ours with its dead letters: encrypted by SQS, kept for two weeks, closed but for its policy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.deployment import Component

#: The longest that SQS keeps a message, in seconds:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
TWO_WEEKS = 14 * 24 * 3600


@dataclass(frozen=True)
class Queue:
    """arn, url: the queue's. policy: what whoever sends to it waits for."""

    arn: pulumi.Output[str]
    url: pulumi.Output[str]
    dead_letter_url: pulumi.Output[str]
    policy: aws.sqs.QueuePolicy


def queue(
    component: Component,
    short: str,
    *,
    queue_name: str,
    attempts: int,
    hidden_seconds: int,
    policy: dict[str, Any],
) -> Queue:
    """Registers `<short>-queue`, its policy and `<short>-dead-letters`.

    queue_name: what the queue is called in AWS. attempts: how often a message is taken before it is a dead
    letter. hidden_seconds: how long it is out of sight once taken. policy: the document.
    """
    dead = aws.sqs.Queue(
        component.child(f"{short}-dead-letters"),
        name=component.names.named(f"{short}-dead-letters"),
        message_retention_seconds=TWO_WEEKS,
        sqs_managed_sse_enabled=True,
        tags=component.tags,
        opts=component.mine,
    )
    made = aws.sqs.Queue(
        component.child(f"{short}-queue"),
        name=queue_name,
        message_retention_seconds=TWO_WEEKS,
        visibility_timeout_seconds=hidden_seconds,
        sqs_managed_sse_enabled=True,
        redrive_policy=dead.arn.apply(
            lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": attempts})
        ),
        tags=component.tags,
        opts=component.mine,
    )
    attached = aws.sqs.QueuePolicy(
        component.child(f"{short}-queue-policy"),
        queue_url=made.url,
        policy=json.dumps(policy),
        opts=component.mine,
    )
    return Queue(made.arn, made.url, dead.url, attached)
