"""What `verify` asks of AWS, and nothing beside it: wizard/verify/gather.py and what it calls. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.policy import scopes
from wizard.policy.permission import Permission, each
from wizard.policy.stack import Stack, calls_of, decrypt_files, default_bus, linked_role, permissions
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
    types.FUNCTION: "GetFunctionConcurrency GetFunctionConfiguration GetRuntimeManagementConfig",
    types.SCHEDULE: "GetSchedule",
    types.QUEUE: "GetQueueAttributes GetQueueUrl",
    types.TOPIC: "GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic",
    types.TABLE: "DescribeTable",
    types.TABLE_POLICY: "GetResourcePolicy",
    types.ALARM: "DescribeAlarms",
    types.METRIC_FILTER: "DescribeMetricFilters",
    types.WORKGROUP: "GetWorkGroup",
    types.LOG_TABLE: "GetTable",
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
    settings = stack.settings
    if stack.has_trail:
        yield from _trails(stack)
    if stack.has_trail and settings.is_organization:
        yield from _organization(stack)
    if stack.has_trail and settings.log_archive_role_arn:
        yield from each("sts: AssumeRole", settings.log_archive_role_arn)
    yield from each("s3: ListAllMyBuckets", "*")
    if any(made.type == types.ROLE for made in stack.resources):
        # What somebody attached to one, or its boundary: a policy of any name, AWS's own too.
        yield from each("iam: GetPolicy GetPolicyVersion", f"arn:{stack.names.partition}:iam::*:policy/*")
    for made in stack.resources:
        if made.type in _LOOKED_AT:
            yield from permissions(made, calls_of(made)[0], _LOOKED_AT[made.type])
        if made.type == types.RULE:
            yield from default_bus(stack)
        if made.type == types.ALARM:
            yield from each("cloudwatch: ListAlarmMuteRules", "*")
        if made.type == types.BUCKET:
            yield from each("s3: ListBucket", made.arn)
    if stack.has_bucket:
        yield from _beside_bucket(stack)


def _trails(stack: Stack) -> Iterator[Permission]:
    names = stack.names
    yield from each("ec2: DescribeRegions", "*")
    yield from each("account: ListRegions", names.arn("account", "account", "", stack.account))
    yield from each("cloudtrail: DescribeTrails ListTrails", "*")
    # Another trail may make a second copy of events, which is paid for; without digests only events prove.
    trails = f"arn:{names.partition}:cloudtrail:*:*:trail/*"
    yield from each("cloudtrail: GetEventSelectors GetInsightSelectors GetTrailStatus", trails)
    yield from each("cloudtrail: LookupEvents", "*")


def _organization(stack: Stack) -> Iterator[Permission]:
    """What the trail rests on, and which accounts there are. Which regions one has enabled is asked only
    where nothing comes from a region that accounts enable for themselves.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html
    """
    names = stack.names
    yield from each("organizations: DescribeOrganization ListDelegatedAdministrators", "*")
    yield from each("organizations: ListAWSServiceAccessForOrganization ListAccounts", "*")
    if names.organization is None:
        return
    owner = names.organization.management_account
    members = names.arn("account", f"account/{names.organization.id}/*", "", owner)
    yield from each("account: ListRegions", members)
    if stack.account == owner:
        yield from each("iam: GetRole", linked_role(stack))


def _beside_bucket(stack: Stack) -> Iterator[Permission]:
    names, settings = stack.names, stack.settings
    if settings.kms_key_arn:
        yield from each("kms: DescribeKey GetKeyPolicy GetKeyRotationStatus", settings.kms_key_arn)
    if settings.alert_topic_arn:
        looked_at = "GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic"
        yield from each(f"sns: {looked_at}", settings.alert_topic_arn)
        yield from each("kms: DescribeKey GetKeyPolicy", names.arn("kms", "key/*"))
    if settings.region_alert or settings.tamper_alert:
        for arn in scopes.of_topic(names.alert_topic_arn):
            yield from each("sns: GetSubscriptionAttributes", arn)
    # The newest digest file of each account and region tells when something last happened there.
    yield from each("s3: GetObject", f"{_files(stack)}/CloudTrail-Digest/*")
    yield from decrypt_files(stack)


def _files(stack: Stack) -> str:
    """What the ARNs of all files of the trail begin with, without a slash at its end."""
    names = stack.names
    return f"{names.log_bucket_arn}/{names.account_folder('*' if names.organization else names.account)}"


def integrity(stack: Stack) -> Iterator[Permission]:
    """The same with `--integrity`, which reads every log file, too: whatever digest files name, those of
    Insights and network activity among them, whose folders lie beside the others'."""
    yield from verify(stack)
    if stack.has_trail:
        yield from each("cloudtrail: ListPublicKeys", "*")
    if stack.has_bucket:
        yield from each("s3: GetObject", f"{_files(stack)}/CloudTrail*")
