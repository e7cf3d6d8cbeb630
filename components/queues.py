"""A queue of ours with its dead letters: encrypted by SQS, kept for two weeks, closed but for its policy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

# The longest that SQS keeps a message:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
_TWO_WEEKS = 14 * 24 * 3600


@dataclass(frozen=True)
class Queue:
    """arn, url: the queue's. policy: what whoever sends to it waits for."""

    arn: pulumi.Output[str]
    url: pulumi.Output[str]
    dead_letter_url: pulumi.Output[str]
    policy: aws.sqs.QueuePolicy


def queue(
    name: str,
    *,
    queue_name: str,
    dead_letters: str,
    dead_letters_name: str,
    attempts: int,
    hidden_seconds: int,
    policy: dict[str, Any],
    dead_letters_policy: dict[str, Any] | None = None,
    tags: dict[str, str],
    opts: pulumi.ResourceOptions,
) -> Queue:
    """Registers the queue `name`, its dead letters under the name `dead_letters`, and `<name>-policy`.

    queue_name, dead_letters_name: what they are called in AWS. attempts: how often a message is taken before
    it is a dead letter. hidden_seconds: how long it is out of sight once taken. policy: the queue's document;
    dead_letters_policy: that of its dead letters, `<dead_letters>-policy`, where they have one.
    """
    dead = aws.sqs.Queue(
        dead_letters,
        name=dead_letters_name,
        message_retention_seconds=_TWO_WEEKS,
        sqs_managed_sse_enabled=True,
        tags=tags,
        opts=opts,
    )
    made = aws.sqs.Queue(
        name,
        name=queue_name,
        message_retention_seconds=_TWO_WEEKS,
        visibility_timeout_seconds=hidden_seconds,
        sqs_managed_sse_enabled=True,
        redrive_policy=dead.arn.apply(
            lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": attempts})
        ),
        tags=tags,
        opts=opts,
    )
    if dead_letters_policy:
        aws.sqs.QueuePolicy(
            f"{dead_letters}-policy", queue_url=dead.url, policy=json.dumps(dead_letters_policy), opts=opts
        )
    attached = aws.sqs.QueuePolicy(f"{name}-policy", queue_url=made.url, policy=json.dumps(policy), opts=opts)
    return Queue(made.arn, made.url, dead.url, attached)
