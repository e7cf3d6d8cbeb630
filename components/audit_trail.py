"""The whole deployment, in reading order: key, bucket, trail, region alert."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import adopted as adoption
from components.alert_alarms import AlertAlarms
from components.alert_bus import AlertBus
from components.alert_topic import AlertTopic
from components.encryption import LogKey
from components.log_bucket import LogBucket
from components.log_delivery import LogDelivery
from components.log_feed import LogFeed
from components.names import Names
from components.region_alert import RegionAlert
from components.settings import DELIVERED_LOGS, RULES, Settings
from components.tamper_alert import TamperAlert
from components.tamper_rules import comes_from_elsewhere, tamper_rules
from components.trail import Trail


class AuditTrail(pulumi.ComponentResource):
    """A multi-region trail, its log bucket and key, and the region alert, in one account.

    exports: what the stack exports, by the names that users rely on. What isn't deployed is "".
    """

    exports: dict[str, pulumi.Input[object]]

    def __init__(self, name: str, settings: Settings, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("everyregion:index:AuditTrail", name, None, opts)
        mine = pulumi.ResourceOptions(parent=self)
        account = aws.get_caller_identity().account_id
        adopted = adoption.load(settings, account)
        names = Names.of(settings, account, adopted)
        key_arn: pulumi.Input[str] | None = settings.kms_key_arn or None
        if settings.own_log_key:
            key_arn = LogKey("log-key", settings, names, adopted, opts=mine).arn
        bucket = LogBucket("log-bucket", settings, names, key_arn, adopted, opts=mine)
        delivery = None
        if settings.cloud_watch_logs and not names.adopted_log_group:
            # Another key's policy isn't ours to change: the group then has CloudWatch's own encryption.
            group_key = key_arn if settings.own_log_key else None
            delivery = LogDelivery("log-delivery", settings, names, group_key, names.shares_bucket, opts=mine)
        trail = Trail(
            "trail",
            settings,
            names,
            bucket.name,
            key_arn,
            bucket.ready,
            delivery,
            adopted.trail if adopted else None,
            opts=mine,
        )
        topic = self._alert_topic(settings, names)
        bus = self._alert_bus(settings, names)
        alert = None
        if topic:
            keys = [arn for arn in (key_arn, topic.own_key_arn) if arn is not None]
            tamper = tamper_rules(settings, names, len(keys))
            # Tamper events go the same way, also where the region alert has no source of its own.
            alert = RegionAlert(
                "region-alert",
                settings,
                names,
                topic=topic,
                bus=bus,
                log_key_arn=key_arn or "",
                # Asked anew at every deploy, so that a region enabled since is watched from then on.
                enabled_regions=aws.get_regions().names,
                tamper=tamper,
                opts=mine,
            )
            AlertAlarms("alert-alarms", settings, names, topic, opts=mine)
            if tamper:
                TamperAlert(
                    "tamper-alert",
                    settings,
                    names,
                    tamper,
                    topic=topic,
                    queue=alert.queue,
                    bus=bus,
                    key_arns=keys,
                    opts=mine,
                )
        # S3 tells EventBridge of new files for the region alert, of deleted ones for the tamper alert.
        to_event_bridge = DELIVERED_LOGS in settings.region_alert or settings.tamper_alert
        # A notification that others use is never let go of: it would be deleted.
        was = (adopted and adopted.log_bucket) or adoption.AdoptedBucket("")
        if settings.log_readers or to_event_bridge or was.notification:
            LogFeed(
                "log-feed",
                settings,
                names,
                bucket.name,
                to_event_bridge=to_event_bridge,
                adopted=was,
                retain=names.shares_bucket,
                opts=mine,
            )
        self.exports = {
            "trailArn": trail.arn,
            "trailHomeRegion": trail.home_region,
            "logBucket": bucket.name,
            "logBucketArn": bucket.arn,
            "logBucketAccountId": names.account,
            "kmsKeyArn": key_arn or "",
            "logGroupName": delivery.group_name if delivery else names.adopted_log_group,
            "alertTopicArn": topic.arn if topic else "",
            "alertQueueUrl": alert.queue.url if alert else "",
            "alertDeadLetterQueueUrl": alert.queue.dead_letter_url if alert else "",
            "alertFunctionName": alert.function_name if alert else "",
            "alertAccountId": names.account if alert else "",
            "alertRegion": names.home if alert else "",
            "watchedRegions": alert.watched_regions if alert else [],
            "approvedRegions": list(settings.approved_regions),
            "organizationId": "",
            "partition": names.partition,
        }
        self.register_outputs({})

    def _alert_topic(self, settings: Settings, names: Names) -> AlertTopic | None:
        if not settings.region_alert and not settings.tamper_alert:
            return None
        return AlertTopic("alert-topic", settings, names, opts=pulumi.ResourceOptions(parent=self))

    def _alert_bus(self, settings: Settings, names: Names) -> AlertBus | None:
        """Needed where something is forwarded from another region."""
        if RULES not in settings.region_alert and not comes_from_elsewhere(settings):
            return None
        return AlertBus("alert-bus", settings, names, opts=pulumi.ResourceOptions(parent=self))
