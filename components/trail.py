"""The trail itself."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import hardened, merging, own_files
from components.adopted import AdoptedTrail
from components.deployment import Component, Deployment
from components.event_selectors import Selector, insights, selectors
from components.log_bucket import LogBucket
from components.log_delivery import LogDelivery
from components.organization_access import OrganizationAccess


class Trail(Component):
    """A multi-region trail with log file validation, advanced event selectors and Insights.

    Of a trail that was there before, whatever it had besides stays, and it outlives the stack.
    arn, home_region: the trail's.
    """

    arn: pulumi.Output[str]
    home_region: pulumi.Output[str]

    def __init__(
        self,
        deployment: Deployment,
        bucket: LogBucket,
        key_arn: pulumi.Input[str] | None,
        log_delivery: LogDelivery | None = None,
        access: OrganizationAccess | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        adopted = deployment.adopted and deployment.adopted.trail
        super().__init__("trail", deployment, opts, retain=adopted is not None)
        was = adopted or AdoptedTrail("")
        own = own_files.of_stack(self.settings, self.names)
        recorded = merging.selectors(selectors(self.settings, [one.arn for one in own]), was.selectors, own)
        # CloudTrail tries the bucket when the trail is made: policy and key come first.
        waits = [
            *bucket.ready,
            *(log_delivery.ready if log_delivery else []),
            *(access.ready if access else []),
        ]
        trail = aws.cloudtrail.Trail(
            self.child("trail"),
            name=self.names.trail,
            s3_bucket_name=bucket.name,
            s3_key_prefix=was.prefix or None,
            sns_topic_name=was.topic or None,
            kms_key_id=key_arn,
            is_multi_region_trail=True,
            is_organization_trail=True if self.names.organization else None,
            include_global_service_events=True,
            enable_log_file_validation=True,
            enable_logging=True,
            advanced_event_selectors=[_selector(s) for s in recorded],
            insight_selectors=[
                {"insight_type": kind} for kind in dict.fromkeys([*insights(self.settings), *was.insights])
            ],
            cloud_watch_logs_group_arn=log_delivery.group_arn if log_delivery else was.log_group or None,
            cloud_watch_logs_role_arn=log_delivery.role_arn if log_delivery else was.log_group_role or None,
            tags={**self.tags, **was.tags},
            opts=hardened.importing(self.after(*waits), was.arn),
        )
        self.arn = trail.arn
        self.home_region = trail.home_region
        self.register_outputs({"arn": self.arn, "homeRegion": self.home_region})


def _selector(selector: Selector) -> aws.cloudtrail.TrailAdvancedEventSelectorArgs:
    """A selector as pulumi-aws takes it; an empty list of values would be refused."""
    return aws.cloudtrail.TrailAdvancedEventSelectorArgs(
        name=selector.name or None,
        field_selectors=[
            aws.cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs(
                field=field.name,
                equals=list(field.equals) or None,
                starts_withs=list(field.starts_with) or None,
                not_starts_withs=list(field.not_starts_with) or None,
                ends_withs=list(field.ends_with) or None,
                not_ends_withs=list(field.not_ends_with) or None,
                not_equals=list(field.not_equals) or None,
            )
            for field in selector.fields
        ],
    )
