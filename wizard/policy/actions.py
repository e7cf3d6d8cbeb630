"""What pulumi-aws calls for each resource type that the program registers. Data, and where it is about.

Which calls those are: the resources of terraform-provider-aws, which pulumi-aws is made from
(https://github.com/hashicorp/terraform-provider-aws, internal/service/*). What a call is authorized as, and
on which resource: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wizard.policy import scopes
from wizard.policy.actions_of_queries import QUERIES
from wizard.policy.arns import Resource
from wizard.policy.calls import Calls
from wizard.program import resource_types as types


def _pass_role(service: str, role: Callable[[Resource], Iterable[str]]) -> Calls:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"""
    return Calls("iam", write="PassRole", on=role, given=scopes.passed_to(service))


def _document(name: str, delete: str = "") -> tuple[Calls, ...]:
    """A setting of a bucket, which is read and written whole; written without content where it goes."""
    return (Calls("s3", read=f"Get{name}", write=f"Put{name}", delete=delete),)


_BUCKET = Calls(
    "s3",
    # A bucket is read with all its settings, also those that other resources hold or nobody set.
    read="ListBucket GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging "
    "GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging "
    "GetBucketVersioning GetBucketWebsite GetAccelerateConfiguration GetEncryptionConfiguration "
    "GetLifecycleConfiguration GetReplicationConfiguration ListTagsForResource",
    write="CreateBucket PutBucketTagging TagResource UntagResource",
    delete="DeleteBucket",
)
_EMPTIED = Calls("s3", delete="ListBucketVersions", on=scopes.if_emptied)
_EMPTIED_FILES = Calls("s3", delete="DeleteObject DeleteObjectVersion", on=scopes.files_if_emptied)

_KEY = Calls(
    "kms",
    read="DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    write="CreateAlias DisableKeyRotation EnableKey EnableKeyRotation PutKeyPolicy TagResource UntagResource "
    "UpdateAlias UpdateKeyDescription",
    delete="DeleteAlias ScheduleKeyDeletion",
    on=scopes.key,
    given=scopes.named_by_tag,
)
_NEW_KEY = Calls("kms", write="CreateKey", on=scopes.new_key, given=scopes.tagged_at_birth)
# A key's tags are authorized on a key that doesn't exist yet, so any id; but not on one that has a name.
_NEW_KEY_TAGS = Calls("kms", write="TagResource", on=scopes.new_key_tags, given=scopes.tagged_once)

_TARGET = Calls("events", read="DescribeRule ListTargetsByRule", write="PutTargets", delete="RemoveTargets")

