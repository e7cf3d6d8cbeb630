"""What a resource is called in a sentence: Pulumi's type token in AWS's own words."""

from __future__ import annotations

import re

from wizard.screen.terminal import safe

# Where the token's last part, split into words, isn't what AWS calls it.
_NOUNS = {
    "aws:cloudtrail/trail:Trail": "trail",
    "aws:cloudwatch/eventBus:EventBus": "event bus",
    "aws:cloudwatch/eventRule:EventRule": "EventBridge rule",
    "aws:cloudwatch/eventTarget:EventTarget": "target of an EventBridge rule",
    "aws:cloudwatch/logGroup:LogGroup": "log group",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "CloudWatch alarm",
    "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy of a DynamoDB table",
    "aws:dynamodb/table:Table": "DynamoDB table",
    "aws:iam/role:Role": "IAM role",
    "aws:iam/rolePolicy:RolePolicy": "policy of an IAM role",
    "aws:kms/alias:Alias": "alias of a KMS key",
    "aws:kms/key:Key": "KMS key",
    "aws:lambda/function:Function": "Lambda function",
    "aws:s3/bucket:Bucket": "S3 bucket",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        "bucket encryption"
    ),
    "aws:scheduler/schedule:Schedule": "schedule",
    "aws:sns/topic:Topic": "SNS topic",
    "aws:sns/topicPolicy:TopicPolicy": "policy of an SNS topic",
    "aws:sns/topicSubscription:TopicSubscription": "subscription to an SNS topic",
    "aws:sqs/queue:Queue": "SQS queue",
    "aws:sqs/queuePolicy:QueuePolicy": "policy of an SQS queue",
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")


def noun(type: str) -> str:
    """`aws:kms/key:Key` -> `KMS key`; a type that isn't known by name -> its own words, in lower case."""
    return _NOUNS.get(type) or " ".join(word.lower() for word in _WORD.findall(type.rpartition(":")[2]))


def type_of(urn: str) -> str:
    """The type token in a URN, without its parents': https://www.pulumi.com/docs/iac/concepts/resources/names/"""
    parts = urn.split("::")
    return parts[2].rpartition("$")[2] if len(parts) > 2 else ""


def name_of(urn: str) -> str:
    """The logical name in a URN, `log-bucket`; any text of it is safe to print."""
    return safe(urn.split("::", 3)[-1])


def thing(urn: str) -> str:
    """`log-bucket (S3 bucket)`."""
    return f"{name_of(urn)} ({noun(type_of(urn))})"
