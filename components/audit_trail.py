"""The whole deployment, in reading order: key, bucket, trail, region alert."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.encryption import LogKey
from components.log_bucket import LogBucket
from components.names import Names
from components.region_alert import RegionAlert
from components.settings import Settings
from components.trail import Trail


class AuditTrail(pulumi.ComponentResource):
    """A multi-region trail, its log bucket and key, and the region alert, in one account.

    exports: what the stack exports, by the names that users rely on. What isn't deployed is "".
    """

    exports: dict[str, pulumi.Input[object]]

    def __init__(self, name: str, settings: Settings, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("everyregion:index:AuditTrail", name, None, opts)
        mine = pulumi.ResourceOptions(parent=self)
        names = Names.of(settings, aws.get_caller_identity().account_id)
        key_arn = (
            LogKey("log-key", names, dict(settings.tags), settings.retain_logs, opts=mine).arn
            if settings.encryption == "new-key"
            else None
        )
        bucket = LogBucket("log-bucket", settings, names, key_arn, opts=mine)
        trail = Trail("trail", settings, names, bucket.name, key_arn, bucket.ready, opts=mine)
        self.exports = {
            "trailArn": trail.arn,
            "trailHomeRegion": trail.home_region,
            "logBucket": bucket.name,
            "logBucketArn": bucket.arn,
            "logBucketAccountId": names.account,
            "kmsKeyArn": key_arn or "",
            "logGroupName": "",
            "approvedRegions": list(settings.approved_regions),
            "organizationId": "",
            "partition": names.partition,
            **self._region_alert(settings, names),
        }
        self.register_outputs({})

    def _region_alert(self, settings: Settings, names: Names) -> dict[str, pulumi.Input[object]]:
        if not settings.region_alert:
            return {
                "alertTopicArn": "",
                "alertQueueUrl": "",
                "alertDeadLetterQueueUrl": "",
                "alertFunctionName": "",
                "alertAccountId": "",
                "alertRegion": "",
                "watchedRegions": [],
            }
        # Asked anew at every deploy, so that a region enabled since is watched from then on.
        enabled = aws.get_regions().names
        alert = RegionAlert(
            "region-alert", settings, names, enabled, opts=pulumi.ResourceOptions(parent=self)
        )
        return {
            "alertTopicArn": alert.topic_arn,
            "alertQueueUrl": alert.queue_url,
            "alertDeadLetterQueueUrl": alert.dead_letter_queue_url,
            "alertFunctionName": alert.function_name,
            "alertAccountId": names.account,
            "alertRegion": names.home,
            "watchedRegions": alert.watched_regions,
        }
