"""Who hears of each new log file: a queue that a SIEM reads, and EventBridge for the region alert."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components import hardened, policies
from components.names import Names
from components.settings import Settings

_TWO_WEEKS = 14 * 24 * 3600


class LogFeed(pulumi.ComponentResource):
    """The log bucket's notifications, all in one resource: S3 keeps a single document for a bucket.

    siem_queue_url: the queue that logReaders may read, or None without readers.
    """

    siem_queue_url: pulumi.Output[str] | None = None

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        bucket_name: pulumi.Input[str],
        *,
        to_event_bridge: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:LogFeed", name, None, opts)
        mine = pulumi.ResourceOptions(parent=self)
        queues: list[aws.s3.BucketNotificationQueueArgsDict] = []
        waits: list[pulumi.Resource] = []
        if settings.log_readers:
            queue, policy = self._siem_queue(settings, names, mine)
            self.siem_queue_url = queue.url
            waits.append(policy)
            queues.append(
                {
                    "id": "siem",
                    "queue_arn": queue.arn,
                    "events": ["s3:ObjectCreated:*"],
                    # Log files alone: a SIEM stumbles over digests and Insights.
                    "filter_prefix": f"AWSLogs/{names.account}/CloudTrail/",
                    "filter_suffix": ".json.gz",
                }
            )
        aws.s3.BucketNotification(
            f"{name}-notification",
            bucket=bucket_name,
            eventbridge=to_event_bridge,
            queues=queues,
            opts=hardened.after(mine, *waits),
        )
        self.register_outputs({})

    def _siem_queue(
        self, settings: Settings, names: Names, mine: pulumi.ResourceOptions
    ) -> tuple[aws.sqs.Queue, aws.sqs.QueuePolicy]:
        dead_letters = aws.sqs.Queue(
            "siem-dead-letters",
            name=f"{names.siem}-dead-letters",
            message_retention_seconds=_TWO_WEEKS,
            sqs_managed_sse_enabled=True,
            tags=dict(settings.tags),
            opts=mine,
        )
        queue = aws.sqs.Queue(
            "siem-queue",
            name=names.siem,
            message_retention_seconds=_TWO_WEEKS,
            visibility_timeout_seconds=300,
            sqs_managed_sse_enabled=True,
            redrive_policy=dead_letters.arn.apply(
                lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 10})
            ),
            tags=dict(settings.tags),
            opts=mine,
        )
        policy = aws.sqs.QueuePolicy(
            "siem-queue-policy",
            queue_url=queue.url,
            policy=json.dumps(policies.siem_queue(names, settings.log_readers)),
            opts=mine,
        )
        return queue, policy
