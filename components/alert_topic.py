"""The topic that every alert goes out through, with a key of its own and its subscribers."""

from __future__ import annotations

import hashlib
import json

import pulumi
import pulumi_aws as aws

from components import policies
from components.names import Names
from components.settings import Settings


class AlertTopic(pulumi.ComponentResource):
    """A new encrypted topic, or the existing one that alertTopicArn names; addresses are subscribed.

    arn: the topic's; key_arn: the ARN of the key it is encrypted with, as a publisher's policy names
    it ("" without one; an existing topic's key isn't known, so then any key of this account).
    own_key_arn: the key that was made for it, if one was. ready: what a publisher waits for.
    """

    arn: pulumi.Output[str]
    key_arn: pulumi.Output[str]
    own_key_arn: pulumi.Output[str] | None = None
    ready: list[pulumi.Resource]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:AlertTopic", f"{name}-alert-topic", None, opts)
        mine = pulumi.ResourceOptions(parent=self)
        self.ready = []
        if settings.alert_topic_arn:
            self.arn = pulumi.Output.from_input(settings.alert_topic_arn)
            self.key_arn = pulumi.Output.from_input(names.arn("kms", "key/*"))
        else:
            self._make(name, settings, names, mine)
        for address in settings.alert_emails:
            # Named by the address's hash: a list's order may change, and a name shows in every log.
            short = hashlib.sha256(address.encode()).hexdigest()[:8]
            aws.sns.TopicSubscription(
                f"{name}-alert-email-{short}", topic=self.arn, protocol="email", endpoint=address, opts=mine
            )
        self.register_outputs({"arn": self.arn})

    def _make(self, name: str, settings: Settings, names: Names, mine: pulumi.ResourceOptions) -> None:
        tags = dict(settings.tags)
        self.key_arn = pulumi.Output.from_input("")
        key = None
        if settings.encryption != "sse-s3":
            # Never the log key: whoever disables that one must not silence the alert about it.
            key = aws.kms.Key(
                f"{name}-alert-key",
                description=f"Alerts of the CloudTrail trail {names.trail}",
                enable_key_rotation=True,
                deletion_window_in_days=30,
                policy=json.dumps(policies.alert_key(names)),
                tags={**tags, "Name": names.alerts},
                opts=mine,
            )
            aws.kms.Alias(
                f"{name}-alert-key-alias", name=names.alert_key_alias, target_key_id=key.key_id, opts=mine
            )
            self.key_arn = self.own_key_arn = key.arn
        topic = aws.sns.Topic(
            f"{name}-alert-topic",
            name=names.alerts,
            display_name="Everyregion",
            kms_master_key_id=key.arn if key else None,
            tags=tags,
            opts=mine,
        )
        policy = aws.sns.TopicPolicy(
            f"{name}-alert-topic-policy",
            arn=topic.arn,
            policy=json.dumps(policies.alert_topic(names)),
            opts=mine,
        )
        self.arn = topic.arn
        self.ready = [policy]
