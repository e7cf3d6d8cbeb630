"""The alert queue and its dead letters."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components import policies
from components.deployment import Component, Deployment
from components.event_rules import Target
from components.queues import queue
from components.region_alert.queue_settings import ATTEMPTS, HIDDEN_SECONDS
from components.tamper_rules import TamperRule


class AlertQueue(Component):
    """Holds what the sources found until the digest function has published it.

    url, dead_letter_url: its own and that of its dead letters; target: it, for rules at home.
    """

    url: pulumi.Output[str]
    dead_letter_url: pulumi.Output[str]
    target: Target

    def __init__(
        self,
        deployment: Deployment,
        tamper_rules: Sequence[TamperRule],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("alert-queue", deployment, opts)
        made = queue(
            self,
            "alert",
            queue_name=self.names.alerts,
            attempts=ATTEMPTS,
            hidden_seconds=HIDDEN_SECONDS,
            policy=policies.alert_queue(self.names, tamper_rules),
        )
        aws.sqs.QueuePolicy(
            self.child("alert-dead-letters-policy"),
            queue_url=made.dead_letter_url,
            policy=json.dumps(policies.dead_letter_queue(self.names)),
            opts=self.mine,
        )
        self.url, self.dead_letter_url = made.url, made.dead_letter_url
        self.target = Target("alert-queue", made.arn, ready=[made.policy])
        self.register_outputs({"url": self.url})
