"""Who hears of each new log file: a queue that a SIEM reads, and EventBridge for the region alert."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from components import hardened, merging, policies
from components.deployment import Component, Deployment
from components.names import Names
from components.queues import queue


class LogFeed(Component):
    """The log bucket's notifications, all in one resource: S3 keeps a single document for a bucket.

    Of a bucket that was there already, queues, topics and functions go on hearing.
    """

    def __init__(
        self,
        deployment: Deployment,
        bucket_name: pulumi.Input[str],
        *,
        to_event_bridge: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("log-feed", deployment, opts)
        was = deployment.log_bucket_was
        kept = merging.notification(was.notification)
        queues: list[Any] = kept.get("queues", [])
        waits: list[pulumi.Resource] = []
        feed = log_files(self.names)
        told = merging.told_already(was.notification, feed["filter_prefix"], feed["filter_suffix"])
        if self.settings.log_readers and told:
            pulumi.log.warn(
                f"No queue is made for logReaders: S3 tells {told} of new log files already, and takes no "
                f"second one for the same files. Feed the readers from there."
            )
        elif self.settings.log_readers:
            siem = queue(
                self,
                "siem",
                queue_name=self.names.siem,
                attempts=10,
                hidden_seconds=300,
                policy=policies.siem_queue(self.names, self.settings.log_readers),
            )
            waits.append(siem.policy)
            queues.append({"id": "siem", "queue_arn": siem.arn, "events": ["s3:ObjectCreated:*"], **feed})
        # Others may rest on the document: then it outlives the stack.
        kept_on = pulumi.ResourceOptions(parent=self, retain_on_delete=self.names.shares_bucket)
        aws.s3.BucketNotification(
            self.child("log-feed-notification"),
            bucket=bucket_name,
            eventbridge=to_event_bridge or "EventBridgeConfiguration" in was.notification,
            queues=queues,
            topics=kept.get("topics"),
            lambda_functions=kept.get("lambda_functions"),
            opts=hardened.after(hardened.part(kept_on, was, "notification"), *waits),
        )
        self.register_outputs({})


def log_files(names: Names) -> dict[str, str]:
    """Which keys a queue hears of: log files alone, since a SIEM stumbles over digests and Insights.

    S3 filters by one prefix, so of an organization it hears of all that its trails write.
    """
    if names.organization:
        folder = f"{names.log_folder}/{names.organization.id}/"
    else:
        folder = f"{names.account_folder(names.trail_owner)}/CloudTrail/"
    return {"filter_prefix": folder, "filter_suffix": ".json.gz"}
