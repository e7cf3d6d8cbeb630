"""The alert queue and its dead letters."""

from __future__ import annotations

import pulumi

from components import policies
from components.names import Names
from components.queues import queue
from components.region_alert.digest import TIMEOUT_SECONDS
from components.settings import Settings


class AlertQueue(pulumi.ComponentResource):
    """Holds what the sources found until the digest function has published it.

    arn, url, dead_letter_url. ready: what a rule that sends to it waits for.
    """

    arn: pulumi.Output[str]
    url: pulumi.Output[str]
    dead_letter_url: pulumi.Output[str]
    ready: list[pulumi.Resource]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:AlertQueue", f"{name}-alert-queue", None, opts)
        mine = pulumi.ResourceOptions(parent=self)
        made = queue(
            f"{name}-alert-queue",
            queue_name=names.alerts,
            dead_letters=f"{name}-alert-dead-letters",
            dead_letters_name=names.dead_letters,
            attempts=5,
            # Longer than a run: what a run is still working on must not come up again meanwhile.
            hidden_seconds=TIMEOUT_SECONDS + 60,
            policy=policies.alert_queue(names),
            dead_letters_policy=policies.dead_letter_queue(names),
            tags=dict(settings.tags),
            opts=mine,
        )
        self.arn, self.url, self.dead_letter_url = made.arn, made.url, made.dead_letter_url
        self.ready = [made.policy]
        self.register_outputs({"url": self.url})
