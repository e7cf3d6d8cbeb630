"""The region alert: rules in every watched region, a bus at home, a queue, the digest, a topic.

A rule sees only events of its own region, so one rule at home can never tell of another region.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components import policies
from components.names import Names
from components.region_alert import patterns
from components.region_alert.digest import TIMEOUT_SECONDS, Digest, Ends
from components.settings import Settings

_TWO_WEEKS = 14 * 24 * 3600


class RegionAlert(pulumi.ComponentResource):
    """Tells people of every write in a region that isn't approved.

    watched_regions: where a rule is; topic_arn, queue_url, dead_letter_queue_url, function_name.
    """

    watched_regions: list[str]
    topic_arn: pulumi.Output[str]
    queue_url: pulumi.Output[str]
    dead_letter_queue_url: pulumi.Output[str]
    function_name: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        enabled_regions: Sequence[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:RegionAlert", name, None, opts)
        self._settings, self._names = settings, names
        self._tags = dict(settings.tags)
        self._mine = pulumi.ResourceOptions(parent=self)
        key_arn = self._key() if settings.encryption != "sse-s3" else None
        self.topic_arn = self._topic(key_arn)
        queue = self._queue()
        bus = self._bus(queue)
        self.watched_regions = patterns.watched_regions(enabled_regions, settings)
        self._watch(bus)
        digest = Digest("digest", settings, names, Ends(queue.url, self.topic_arn, key_arn), opts=self._mine)
        self.function_name = digest.function_name
        self.register_outputs(
            {
                "topicArn": self.topic_arn,
                "queueUrl": self.queue_url,
                "functionName": self.function_name,
                "watchedRegions": self.watched_regions,
            }
        )

    def _key(self) -> pulumi.Output[str]:
        key = aws.kms.Key(
            "alert-key",
            description=f"Alerts of the CloudTrail trail {self._names.trail}",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            policy=json.dumps(policies.alert_key(self._names)),
            tags={**self._tags, "Name": self._names.alerts},
            opts=self._mine,
        )
        aws.kms.Alias(
            "alert-key-alias", name=self._names.alert_key_alias, target_key_id=key.key_id, opts=self._mine
        )
        return key.arn

    def _topic(self, key_arn: pulumi.Input[str] | None) -> pulumi.Output[str]:
        topic = aws.sns.Topic(
            "alert-topic",
            name=self._names.alerts,
            display_name="Everyregion",
            kms_master_key_id=key_arn,
            tags=self._tags,
            opts=self._mine,
        )
        aws.sns.TopicPolicy(
            "alert-topic-policy",
            arn=topic.arn,
            policy=json.dumps(policies.alert_topic(self._names)),
            opts=self._mine,
        )
        for address in self._settings.alert_emails:
            # Named by the address's hash: a list's order may change, and a name shows in every log.
            short = hashlib.sha256(address.encode()).hexdigest()[:8]
            aws.sns.TopicSubscription(
                f"alert-email-{short}", topic=topic.arn, protocol="email", endpoint=address, opts=self._mine
            )
        return topic.arn

    def _queue(self) -> aws.sqs.Queue:
        dead_letters = aws.sqs.Queue(
            "alert-dead-letters",
            name=self._names.dead_letters,
            message_retention_seconds=_TWO_WEEKS,
            sqs_managed_sse_enabled=True,
            tags=self._tags,
            opts=self._mine,
        )
        queue = aws.sqs.Queue(
            "alert-queue",
            name=self._names.alerts,
            message_retention_seconds=_TWO_WEEKS,
            # Longer than a run: what a run is still working on must not come up again meanwhile.
            visibility_timeout_seconds=TIMEOUT_SECONDS * 2,
            sqs_managed_sse_enabled=True,
            redrive_policy=dead_letters.arn.apply(
                lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
            ),
            tags=self._tags,
            opts=self._mine,
        )
        aws.sqs.QueuePolicy(
            "alert-queue-policy",
            queue_url=queue.url,
            policy=json.dumps(policies.alert_queue(self._names)),
            opts=self._mine,
        )
        self.queue_url, self.dead_letter_queue_url = queue.url, dead_letters.url
        return queue

    def _bus(self, queue: aws.sqs.Queue) -> aws.cloudwatch.EventBus:
        bus = aws.cloudwatch.EventBus("alert-bus", name=self._names.alerts, tags=self._tags, opts=self._mine)
        rule = aws.cloudwatch.EventRule(
            "alert-bus-rule",
            name=self._names.region_rule,
            description="Activity in unapproved regions, to the alert queue",
            event_bus_name=bus.name,
            event_pattern=json.dumps(patterns.home_bus()),
            state=patterns.rule_state(self._settings),
            tags=self._tags,
            opts=self._mine,
        )
        aws.cloudwatch.EventTarget(
            "alert-bus-target",
            rule=rule.name,
            event_bus_name=bus.name,
            target_id="alert-queue",
            arn=queue.arn,
            opts=self._mine,
        )
        return bus

    def _watch(self, bus: aws.cloudwatch.EventBus) -> None:
        role = aws.iam.Role(
            "forward-role",
            name=self._names.forward_role,
            assume_role_policy=json.dumps(policies.forward_trust(self._names)),
            tags=self._tags,
            opts=self._mine,
        )
        permissions = aws.iam.RolePolicy(
            "forward-role-policy",
            role=role.name,
            name="forward",
            policy=json.dumps(policies.forward(self._names)),
            opts=self._mine,
        )
        # EventBridge doesn't retry a delivery that lacked its permission: the role's comes first.
        permitted = pulumi.ResourceOptions(parent=self, depends_on=[permissions])
        for region in self.watched_regions:
            rule = aws.cloudwatch.EventRule(
                f"watch-{region}",
                region=region,
                name=self._names.region_rule,
                description=f"Activity in {region}, to the alert bus in {self._names.home}",
                event_pattern=json.dumps(patterns.regional(self._names.partition, region)),
                state=patterns.rule_state(self._settings),
                tags=self._tags,
                opts=self._mine,
            )
            aws.cloudwatch.EventTarget(
                f"watch-{region}-target",
                region=region,
                rule=rule.name,
                target_id="alert-bus",
                arn=bus.arn,
                role_arn=role.arn,
                opts=permitted,
            )
