"""Who hears of each new log file: a queue that a SIEM reads, and EventBridge for the region alert."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from components import hardened, merging, policies
from components.adopted import AdoptedBucket
from components.names import Names
from components.queues import Queue, queue
from components.settings import Settings


class LogFeed(pulumi.ComponentResource):
    """The log bucket's notifications, all in one resource: S3 keeps a single document for a bucket.

    adopted: the bucket that was there already; its queues, topics and functions go on hearing. retain: the
    document outlives the stack, since others rest on it.
    siem_queue_url: the queue that logReaders may read, or None without one.
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
        adopted: AdoptedBucket | None = None,
        retain: bool = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:LogFeed", f"{name}-log-feed", None, opts)
        mine = pulumi.ResourceOptions(parent=self)
        was = adopted or AdoptedBucket("")
        kept = merging.notification(was.notification)
        queues: list[Any] = kept.get("queues", [])
        waits: list[pulumi.Resource] = []
        feed = log_files(names)
        told = merging.told_already(was.notification, feed["filter_prefix"], feed["filter_suffix"])
        if settings.log_readers and told:
            pulumi.log.warn(
                f"No queue is made for logReaders: S3 tells {told} of new log files already, and takes no "
                f"second one for the same files. Feed the readers from there."
            )
        elif settings.log_readers:
            siem = _siem_queue(name, settings, names, mine)
            self.siem_queue_url = siem.url
            waits.append(siem.policy)
            queues.append({"id": "siem", "queue_arn": siem.arn, "events": ["s3:ObjectCreated:*"], **feed})
        aws.s3.BucketNotification(
            f"{name}-log-feed-notification",
            bucket=bucket_name,
            eventbridge=to_event_bridge or "EventBridgeConfiguration" in was.notification,
            queues=queues,
            topics=kept.get("topics"),
            lambda_functions=kept.get("lambda_functions"),
            opts=hardened.after(
                hardened.part(
                    pulumi.ResourceOptions(parent=self, retain_on_delete=retain), was, "notification"
                ),
                *waits,
            ),
        )
        self.register_outputs({})


def log_files(names: Names) -> dict[str, str]:
    """Which keys a queue hears of: log files alone, since a SIEM stumbles over digests and Insights."""
    folder = f"{names.log_folder}/{names.account}/CloudTrail/"
    return {"filter_prefix": folder, "filter_suffix": ".json.gz"}


def _siem_queue(name: str, settings: Settings, names: Names, opts: pulumi.ResourceOptions) -> Queue:
    return queue(
        f"{name}-siem-queue",
        queue_name=names.siem,
        dead_letters=f"{name}-siem-dead-letters",
        dead_letters_name=f"{names.siem}-dead-letters",
        attempts=10,
        hidden_seconds=300,
        policy=policies.siem_queue(names, settings.log_readers),
        tags=dict(settings.tags),
        opts=opts,
    )
