"""What `verify` asks of AWS, and nothing beside it: wizard/verify/gather.py and what it calls. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.policy.permission import Permission, each
from wizard.policy.stack import Stack, calls_of, decrypt_files, permissions
from wizard.program import resource_types as types

# Of what is registered, what is looked at.
_LOOKED_AT = {
    types.TRAIL: "GetTrail ListTags",
    types.BUS: "DescribeEventBus",
    types.RULE: "DescribeRule",
    types.TARGET: "ListTargetsByRule",
    types.ROLE: "GetRole ListAttachedRolePolicies ListRolePolicies",
    types.ROLE_POLICY: "GetRolePolicy",
    types.KEY: "DescribeKey GetKeyPolicy GetKeyRotationStatus",
    types.FUNCTION: "GetFunctionConcurrency GetFunctionConfiguration",
    types.SCHEDULE: "GetSchedule",
    types.QUEUE: "GetQueueAttributes GetQueueUrl",
    types.TOPIC: "GetTopicAttributes ListSubscriptionsByTopic",
    types.TABLE: "DescribeTable",
    types.TABLE_POLICY: "GetResourcePolicy",
    types.ALARM: "DescribeAlarms",
    types.METRIC_FILTER: "DescribeMetricFilters",
    types.BUCKET_LIFECYCLE: "GetLifecycleConfiguration",
    types.BUCKET_LOGGING: "GetBucketLogging",
    types.BUCKET_NOTIFICATION: "GetBucketNotification",
    types.BUCKET_LOCK: "GetBucketObjectLockConfiguration",
    types.BUCKET_OWNERSHIP: "GetBucketOwnershipControls",
    types.BUCKET_POLICY: "GetBucketPolicy",
    types.BUCKET_PUBLIC_ACCESS: "GetBucketPublicAccessBlock",
    types.BUCKET_ENCRYPTION: "GetEncryptionConfiguration",
    types.BUCKET_VERSIONING: "GetBucketVersioning",
}


def verify(stack: Stack) -> Iterator[Permission]:
    """Live checks: nothing is changed, and of what is in the log bucket only digest files are read."""
    names, settings = stack.names, stack.settings
    yield from each("ec2: DescribeRegions", "*")
    yield from each("account: ListRegions", names.arn("account", "account", ""))
    yield from each("cloudtrail: DescribeTrails ListTrails", "*")
    # Another trail may make a second copy of events, which is paid for; without digests only events prove.
    trails = f"arn:{names.partition}:cloudtrail:*:*:trail/*"
    yield from each("cloudtrail: GetEventSelectors GetInsightSelectors GetTrailStatus", trails)
    yield from each("cloudtrail: LookupEvents", "*")
    yield from each("s3: ListAllMyBuckets", "*")
    for made in stack.resources:
        if made.type in _LOOKED_AT:
            yield from permissions(made, calls_of(made)[0], _LOOKED_AT[made.type])
        if made.type == types.BUCKET:
            yield from each("s3: ListBucket", made.arn)
    if settings.kms_key_arn:
        yield from each("kms: DescribeKey GetKeyPolicy GetKeyRotationStatus", settings.kms_key_arn)
    if settings.alert_topic_arn:
        yield from each("sns: GetTopicAttributes ListSubscriptionsByTopic", settings.alert_topic_arn)
        yield from each("kms: DescribeKey GetKeyPolicy", names.arn("kms", "key/*"))
    yield from _digests(stack)


def integrity(stack: Stack) -> Iterator[Permission]:
    """The same with `--integrity`, which reads every log file, too."""
    names = stack.names
    yield from verify(stack)
    yield from each("cloudtrail: ListPublicKeys", "*")
    yield from each(
        "s3: GetObject", f"{names.log_bucket_arn}/{names.account_folder(names.account)}/CloudTrail*"
    )


def _digests(stack: Stack) -> Iterator[Permission]:
    """The newest digest file of each region tells when something last happened there."""
    names = stack.names
    yield from each(
        "s3: GetObject", f"{names.log_bucket_arn}/{names.log_folder}/{names.account}/CloudTrail-Digest/*"
    )
    yield from decrypt_files(stack)
