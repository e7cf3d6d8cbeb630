"""The whole deployment, in reading order: key, bucket, trail, region alert."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import misfits
from components.adopted import Adopted
from components.alert_alarms import AlertAlarms
from components.alert_bus import AlertBus
from components.alert_topic import AlertTopic
from components.alerting import Alerting
from components.cis_alarms import CisAlarms
from components.deployment import Deployment
from components.encryption import LogKey
from components.log_archive import provider, reach
from components.log_bucket import LogBucket
from components.log_delivery import LogDelivery
from components.log_feed import LogFeed
from components.names import Names
from components.organization_access import OrganizationAccess
from components.place import look_around
from components.queries import Queries
from components.region_alert.component import RegionAlert
from components.settings import DELIVERED_LOGS, RULES, Settings
from components.tamper_alert import TamperAlert
from components.tamper_rules import comes_from_elsewhere
from components.trail import Trail
from components.trail_account import TrailAccount


class AuditTrail(pulumi.ComponentResource):
    """A multi-region trail, its log bucket and key, and the region alert: of one account, or an organization.

    Everything goes where `opts` says: to its provider's account, in settings.home_region, which has to be
    that provider's region. With a log-archive account all but the trail goes there, through a provider of
    its own. Two may stand in one program, under two names and with two trail names.
    """

    # What follows is all that the stack exports, under the same names in camelCase: see `exports`.
    trail_arn: pulumi.Output[str]
    """ARN of the trail."""
    trail_home_region: pulumi.Output[str]
    """The region that the trail can be changed in."""
    log_bucket: pulumi.Output[str]
    """Name of the bucket that holds the log files."""
    log_bucket_arn: pulumi.Output[str]
    """ARN of that bucket."""
    log_bucket_account_id: pulumi.Output[str]
    """The account that the bucket is in."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that log files are encrypted with; "" without a KMS key."""
    log_group_name: pulumi.Output[str]
    """The log group in CloudWatch Logs; "" where events don't go there."""
    alert_topic_arn: pulumi.Output[str]
    """ARN of the SNS topic that alerts go out through; "" without an alert."""
    alert_queue_url: pulumi.Output[str]
    """URL of the queue that the region alert's events wait in; "" without one."""
    alert_dead_letter_queue_url: pulumi.Output[str]
    """URL of the queue of what nobody could read; "" without a region alert."""
    alert_function_name: pulumi.Output[str]
    """Name of the digest function; "" without a region alert."""
    alert_account_id: pulumi.Output[str]
    """The account that the region alert is in; "" without one."""
    alert_region: pulumi.Output[str]
    """The region that the region alert is in; "" without one."""
    watched_regions: pulumi.Output[list[str]]
    """The regions that have a rule of the region alert; none where `rules` isn't one of its sources."""
    approved_regions: pulumi.Output[list[str]]
    """The regions in which activity raises no alert."""
    organization_id: pulumi.Output[str]
    """The organization that the trail is for; "" for one account."""
    partition: pulumi.Output[str]
    """The partition: aws, aws-cn, aws-us-gov ..."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        opts: pulumi.ResourceOptions | None = None,
        *,
        adopted: Adopted | None = None,
        log_archive: aws.Provider | None = None,
    ) -> None:
        """adopted: what was there before, to be taken over. log_archive: the provider of the log-archive
        account, in settings.home_region; without one, a provider is made that takes on logArchiveRoleArn.
        Raises pulumi.RunError where the provider is for another region than the settings, for another account
        than what is taken over, or for one that can't make the organization's trail."""
        super().__init__("everyregion:index:AuditTrail", name, None, opts)
        mine = pulumi.ResourceOptions(parent=self)
        place = look_around(self, settings)
        names = Names.of(settings, place.account, adopted, place.organization)
        misfits.check(adopted, settings, place.account, names.trail_owner)
        deployment = Deployment(name, settings, names, adopted)
        # What lies beside the bucket: all but the trail itself and what it needs in its own account.
        beside_bucket = mine
        if names.has_log_archive:
            archive = log_archive or provider(name, settings, mine)
            reach(archive, settings)
            beside_bucket = pulumi.ResourceOptions.merge(mine, pulumi.ResourceOptions(provider=archive))
        key_arn: pulumi.Input[str] | None = settings.kms_key_arn or None
        if settings.own_log_key:
            key_arn = LogKey(deployment, opts=beside_bucket).arn
        bucket = LogBucket(deployment, key_arn, opts=beside_bucket)
        access = None
        if place.organization and place.account == place.organization.management_account:
            access = OrganizationAccess(deployment, place, opts=mine)
        delivery = None
        if settings.cloud_watch_logs and not names.adopted_log_group:
            # Another key's policy isn't ours to change, and a key of another account isn't used: the group
            # then has CloudWatch's own encryption.
            of_group = key_arn if settings.own_log_key and not names.has_log_archive else None
            delivery = LogDelivery(deployment, of_group, opts=mine)
        if settings.queries:
            Queries(deployment, bucket, opts=beside_bucket)
        trail = Trail(deployment, bucket, key_arn, delivery, access, opts=mine)
        alert = topic = None
        watched: list[str] = []
        if settings.tells_people:
            topic = AlertTopic(deployment, opts=beside_bucket)
        if topic and settings.cis_alarms:
            group = delivery.group_name if delivery else names.adopted_log_group
            CisAlarms(deployment, topic, group, opts=mine)
        if topic and (settings.region_alert or settings.tamper_alert):
            # Needed where something is forwarded from another region or account.
            forwards = RULES in settings.region_alert or comes_from_elsewhere(settings, names)
            bus = AlertBus(deployment, opts=beside_bucket) if forwards else None
            administrators = {*place.delegated, settings.delegated_admin_account_id} - {""}
            alerting = Alerting(topic, bus, key_arn, sorted(administrators))
            # Tamper events go the same way, also where the region alert has no source of its own.
            alert = RegionAlert(deployment, alerting, place.enabled_regions, opts=beside_bucket)
            AlertAlarms(deployment, topic, opts=beside_bucket)
            if settings.tamper_alert:
                TamperAlert(deployment, alerting, alert.queue, opts=beside_bucket)
            watched = alert.watched_regions
            if bus and names.has_log_archive:
                outside = TrailAccount(deployment, alerting, bus, place.enabled_regions, opts=mine)
                watched = outside.watched_regions
        # S3 tells EventBridge of new files for the region alert, of deleted ones for the tamper alert.
        to_event_bridge = DELIVERED_LOGS in settings.region_alert or settings.tamper_alert
        # A notification that others use is never let go of: it would be deleted.
        if settings.log_readers or to_event_bridge or deployment.log_bucket_was.notification:
            LogFeed(deployment, bucket.name, to_event_bridge=to_event_bridge, opts=beside_bucket)
        output = pulumi.Output.from_input
        self.trail_arn = trail.arn
        self.trail_home_region = trail.home_region
        self.log_bucket = bucket.name
        self.log_bucket_arn = bucket.arn
        self.log_bucket_account_id = output(names.account)
        self.kms_key_arn = output(key_arn or "")
        self.log_group_name = delivery.group_name if delivery else output(names.adopted_log_group)
        self.alert_topic_arn = topic.arn if topic else output("")
        self.alert_queue_url = alert.queue.url if alert else output("")
        self.alert_dead_letter_queue_url = alert.queue.dead_letter_url if alert else output("")
        self.alert_function_name = alert.function_name if alert else output("")
        self.alert_account_id = output(names.account if alert else "")
        self.alert_region = output(names.home if alert else "")
        self.watched_regions = output(watched)
        self.approved_regions = output(list(settings.approved_regions))
        self.organization_id = output(place.organization.id if place.organization else "")
        self.partition = output(names.partition)
        self.register_outputs(self.exports)

    @property
    def exports(self) -> dict[str, pulumi.Output[object]]:
        """Every output by the name that it is exported under: trailArn, logBucket ..."""
        return {_camel_case(name): getattr(self, name) for name in AuditTrail.__annotations__}


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