ACTIONS: dict[str, tuple[Calls, ...]] = {
    types.TRAIL: (
        Calls(
            "cloudtrail",
            read="GetEventSelectors GetInsightSelectors GetTrail GetTrailStatus ListTags",
            write="AddTags CreateTrail PutEventSelectors PutInsightSelectors RemoveTags StartLogging "
            "StopLogging UpdateTrail",
            delete="DeleteTrail",
            on=scopes.trail,
        ),
        Calls("cloudtrail", read="DescribeTrails", on=scopes.everything, given=scopes.in_its_region),
        _pass_role("cloudtrail", scopes.role_in("cloudWatchLogsRoleArn")),
    ),
    **QUERIES,
    types.BUS: (
        Calls(
            "events",
            read="DescribeEventBus ListTagsForResource",
            write="CreateEventBus TagResource UntagResource UpdateEventBus",
            delete="DeleteEventBus",
        ),
    ),
    types.BUS_POLICY: (
        Calls("events", read="DescribeEventBus", write="PutPermission", delete="RemovePermission"),
    ),
    # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html
    types.TRUSTED_ACCESS: (
        Calls("organizations", read="ListAWSServiceAccessForOrganization", on=scopes.everything),
        Calls(
            "organizations",
            write="EnableAWSServiceAccess",
            on=scopes.everything,
            given=scopes.of_cloudtrail,
        ),
    ),
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
    types.DELEGATED_ADMINISTRATOR: (
        Calls("organizations", read="ListDelegatedAdministrators", on=scopes.everything),
        Calls("cloudtrail", write="RegisterOrganizationDelegatedAdmin", on=scopes.everything),
        Calls(
            "organizations",
            write="RegisterDelegatedAdministrator",
            on=scopes.everything,
            given=scopes.of_cloudtrail,
        ),
        Calls(
            "iam",
            write="CreateServiceLinkedRole",
            on=scopes.service_linked_roles,
            given=scopes.for_cloudtrail,
        ),
    ),
    types.RULE: (
        Calls(
            "events",
            read="DescribeRule ListTagsForResource",
            write="DisableRule EnableRule PutRule TagResource UntagResource",
            delete="DeleteRule",
        ),
    ),
    types.TARGET: (_TARGET, _pass_role("events", scopes.role_in("roleArn"))),
    types.LOG_GROUP: (
        Calls(
            "logs",
            read="ListTagsForResource",
            write="AssociateKmsKey CreateLogGroup DeleteRetentionPolicy DisassociateKmsKey "
            "PutRetentionPolicy TagResource UntagResource",
            delete="DeleteLogGroup",
            on=scopes.log_group,
        ),
        Calls("logs", read="DescribeLogGroups", on=scopes.everything, given=scopes.in_its_region),
    ),
    types.METRIC_FILTER: (
        Calls("logs", "DescribeMetricFilters", "PutMetricFilter", "DeleteMetricFilter", scopes.log_group),
    ),
    types.ALARM: (
        Calls(
            "cloudwatch",
            read="DescribeAlarms ListTagsForResource",
            write="PutMetricAlarm TagResource UntagResource",
            delete="DeleteAlarms",
        ),
    ),
    types.TABLE_POLICY: (
        Calls(
            "dynamodb",
            read="GetResourcePolicy",
            write="PutResourcePolicy",
            delete="DeleteResourcePolicy",
        ),
    ),
    types.TABLE: (
        Calls(
            "dynamodb",
            read="DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource",
            write="CreateTable TagResource UntagResource UpdateContinuousBackups UpdateTable "
            "UpdateTimeToLive",
            delete="DeleteTable",
        ),
    ),
    types.ROLE: (
        Calls(
            "iam",
            read="GetRole ListAttachedRolePolicies ListRolePolicies ListRoleTags",
            write="CreateRole TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
            delete="DeleteRole ListInstanceProfilesForRole",
        ),
    ),
    types.ROLE_POLICY: (
        Calls("iam", read="GetRolePolicy", write="PutRolePolicy", delete="DeleteRolePolicy"),
    ),
    types.ALIAS: (
        Calls("kms", write="CreateAlias UpdateAlias", delete="DeleteAlias"),
        Calls("kms", read="ListAliases", on=scopes.everything, given=scopes.in_its_region),
    ),
    types.KEY: (_KEY, _NEW_KEY, _NEW_KEY_TAGS),
    types.FUNCTION: (
        Calls(
            "lambda",
            read="GetFunction GetFunctionCodeSigningConfig GetFunctionConfiguration ListTags "
            "ListVersionsByFunction",
            write="CreateFunction DeleteFunctionConcurrency TagResource UntagResource UpdateFunctionCode "
            "UpdateFunctionConfiguration",
            delete="DeleteFunction",
        ),
        _pass_role("lambda", scopes.role_in("role")),
    ),
    types.BUCKET: (_BUCKET, _EMPTIED, _EMPTIED_FILES),
    types.BUCKET_LIFECYCLE: _document("LifecycleConfiguration"),
    types.BUCKET_LOGGING: _document("BucketLogging"),
    types.BUCKET_NOTIFICATION: _document("BucketNotification"),
    types.BUCKET_LOCK: (
        *_document("BucketObjectLockConfiguration"),
        # A locked file goes with its bucket only so; from a compliance lock not at all.
        Calls("s3", delete="BypassGovernanceRetention", on=scopes.files_under_governance),
    ),
    types.BUCKET_OWNERSHIP: _document("BucketOwnershipControls"),
    types.BUCKET_POLICY: _document("BucketPolicy", delete="DeleteBucketPolicy"),
    types.BUCKET_PUBLIC_ACCESS: _document("BucketPublicAccessBlock"),
    types.BUCKET_ENCRYPTION: _document("EncryptionConfiguration"),
    types.BUCKET_VERSIONING: _document("BucketVersioning"),
    types.SCHEDULE: (
        Calls(
            "scheduler", read="GetSchedule", write="CreateSchedule UpdateSchedule", delete="DeleteSchedule"
        ),
        _pass_role("scheduler", scopes.role_of_schedule),
    ),
    types.TOPIC: (
        Calls(
            "sns",
            # The wizard tells who hasn't confirmed a subscription yet.
            read="GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource",
            write="CreateTopic SetTopicAttributes TagResource UntagResource",
            delete="DeleteTopic",
        ),
    ),
    types.TOPIC_POLICY: (Calls("sns", read="GetTopicAttributes", write="SetTopicAttributes"),),
    types.SUBSCRIPTION: (
        Calls(
            "sns",
            read="GetSubscriptionAttributes ListSubscriptionsByTopic",
            write="SetSubscriptionAttributes Subscribe",
            delete="Unsubscribe",
            on=scopes.topic_and_subscriptions,
        ),
    ),
    types.QUEUE: (
        Calls(
            "sqs",
            read="GetQueueAttributes GetQueueUrl ListQueueTags",
            write="CreateQueue SetQueueAttributes TagQueue UntagQueue",
            delete="DeleteQueue",
        ),
    ),
    types.QUEUE_POLICY: (Calls("sqs", read="GetQueueAttributes", write="SetQueueAttributes"),),
}
# The program's own questions: aws.get_regions; aws.get_caller_identity and aws.get_region need no permission.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
QUESTIONS = "ec2: DescribeRegions"
