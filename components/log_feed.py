"""Who hears of each new log file: a queue that a SIEM reads, and EventBridge for the region alert."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import hardened, policies
from components.names import Names
from components.queues import Queue, queue
from components.settings import Settings


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
            siem = _siem_queue(settings, names, mine)
            self.siem_queue_url = siem.url
            waits.append(siem.policy)
            queues.append(
                {
                    "id": "siem",
                    "queue_arn": siem.arn,
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


def _siem_queue(settings: Settings, names: Names, opts: pulumi.ResourceOptions) -> Queue:
    return queue(
        "siem-queue",
        queue_name=names.siem,
        dead_letters="siem-dead-letters",
        dead_letters_name=f"{names.siem}-dead-letters",
        attempts=10,
        hidden_seconds=300,
        policy=policies.siem_queue(names, settings.log_readers),
        tags=dict(settings.tags),
        opts=opts,
    )
