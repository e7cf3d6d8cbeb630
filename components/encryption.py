"""The KMS key for the log files."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components import policies
from components.names import Names
from components.settings import DELIVERED_LOGS, Settings


class LogKey(pulumi.ComponentResource):
    """A key with yearly rotation that CloudTrail may encrypt this trail's logs with.

    arn: the key's ARN.
    """

    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:LogKey", name, None, opts)
        # A key that goes while its files stay makes them unreadable for ever.
        kept = pulumi.ResourceOptions(parent=self, retain_on_delete=settings.retain_logs)
        key = aws.kms.Key(
            name,
            description=f"Log files of the CloudTrail trail {names.trail}",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            policy=json.dumps(
                policies.log_key(
                    names,
                    settings.log_readers,
                    log_group=settings.cloud_watch_logs,
                    digest_reads=DELIVERED_LOGS in settings.region_alert,
                )
            ),
            tags={**dict(settings.tags), "Name": names.log_key_alias.removeprefix("alias/")},
            opts=kept,
        )
        aws.kms.Alias(f"{name}-alias", name=names.log_key_alias, target_key_id=key.key_id, opts=kept)
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})
