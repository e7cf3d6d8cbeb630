"""For each resource type inputs that make one, and a change that is made in place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pulumi

from tests.rehearsal import world
from wizard.rehearsal.account.emulated_account import EmulatedAccount

Inputs = dict[str, Any]
_MEMBER, _CLOUDTRAIL = "111122223333", "cloudtrail.amazonaws.com"


@dataclass(frozen=True)
class Life:
    """`before` makes what must be there and may give more inputs; `change` is what an update changes."""

    inputs: Inputs
    change: Inputs = field(default_factory=dict)
    before: Callable[[EmulatedAccount], Inputs | None] = lambda account: None


def _workgroup(gigabytes: int) -> Inputs:
    return {
        "bytesScannedCutoffPerQuery": gigabytes * 10**9,
        "enforceWorkgroupConfiguration": True,
        "publishCloudwatchMetricsEnabled": True,
        "resultConfiguration": {
            "outputLocation": "s3://answers/results/",
            "encryptionConfiguration": {"encryptionOption": "SSE_S3"},
        },
    }


def _projection(days: str) -> Inputs:
    return {
        "projection.enabled": "true",
        "projection.day.type": "date",
        "projection.day.range": days,
        "storage.location.template": "s3://logs/${day}",
    }


_LOG_TABLE: Inputs = {
    "name": "events",
    "databaseName": "trail_logs",
    "tableType": "EXTERNAL_TABLE",
    "partitionKeys": [{"name": "day", "type": "string"}],
    "storageDescriptor": {
        "location": "s3://logs/",
        "inputFormat": "in",
        "outputFormat": "out",
        "columns": [{"name": "eventname", "type": "string"}],
        "serDeInfo": {"name": "json", "serializationLibrary": "serde", "parameters": {"a": "b"}},
    },
}


def _bucket(account: EmulatedAccount) -> None:
    world.make(account, "s3/bucket:Bucket", bucket=world.BUCKET)


def _versioned(account: EmulatedAccount) -> None:
    _bucket(account)
    world.make(
        account,
        "s3/bucketVersioning:BucketVersioning",
        bucket=world.BUCKET,
        versioningConfiguration={"status": "Enabled"},
    )


def _log_target(account: EmulatedAccount) -> None:
    _bucket(account)
    statement = world.allow("logging.s3", "s3:PutObject", "arn:aws:s3:::access-logs/*")
    world.make(account, "s3/bucket:Bucket", bucket="access-logs")
    world.make(account, "s3/bucketPolicy:BucketPolicy", bucket="access-logs", policy=world.text(statement))


def _trail_parts(account: EmulatedAccount) -> Inputs:
    world.log_bucket(account)
    return {"kmsKeyId": world.key(account)}


def _role(name: str, *services: str) -> Callable[[EmulatedAccount], None]:
    def made(account: EmulatedAccount) -> None:
        world.role(account, name, *services)

    return made


def _organization(account: EmulatedAccount) -> None:
    client = account.client("organizations")
    client.create_organization(FeatureSet="ALL")
    with mock.patch("moto.organizations.utils.make_random_account_id", return_value=_MEMBER):
        client.create_account(AccountName="security", Email="security@example.com")


def _trusting(account: EmulatedAccount) -> None:
    _organization(account)
    account.client("organizations").enable_aws_service_access(ServicePrincipal=_CLOUDTRAIL)


def _bus(account: EmulatedAccount) -> Inputs:
    arn = world.make(account, "cloudwatch/eventBus:EventBus", name="alerts")[1]["arn"]
    return {"policy": _lets_in(arn)}


def _lets_in(bus: str, sid: str = "A") -> str:
    root = {"AWS": f"arn:aws:iam::{_MEMBER}:root"}
    statement = {"Sid": sid, "Effect": "Allow", "Principal": root, "Action": "events:PutEvents"}
    return world.text({**statement, "Resource": bus})


def _rule(account: EmulatedAccount) -> Inputs:
    world.make(account, "cloudwatch/eventRule:EventRule", name="watch", eventPattern=world.PATTERN)
    return {"arn": world.make(account, "sqs/queue:Queue", name="events")[1]["arn"]}


def _queue(account: EmulatedAccount) -> Inputs:
    return {"queueUrl": world.make(account, "sqs/queue:Queue", name="events")[0]}


_WRITES_ARE_OURS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "dynamodb:PutItem",
    "Resource": f"arn:aws:dynamodb:{world.HOME}:{world.ACCOUNT}:table/seen",
}


def _table(account: EmulatedAccount) -> Inputs:
    keys = {"hashKey": "pk", "attributes": [{"name": "pk", "type": "S"}], "billingMode": "PAY_PER_REQUEST"}
    return {"resourceArn": world.make(account, "dynamodb/table:Table", name="seen", **keys)[1]["arn"]}


def _topic(account: EmulatedAccount) -> Inputs:
    return {"arn": world.make(account, "sns/topic:Topic", name="alerts")[0]}


def _topic_to_subscribe(account: EmulatedAccount) -> Inputs:
    return {"topic": _topic(account)["arn"]}


def _function_role(account: EmulatedAccount) -> Inputs:
    return {"role": world.role(account, "digest", "lambda")}


def _schedule_role(account: EmulatedAccount) -> Inputs:
    arn = account.arn("lambda", "function:digest")
    return {"target": {"arn": arn, "roleArn": world.role(account, "starts", "scheduler")}}


def _log_group(account: EmulatedAccount) -> None:
    world.make(account, "cloudwatch/logGroup:LogGroup", name="trail-logs")


FUNCTION: Inputs = {"runtime": "python3.13", "handler": "main.handler", "code": world.CODE}
_TAGS = {"Project": "everyregion"}
_PLAIN_BUCKET = {"bucket": world.BUCKET}
_STATEMENT = world.allow("events", "sqs:SendMessage", "*")
_TRANSFORMATION = {"name": "Calls", "namespace": "Trail", "value": "1", "defaultValue": "0"}

LIVES: dict[str, Life] = {
    "aws:s3/bucket:Bucket": Life({"bucket": "audit-logs", "tags": _TAGS}, {"tags": {"Project": "other"}}),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Life(
        {**_PLAIN_BUCKET, "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        {"rule": {"objectOwnership": "BucketOwnerPreferred"}},
        _bucket,
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Life(
        {**_PLAIN_BUCKET, "blockPublicAcls": True, "blockPublicPolicy": True},
        {"ignorePublicAcls": True},
        _bucket,
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Life(
        {**_PLAIN_BUCKET, "versioningConfiguration": {"status": "Enabled"}},
        {"versioningConfiguration": {"status": "Suspended"}},
        _bucket,
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Life(
        {**_PLAIN_BUCKET, "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        {
            "rules": [
                {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}, "bucketKeyEnabled": True}
            ]
        },
        _bucket,
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Life(
        {
            **_PLAIN_BUCKET,
            "rules": [
                {
                    "id": "logs",
                    "status": "Enabled",
                    "filter": {"prefix": "AWSLogs/"},
                    "transitions": [{"days": 90, "storageClass": "GLACIER_IR"}],
                    "expiration": {"days": 365},
                    "noncurrentVersionExpiration": {"noncurrentDays": 30},
                    "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
                }
            ],
        },
        {"rules": [{"id": "logs", "status": "Enabled", "filter": {}, "expiration": {"days": 30}}]},
        _bucket,
    ),
    "aws:s3/bucketPolicy:BucketPolicy": Life(
        {**_PLAIN_BUCKET, "policy": world.BUCKET_POLICY}, {"policy": world.text(world.TLS_ONLY)}, _bucket
    ),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": Life(
        {**_PLAIN_BUCKET, "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}}},
        {"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 60}}},
        _versioned,
    ),
    "aws:s3/bucketLogging:BucketLogging": Life(
        {**_PLAIN_BUCKET, "targetBucket": "access-logs", "targetPrefix": "audit-logs/"},
        {"targetPrefix": "x/"},
        _log_target,
    ),
    "aws:s3/bucketNotification:BucketNotification": Life({**_PLAIN_BUCKET, "eventbridge": True}, {}, _bucket),
    "aws:kms/key:Key": Life(
        {"policy": world.KEY_POLICY, "description": "logs", "enableKeyRotation": True, "tags": _TAGS},
        {"description": "all logs", "enableKeyRotation": False, "policy": world.text(world.ROOT)},
    ),
    "aws:kms/alias:Alias": Life(
        {"name": "alias/logs"}, {}, lambda account: {"targetKeyId": world.key(account)}
    ),
    "aws:cloudtrail/trail:Trail": Life(
        {**world.TRAIL_INPUTS, "tags": _TAGS},
        {"enableLogFileValidation": False, "insightSelectors": [{"insightType": "ApiErrorRateInsight"}]},
        _trail_parts,
    ),
    "aws:cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount": Life(
        {"accountId": _MEMBER}, {}, _trusting
    ),
    "aws:organizations/awsServiceAccess:AwsServiceAccess": Life(
        {"servicePrincipal": _CLOUDTRAIL}, {}, _organization
    ),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": Life(
        {"eventBusName": "alerts"},
        {"policy": _lets_in(f"arn:aws:events:{world.HOME}:{world.ACCOUNT}:event-bus/alerts", "B")},
        _bus,
    ),
    "aws:cloudwatch/eventBus:EventBus": Life({"name": "alerts", "tags": _TAGS}, {"tags": {}}),
    "aws:cloudwatch/eventRule:EventRule": Life(
        {"name": "watch", "eventPattern": world.PATTERN, "region": "us-west-2", "tags": _TAGS},
        {"state": "DISABLED", "eventPattern": json.dumps({"source": ["aws.iam"]})},
    ),
    "aws:cloudwatch/eventTarget:EventTarget": Life(
        {"rule": "watch", "targetId": "queue"}, {"inputPath": "$.detail"}, _rule
    ),
    "aws:iam/role:Role": Life(
        {"name": "forward", "assumeRolePolicy": world.trust("events"), "tags": _TAGS},
        {"assumeRolePolicy": world.trust("events", "lambda"), "description": "forwards"},
    ),
    "aws:iam/rolePolicy:RolePolicy": Life(
        {"name": "own", "role": "forward", "policy": world.may("events:PutEvents")},
        {"policy": world.may("sqs:SendMessage")},
        _role("forward", "events"),
    ),
    "aws:sqs/queue:Queue": Life(
        {"name": "events", "visibilityTimeoutSeconds": 60, "tags": _TAGS},
        {"messageRetentionSeconds": 1209600},
    ),
    "aws:sqs/queuePolicy:QueuePolicy": Life(
        {"policy": world.text(_STATEMENT)}, {"policy": world.text({**_STATEMENT, "Sid": "B"})}, _queue
    ),
    "aws:sns/topic:Topic": Life({"name": "alerts", "tags": _TAGS}, {"displayName": "Alerts"}),
    "aws:sns/topicPolicy:TopicPolicy": Life(
        {"policy": world.text(world.allow("events", "sns:Publish", "*"))},
        {"policy": world.text(world.allow("cloudwatch", "sns:Publish", "*"))},
        _topic,
    ),
    "aws:sns/topicSubscription:TopicSubscription": Life(
        {"protocol": "email", "endpoint": "ops@example.com"}, {}, _topic_to_subscribe
    ),
    "aws:dynamodb/resourcePolicy:ResourcePolicy": Life(
        {"policy": world.text(_WRITES_ARE_OURS)},
        {"policy": world.text({**_WRITES_ARE_OURS, "Sid": "B"})},
        _table,
    ),
    "aws:dynamodb/table:Table": Life(
        {
            "name": "seen",
            "billingMode": "PAY_PER_REQUEST",
            "hashKey": "pk",
            "attributes": [{"name": "pk", "type": "S"}],
            "ttl": {"attributeName": "expires", "enabled": True},
            "tags": _TAGS,
        },
        {"pointInTimeRecovery": {"enabled": True}},
    ),
    "aws:athena/workgroup:Workgroup": Life(
        {"name": "questions", "forceDestroy": True, "configuration": _workgroup(1), "tags": _TAGS},
        {"configuration": _workgroup(2), "tags": {"Team": "security"}},
    ),
    "aws:athena/namedQuery:NamedQuery": Life(
        {
            "name": "root-use",
            "description": "What the root users did",
            "database": "trail_logs",
            "query": "SELECT 1",
            "workgroup": "questions",
        },
        {},
        lambda account: (
            world.make(account, "athena/workgroup:Workgroup", name="questions", configuration=_workgroup(1))
            and None
        ),
    ),
    "aws:glue/catalogDatabase:CatalogDatabase": Life(
        {"name": "trail_logs", "description": "Logs", "tags": _TAGS},
        {"description": "The logs", "tags": {"Team": "security"}},
    ),
    "aws:glue/catalogTable:CatalogTable": Life(
        {**_LOG_TABLE, "parameters": _projection("2013/11/13,NOW")},
        {"parameters": _projection("NOW-30DAYS,NOW")},
        lambda account: (
            world.make(account, "glue/catalogDatabase:CatalogDatabase", name="trail_logs") and None
        ),
    ),
    "aws:cloudwatch/logGroup:LogGroup": Life(
        {"name": "/aws/lambda/digest", "retentionInDays": 30, "tags": _TAGS}, {"retentionInDays": 365}
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Life(
        {
            "name": "root",
            "logGroupName": "trail-logs",
            "pattern": '{ $.userIdentity.type = "Root" }',
            "metricTransformation": _TRANSFORMATION,
        },
        {"pattern": '{ $.eventName = "ConsoleLogin" }'},
        _log_group,
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Life(
        {
            "name": "late",
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 1,
            "metricName": "ApproximateAgeOfOldestMessage",
            "namespace": "AWS/SQS",
            "period": 300,
            "statistic": "Maximum",
            "threshold": 900,
            "dimensions": {"QueueName": "events"},
        },
        {"threshold": 600},
    ),
    "aws:lambda/function:Function": Life(
        {**FUNCTION, "name": "digest", "environment": {"variables": {"LEVEL": "1"}}, "tags": _TAGS},
        {
            "environment": {"variables": {"LEVEL": "2"}},
            "code": pulumi.AssetArchive(
                {"main.py": pulumi.StringAsset("def handler(event, context): pass\n")}
            ),
        },
        _function_role,
    ),
    "aws:scheduler/schedule:Schedule": Life(
        {"name": "tick", "scheduleExpression": "rate(1 minute)", "flexibleTimeWindow": {"mode": "OFF"}},
        {"scheduleExpression": "rate(5 minutes)"},
        _schedule_role,
    ),
}
