"""What pulumi-aws knows of each type besides making it: what a change replaces, what AWS computes, defaults.

The rehearsal makes every resource once and needs none of it; an engine that compares needs all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

State = Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """replaces: the inputs whose change replaces the resource; computed: outputs that aren't inputs;
    defaults: what is taken for an input that nobody gives, None where it leaves what AWS has."""

    replaces: frozenset[str]
    computed: frozenset[str] = frozenset()
    defaults: State = field(default_factory=dict)

    def inputs_of(self, outputs: State) -> dict[str, Any]:
        """Outputs without what AWS computed."""
        return {name: value for name, value in outputs.items() if name not in self.computed | {"id"}}

    def completed(self, inputs: State, before: State) -> dict[str, Any]:
        """Inputs with what is taken for those that nobody gives. before: the inputs until now."""
        taken = {
            name: before.get(name) if default is None else default for name, default in self.defaults.items()
        }
        return {**{name: value for name, value in taken.items() if value is not None}, **inputs}


_OF_A_BUCKET = frozenset({"bucket", "expectedBucketOwner", "region"})
FACTS: dict[str, Facts] = {
    "aws:cloudtrail/trail:Trail": Facts(
        frozenset({"name", "region"}),
        computed=frozenset({"arn", "homeRegion", "snsTopicArn", "tagsAll"}),
        defaults={
            "includeGlobalServiceEvents": True,
            "isMultiRegionTrail": False,
            "enableLogFileValidation": False,
            "enableLogging": True,
            "isOrganizationTrail": False,
        },
    ),
    "aws:cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount": Facts(
        frozenset({"accountId"}), computed=frozenset({"arn", "email", "name", "servicePrincipal"})
    ),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": Facts(frozenset({"eventBusName", "region"})),
    "aws:organizations/awsServiceAccess:AwsServiceAccess": Facts(
        frozenset({"servicePrincipal"}), computed=frozenset({"dateEnabled"})
    ),
    "aws:dynamodb/resourcePolicy:ResourcePolicy": Facts(
        frozenset({"resourceArn", "region"}),
        computed=frozenset({"revisionId"}),
        defaults={"confirmRemoveSelfResourceAccess": False},
    ),
    "aws:cloudwatch/eventBus:EventBus": Facts(
        frozenset({"eventSourceName", "name", "region"}), computed=frozenset({"arn", "tagsAll"})
    ),
    "aws:cloudwatch/eventRule:EventRule": Facts(
        frozenset({"eventBusName", "name", "namePrefix", "region"}), computed=frozenset({"arn", "tagsAll"})
    ),
    "aws:cloudwatch/eventTarget:EventTarget": Facts(
        frozenset({"eventBusName", "region", "rule", "targetId"})
    ),
    "aws:athena/workgroup:Workgroup": Facts(
        frozenset({"name", "region"}), computed=frozenset({"arn", "tagsAll"}), defaults={"state": "ENABLED"}
    ),
    "aws:athena/namedQuery:NamedQuery": Facts(
        frozenset({"database", "description", "name", "query", "region", "workgroup"})
    ),
    "aws:glue/catalogDatabase:CatalogDatabase": Facts(
        frozenset({"catalogId", "name", "region"}),
        computed=frozenset({"arn", "tagsAll"}),
        defaults={"catalogId": None},
    ),
    "aws:glue/catalogTable:CatalogTable": Facts(
        frozenset({"catalogId", "databaseName", "name", "region"}),
        computed=frozenset({"arn"}),
        defaults={"catalogId": None},
    ),
    "aws:cloudwatch/logGroup:LogGroup": Facts(
        frozenset({"logGroupClass", "name", "namePrefix", "region"}), computed=frozenset({"arn", "tagsAll"})
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Facts(frozenset({"logGroupName", "name", "region"})),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Facts(
        frozenset({"name", "region"}), computed=frozenset({"arn", "tagsAll"})
    ),
    "aws:dynamodb/table:Table": Facts(
        frozenset({"hashKey", "localSecondaryIndexes", "name", "rangeKey", "region"}),
        computed=frozenset({"arn", "streamArn", "streamLabel", "tagsAll"}),
        defaults={
            "billingMode": "PROVISIONED",
            "deletionProtectionEnabled": False,
            "pointInTimeRecovery": None,
            "readCapacity": None,
            "serverSideEncryption": None,
            "tableClass": "STANDARD",
            "ttl": None,
            "writeCapacity": None,
        },
    ),
    "aws:iam/role:Role": Facts(
        frozenset({"name", "namePrefix", "path"}),
        computed=frozenset({"arn", "createDate", "tagsAll", "uniqueId"}),
        defaults={
            "forceDetachPolicies": False,
            "inlinePolicies": None,
            "managedPolicyArns": None,
            "maxSessionDuration": 3600,
            "path": "/",
        },
    ),
    "aws:iam/rolePolicy:RolePolicy": Facts(frozenset({"name", "namePrefix", "role"})),
    "aws:kms/alias:Alias": Facts(
        frozenset({"name", "namePrefix", "region"}), computed=frozenset({"arn", "targetKeyArn"})
    ),
    "aws:kms/key:Key": Facts(
        frozenset(
            {"customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "region", "xksKeyId"}
        ),
        computed=frozenset({"arn", "keyId", "tagsAll"}),
        defaults={
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "bypassPolicyLockoutSafetyCheck": False,
            "enableKeyRotation": False,
            "description": None,
            "multiRegion": None,
            "policy": None,
            "rotationPeriodInDays": None,
        },
    ),
    "aws:lambda/function:Function": Facts(
        frozenset({"name", "packageType", "region"}),
        computed=frozenset(
            {
                "arn",
                "invokeArn",
                "lastModified",
                "qualifiedArn",
                "qualifiedInvokeArn",
                "responseStreamingInvokeArn",
                "signingJobArn",
                "signingProfileVersionArn",
                "sourceCodeSize",
                "tagsAll",
                "version",
            }
        ),
    ),
    "aws:s3/bucket:Bucket": Facts(
        frozenset({"bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled", "region"}),
        computed=frozenset(
            {"arn", "bucketDomainName", "bucketRegion", "bucketRegionalDomainName", "hostedZoneId", "tagsAll"}
        ),
        defaults={"forceDestroy": False, "objectLockEnabled": None},
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Facts(
        _OF_A_BUCKET, defaults={"transitionDefaultMinimumObjectSize": None}
    ),
    "aws:s3/bucketLogging:BucketLogging": Facts(_OF_A_BUCKET),
    "aws:s3/bucketNotification:BucketNotification": Facts(_OF_A_BUCKET, defaults={"eventbridge": False}),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": Facts(_OF_A_BUCKET),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Facts(_OF_A_BUCKET),
    "aws:s3/bucketPolicy:BucketPolicy": Facts(_OF_A_BUCKET),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Facts(
        _OF_A_BUCKET,
        defaults={
            "blockPublicAcls": False,
            "blockPublicPolicy": False,
            "ignorePublicAcls": False,
            "restrictPublicBuckets": False,
        },
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Facts(
        _OF_A_BUCKET
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Facts(_OF_A_BUCKET),
    "aws:scheduler/schedule:Schedule": Facts(
        frozenset({"groupName", "name", "namePrefix", "region"}), computed=frozenset({"arn"})
    ),
    "aws:sns/topic:Topic": Facts(
        frozenset({"fifoTopic", "name", "namePrefix", "region"}),
        computed=frozenset({"arn", "beginningArchiveTime", "owner", "tagsAll"}),
    ),
    "aws:sns/topicPolicy:TopicPolicy": Facts(frozenset({"arn", "region"}), computed=frozenset({"owner"})),
    "aws:sns/topicSubscription:TopicSubscription": Facts(
        frozenset({"endpoint", "protocol", "region", "topic"}),
        computed=frozenset({"arn", "confirmationWasAuthenticated", "ownerId", "pendingConfirmation"}),
    ),
    "aws:sqs/queue:Queue": Facts(
        frozenset({"fifoQueue", "name", "namePrefix", "region"}),
        computed=frozenset({"arn", "tagsAll", "url"}),
        defaults={
            "contentBasedDeduplication": False,
            "delaySeconds": 0,
            "fifoQueue": False,
            "kmsDataKeyReusePeriodSeconds": None,
            "maxMessageSize": None,
            "messageRetentionSeconds": 345600,
            "policy": None,
            "receiveWaitTimeSeconds": 0,
            "redrivePolicy": None,
            "redriveAllowPolicy": None,
            "sqsManagedSseEnabled": None,
            "visibilityTimeoutSeconds": 30,
        },
    ),
    "aws:sqs/queuePolicy:QueuePolicy": Facts(frozenset({"queueUrl", "region"})),
}
