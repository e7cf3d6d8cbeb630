"""Each resource type that the program makes, described once; and its components, in reading order.

Pure data. A constant is Pulumi's token; `TYPES` has what every room says of it. What one room alone needs
stays there: the calls that a deploy makes (policy/actions.py), the search for one whose creation was
interrupted (engine/interrupted/by_type.py), the maker of the rehearsal (rehearsal/makers/).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Those that only an alert needs. Trail, bucket and their key are there without it too.
ALERT_PATH = (
    "alert-topic",
    "alert-bus",
    "region-alert",
    "alert-queue",
    "digest",
    "alert-alarms",
    "tamper-alert",
    "trail-account",
    "log-feed",
)
#: Components in reading order; others come last.
COMPONENTS = (
    "log-key",
    "log-bucket",
    "organization-access",
    "log-delivery",
    "queries",
    "trail",
    *ALERT_PATH,
    "cis-alarms",
)


@dataclass(frozen=True)
class ResourceType:
    """noun: what people call it, in AWS's own words; service: the one that its calls are authorized by.

    arn: its ARN, or for what is part of another resource (a policy, a target) that one's: what stands in
    braces is an input, or said in policy/arns.py. put_again: AWS takes the call that makes it again, so one
    whose creation was interrupted isn't looked for. paid_by_use: that it is there costs nothing.
    """

    token: str
    noun: str
    service: str
    arn: str
    put_again: bool = False
    paid_by_use: bool = False


TYPES: dict[str, ResourceType] = {}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")
_BUCKET_ARN = "arn:{partition}:s3:::{bucket}"


def words_of(token: str) -> str:
    """`aws:s3/bucketPolicy:BucketPolicy` -> `bucket policy`."""
    return " ".join(word.lower() for word in _WORD.findall(token.rpartition(":")[2]))


def _type(
    token: str,
    noun: str,
    service: str,
    resource: str = "",
    *,
    arn: str = "",
    put_again: bool = False,
    paid_by_use: bool = False,
) -> str:
    """resource: the ARN's last part; arn: all of it, where that isn't in the account and region."""
    region = "" if service == "iam" else "{region}"
    arn = arn or f"arn:{{partition}}:{service}:{region}:{{account}}:{resource}"
    TYPES[token] = ResourceType(token, noun or words_of(token), service, arn, put_again, paid_by_use)
    return token


def _part(token: str, noun: str, service: str, resource: str = "", *, arn: str = "") -> str:
    """A part of another resource: put, whole, where another one was; it costs nothing by itself."""
    return _type(token, noun, service, resource, arn=arn, put_again=True, paid_by_use=True)


def _part_of_bucket(name: str, noun: str = "") -> str:
    return _part(f"aws:s3/bucket{name}:Bucket{name}", noun, "s3", arn=_BUCKET_ARN)


WORKGROUP = _type(
    "aws:athena/workgroup:Workgroup", "Athena workgroup", "athena", "workgroup/{name}", paid_by_use=True
)
# Nothing of its own is asked for: whoever may use the workgroup may.
NAMED_QUERY = _type(
    "aws:athena/namedQuery:NamedQuery", "saved query", "athena", "workgroup/{workgroup}", paid_by_use=True
)
DATABASE = _type(
    "aws:glue/catalogDatabase:CatalogDatabase", "Glue database", "glue", "database/{name}", paid_by_use=True
)
LOG_TABLE = _type(
    "aws:glue/catalogTable:CatalogTable",
    "Glue table",
    "glue",
    "table/{databaseName}/{name}",
    paid_by_use=True,
)
TRAIL = _type("aws:cloudtrail/trail:Trail", "trail", "cloudtrail", "trail/{name}")
BUS = _type("aws:cloudwatch/eventBus:EventBus", "event bus", "events", "event-bus/{name}", paid_by_use=True)
# Put whole, and again: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
BUS_POLICY = _part(
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    "policy of an event bus",
    "events",
    "event-bus/{eventBusName}",
)
# Turning on again what is on is no error:
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html
TRUSTED_ACCESS = _part(
    "aws:organizations/awsServiceAccess:AwsServiceAccess",
    "trusted access to the organization",
    "organizations",
    arn="*",
)
DELEGATED_ADMINISTRATOR = _type(
    "aws:cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount",
    "delegated administrator of CloudTrail",
    "cloudtrail",
    arn="*",
    paid_by_use=True,
)
# PutRule "creates or updates": https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
RULE = _part("aws:cloudwatch/eventRule:EventRule", "EventBridge rule", "events", "rule/{bus/}{name}")
# By rule and target id, and the program gives each target its id:
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
TARGET = _part(
    "aws:cloudwatch/eventTarget:EventTarget", "target of an EventBridge rule", "events", "rule/{bus/}{rule}"
)
LOG_GROUP = _type(
    "aws:cloudwatch/logGroup:LogGroup", "log group", "logs", "log-group:{name}", paid_by_use=True
)
# "Creates or updates": https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
ALARM = _type(
    "aws:cloudwatch/metricAlarm:MetricAlarm", "CloudWatch alarm", "cloudwatch", "alarm:{name}", put_again=True
)
# "Creates or updates": https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
METRIC_FILTER = _part(
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    "metric filter of a log group",
    "logs",
    "log-group:{logGroupName}",
)
TABLE = _type("aws:dynamodb/table:Table", "DynamoDB table", "dynamodb", "table/{name}", paid_by_use=True)
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html
TABLE_POLICY = _part(
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
    "policy of a DynamoDB table",
    "dynamodb",
    arn="{resourceArn}",
)
ROLE = _type("aws:iam/role:Role", "IAM role", "iam", "role/{name}", paid_by_use=True)
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
ROLE_POLICY = _part("aws:iam/rolePolicy:RolePolicy", "policy of an IAM role", "iam", "role/{role}")
ALIAS = _type("aws:kms/alias:Alias", "alias of a KMS key", "kms", "{name}", paid_by_use=True)
KEY = _type("aws:kms/key:Key", "KMS key", "kms", "key/{key id}")
FUNCTION = _type("aws:lambda/function:Function", "Lambda function", "lambda", "function:{name}")
BUCKET = _type("aws:s3/bucket:Bucket", "S3 bucket", "s3", arn=_BUCKET_ARN)
BUCKET_LIFECYCLE = _part_of_bucket("LifecycleConfiguration")
BUCKET_LOGGING = _part_of_bucket("Logging")
BUCKET_NOTIFICATION = _part_of_bucket("Notification")
BUCKET_LOCK = _part_of_bucket("ObjectLockConfiguration")
BUCKET_OWNERSHIP = _part_of_bucket("OwnershipControls")
BUCKET_POLICY = _part_of_bucket("Policy")
BUCKET_PUBLIC_ACCESS = _part_of_bucket("PublicAccessBlock")
BUCKET_ENCRYPTION = _part_of_bucket("ServerSideEncryptionConfiguration", "bucket encryption")
BUCKET_VERSIONING = _part_of_bucket("Versioning")
SCHEDULE = _type("aws:scheduler/schedule:Schedule", "schedule", "scheduler", "schedule/{group}/{name}")
TOPIC = _type("aws:sns/topic:Topic", "SNS topic", "sns", "{name}", paid_by_use=True)
TOPIC_POLICY = _part("aws:sns/topicPolicy:TopicPolicy", "policy of an SNS topic", "sns", arn="{arn}")
# Subscribing the same endpoint again is answered with the same subscription; one that waits for its
# confirmation has no ARN to import it by, and gets a second mail:
# https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
SUBSCRIPTION = _part(
    "aws:sns/topicSubscription:TopicSubscription", "subscription to an SNS topic", "sns", arn="{topic}"
)
QUEUE = _type("aws:sqs/queue:Queue", "SQS queue", "sqs", "{name}", paid_by_use=True)
# In the dry run a queue's URL is its ARN: see policy/registered.py.
QUEUE_POLICY = _part("aws:sqs/queuePolicy:QueuePolicy", "policy of an SQS queue", "sqs", arn="{queueUrl}")
