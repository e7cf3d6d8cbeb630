"""The KMS key for the log files."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components import hardened, merging, policies
from components.adopted import Adopted, AdoptedKey
from components.names import Names
from components.settings import DELIVERED_LOGS, Settings


class LogKey(pulumi.ComponentResource):
    """A key with yearly rotation that CloudTrail may encrypt this trail's logs with.

    adopted: the key that was there already is taken over, and keeps every statement of its policy.

    arn: the key's ARN.
    """

    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        adopted: Adopted | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:LogKey", f"{name}-log-key", None, opts)
        # A key that goes while its files stay makes them unreadable for ever.
        # Nor may it go while a trail that was somebody's before goes on without the stack.
        retain = settings.retain_logs or names.shares_bucket
        kept = pulumi.ResourceOptions(parent=self, retain_on_delete=retain)
        was = (adopted and adopted.key) or AdoptedKey("")
        ours = policies.log_key(
            names,
            settings.log_readers,
            log_group=settings.cloud_watch_logs and not names.adopted_log_group,
            digest_reads=DELIVERED_LOGS in settings.region_alert,
        )
        key = aws.kms.Key(
            f"{name}-log-key",
            description=was.description or f"Log files of the CloudTrail trail {names.trail}",
            enable_key_rotation=True,
            rotation_period_in_days=was.rotation_days or None,
            multi_region=was.multi_region or None,
            deletion_window_in_days=30,
            policy=json.dumps(merging.policy(ours, was.statements)),
            tags={**dict(settings.tags), "Name": names.log_key_alias.removeprefix("alias/"), **was.tags},
            opts=hardened.importing(kept, was.arn and was.id),
        )
        aws.kms.Alias(
            f"{name}-log-key-alias",
            name=names.log_key_alias,
            target_key_id=key.key_id,
            opts=hardened.importing(kept, names.log_key_alias if was.has_alias else ""),
        )
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})
