"""What is read of a trail that is taken over, of its bucket and its key: all of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.policy.permission import Permission, each, equals
from wizard.policy.stack import Stack
from wizard.program import resource_types as types

_OF_BUCKET = (
    "s3: GetBucketAcl GetBucketLocation GetBucketLogging GetBucketNotification "
    "GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPublicAccessBlock "
    "GetBucketTagging GetBucketVersioning GetEncryptionConfiguration GetLifecycleConfiguration"
)
_OF_ROLE = "iam: GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies"
_OF_KEY = "kms: DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags"


def adoption(stack: Stack) -> Iterator[Permission]:
    """For the set-up, and for the look just before the first deploy. Until the set-up has read the trail
    nobody knows its bucket and its key: then any of the account's may be read, and no file in it."""
    settings, names = stack.settings, stack.names
    if not settings.adopt_trail:
        return
    if stack.has_trail:
        trail = "cloudtrail: GetEventSelectors GetInsightSelectors GetTrailStatus ListTags"
        yield from each(trail, settings.adopt_trail)
        yield from each("cloudtrail: DescribeTrails", "*")
        if settings.is_organization and not is_read(stack):
            # Of a trail that becomes the organization's: whether its log group's role will do.
            yield from each(_OF_ROLE, names.arn("iam", "role/*", "", stack.account))
            yield from each("iam: GetPolicy GetPolicyVersion", "*")
    if not stack.has_bucket:
        return
    yield from each("s3: ListAllMyBuckets", "*")
    if is_read(stack):
        for bucket in (names.log_bucket_arn, names.access_log_bucket_arn):
            yield from each(_OF_BUCKET, bucket)
    else:
        every = f"arn:{names.partition}:s3:::*"
        yield from each(_OF_BUCKET, every, equals("aws:ResourceAccount", stack.account))
    ids = [made.import_id for made in stack.resources if made.type == types.KEY and made.import_id]
    for id in ids or ["*"]:
        yield from each(_OF_KEY, names.arn("kms", f"key/{id}"))


def is_read(stack: Stack) -> bool:
    """Whether the file says what is taken over: then the trail is imported."""
    return any(made.type == types.TRAIL and made.import_id for made in stack.registered)
