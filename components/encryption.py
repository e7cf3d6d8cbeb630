"""The KMS key for the log files."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components import hardened, merging, policies
from components.adopted import AdoptedKey
from components.deployment import Component, Deployment
from components.settings import DELIVERED_LOGS


class LogKey(Component):
    """A key with yearly rotation that CloudTrail may encrypt this trail's logs with.

    A key that was there already is taken over, and keeps every statement of its policy. It stays as long as
    the files do: without it they are unreadable for ever.

    arn: the key's ARN.
    """

    arn: pulumi.Output[str]

    def __init__(self, deployment: Deployment, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("log-key", deployment, opts, retain=deployment.keeps_logs)
        was = (deployment.adopted and deployment.adopted.key) or AdoptedKey("")
        ours = policies.log_key(
            self.names,
            self.settings.log_readers,
            # A group in another account has CloudWatch's own encryption.
            log_group=(
                self.settings.cloud_watch_logs
                and not self.names.adopted_log_group
                and not self.names.has_log_archive
            ),
            digest_reads=DELIVERED_LOGS in self.settings.region_alert,
            bucket_key=deployment.log_bucket_was.bucket_key,
        )
        key = aws.kms.Key(
            self.child("log-key"),
            description=was.description or f"Log files of the CloudTrail trail {self.names.trail}",
            enable_key_rotation=True,
            rotation_period_in_days=was.rotation_days or None,
            multi_region=was.multi_region or None,
            deletion_window_in_days=30,
            policy=json.dumps(merging.policy(ours, was.statements)),
            tags={**self.tags, "Name": self.names.log_key_alias.removeprefix("alias/"), **was.tags},
            opts=hardened.importing(self.mine, was.arn and was.id),
        )
        aws.kms.Alias(
            self.child("log-key-alias"),
            name=self.names.log_key_alias,
            target_key_id=key.key_id,
            opts=hardened.importing(self.mine, self.names.log_key_alias if was.has_alias else ""),
        )
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})
