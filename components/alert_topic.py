"""The topic that every alert goes out through, with a key of its own and its subscribers."""

from __future__ import annotations

import hashlib
import json

import pulumi
import pulumi_aws as aws

from components import policies
from components.deployment import Component, Deployment


class AlertTopic(Component):
    """A new encrypted topic, or the existing one that alertTopicArn names; addresses are subscribed.

    arn: the topic's; key_arn: the ARN of the key it is encrypted with, as a publisher's policy names
    it ("" without one; an existing topic's key isn't known, so then any key of this account).
    own_key_arn: the key that was made for it, if one was. ready: what a publisher waits for.
    """

    arn: pulumi.Output[str]
    key_arn: pulumi.Output[str]
    own_key_arn: pulumi.Output[str] | None = None
    ready: list[pulumi.Resource]

    def __init__(self, deployment: Deployment, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alert-topic", deployment, opts)
        self.ready = []
        if self.names.existing_topic:
            self.arn = pulumi.Output.from_input(self.names.existing_topic)
            self.key_arn = pulumi.Output.from_input(self.names.arn("kms", "key/*"))
        else:
            self._make()
        for address in self.settings.alert_emails:
            # Named by the address's hash: a list's order may change, and a name shows in every log.
            short = hashlib.sha256(address.encode()).hexdigest()[:8]
            aws.sns.TopicSubscription(
                self.child(f"alert-email-{short}"),
                topic=self.arn,
                protocol="email",
                endpoint=address,
                opts=self.mine,
            )
        self.register_outputs({"arn": self.arn})

    def _make(self) -> None:
        self.key_arn = pulumi.Output.from_input("")
        key = None
        if self.settings.own_alert_key:
            # Never the log key: whoever disables that one must not silence the alert about it.
            key = aws.kms.Key(
                self.child("alert-key"),
                description=f"Alerts of the CloudTrail trail {self.names.trail}",
                enable_key_rotation=True,
                deletion_window_in_days=30,
                policy=json.dumps(policies.alert_key(self.names)),
                tags={**self.tags, "Name": self.names.alerts},
                opts=self.mine,
            )
            aws.kms.Alias(
                self.child("alert-key-alias"),
                name=self.names.alert_key_alias,
                target_key_id=key.key_id,
                opts=self.mine,
            )
            self.key_arn = self.own_key_arn = key.arn
        topic = aws.sns.Topic(
            self.child("alert-topic"),
            name=self.names.alerts,
            display_name="Everyregion",
            kms_master_key_id=key.arn if key else None,
            tags=self.tags,
            opts=self.mine,
        )
        policy = aws.sns.TopicPolicy(
            self.child("alert-topic-policy"),
            arn=topic.arn,
            policy=json.dumps(policies.alert_topic(self.names)),
            opts=self.mine,
        )
        self.arn = topic.arn
        self.ready = [policy]
