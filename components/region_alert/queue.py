"""The alert queue and its dead letters."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components import policies
from components.names import Names
from components.region_alert.digest import TIMEOUT_SECONDS
from components.settings import Settings

_TWO_WEEKS = 14 * 24 * 3600


class AlertQueue(pulumi.ComponentResource):
    """Holds what the sources found until the digest function has published it.

    arn, url, dead_letter_url.
    """

    arn: pulumi.Output[str]
    url: pulumi.Output[str]
    dead_letter_url: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:AlertQueue", name, None, opts)
        mine = pulumi.ResourceOptions(parent=self)
        tags = dict(settings.tags)
        dead_letters = aws.sqs.Queue(
            "alert-dead-letters",
            name=names.dead_letters,
            message_retention_seconds=_TWO_WEEKS,
            sqs_managed_sse_enabled=True,
            tags=tags,
            opts=mine,
        )
        queue = aws.sqs.Queue(
            name,
            name=names.alerts,
            message_retention_seconds=_TWO_WEEKS,
            # Longer than a run: what a run is still working on must not come up again meanwhile.
            visibility_timeout_seconds=TIMEOUT_SECONDS + 60,
            sqs_managed_sse_enabled=True,
            redrive_policy=dead_letters.arn.apply(
                lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
            ),
            tags=tags,
            opts=mine,
        )
        aws.sqs.QueuePolicy(
            f"{name}-policy",
            queue_url=queue.url,
            policy=json.dumps(policies.alert_queue(names)),
            opts=mine,
        )
        self.arn, self.url, self.dead_letter_url = queue.arn, queue.url, dead_letters.url
        self.register_outputs({"url": self.url})
