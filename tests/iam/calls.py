"""From an API call to what IAM is asked about it: action, resource, condition keys.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ACCOUNT, PARTITION = "123456789012", "aws"
Parameters = Mapping[str, Any]
ANYTHING = "*"


@dataclass(frozen=True)
class Call:
    """service and operation as boto3 names them. key_tags: the tag Name of each new key, by id; account: that
    it is made in."""

    service: str
    operation: str
    region: str
    parameters: Parameters
    key_tags: Mapping[str, str] = field(default_factory=dict)
    account: str = ACCOUNT

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation}"


@dataclass(frozen=True)
class Asked:
    """One question to IAM. The call is allowed when each of its questions is answered with yes."""

    action: str
    resource: str
    given: tuple[tuple[str, str], ...] = ()

    @property
    def context(self) -> dict[str, str]:
        return dict(self.given)


def questions(calls: Iterable[Call]) -> set[Asked]:
    """Everything that has to be allowed for these calls, each question once."""
    return {
        Asked(action, resource, tuple(sorted(context.items())))
        for call in calls
        for action, resource, context in _questions(call)
    }


def _questions(call: Call) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    context = {"aws:RequestedRegion": call.region, **_own_context(call)}
    action = (
        f"{call.service}:{_S3.get(call.operation, call.operation)}" if call.service == "s3" else call.name
    )
    for resource in _RESOURCES[call.service](call):
        yield action, resource, {**context, **_key_context(call, resource)}
    tags = _tags(call.parameters)
    if tags and call.operation.startswith(("Create", "Put")) and call.name in _TAGGING:
        new = {"kms": "key/made-just-now"}.get(call.service)
        resources = [_arn(call, "kms", new)] if new else _RESOURCES[call.service](call)
        for resource in resources:
            yield _TAGGING[call.name], resource, {**context, **_request_tags(tags)}
    for service, role in _passed(call):
        yield "iam:PassRole", role, {**context, "iam:PassedToService": f"{service}.amazonaws.com"}


def _arn(call: Call, service: str, rest: str) -> str:
    region = "" if service == "iam" else call.region
    return f"arn:{PARTITION}:{service}:{region}:{call.account}:{rest}"


def _first(given: Parameters, *names: str) -> str:
    """The first of these parameters that was given; of a list its only one."""
    found = next((given[name] for name in names if given.get(name)), "")
    return found[0] if isinstance(found, list) else found


def _named(service: str, prefix: str, *names: str) -> Callable[[Call], Sequence[str]]:
    """Resources that calls name by their name or by their ARN; a call that names none is about any."""

    def resources(call: Call) -> Sequence[str]:
        name = _first(call.parameters, *names)
        if not name:
            return (ANYTHING,)
        return (name if name.startswith("arn:") else _arn(call, service, prefix + name),)

    return resources


def _workgroup(call: Call) -> Sequence[str]:
    """Of a query that is named by its id, the workgroup that it runs in: here there is one."""
    return (_arn(call, "athena", f"workgroup/{call.parameters.get('WorkGroup', 'everyregion-queries')}"),)


def _event(call: Call) -> Sequence[str]:
    given = call.parameters
    if given.get("ResourceARN"):
        return (given["ResourceARN"],)
    if call.operation.endswith("EventBus"):
        return (_arn(call, "events", f"event-bus/{given['Name']}"),)
    bus, name = given.get("EventBusName") or "default", given.get("Rule") or given["Name"]
    return (_arn(call, "events", f"rule/{name}" if bus == "default" else f"rule/{bus}/{name}"),)


def _key(call: Call) -> Sequence[str]:
    given = call.parameters
    key = given.get("KeyId") or given.get("TargetKeyId")
    found = [key if key.startswith("arn:") else _arn(call, "kms", f"key/{key}")] if key else []
    if call.operation in ("CreateAlias", "UpdateAlias", "DeleteAlias"):
        found.append(_arn(call, "kms", given["AliasName"]))
    return found or (ANYTHING,)


def _log_group(call: Call) -> Sequence[str]:
    if call.operation == "DescribeLogGroups":
        return (ANYTHING,)
    given = call.parameters
    return (given.get("resourceArn") or _arn(call, "logs", f"log-group:{given['logGroupName']}:*"),)


def _bucket(call: Call) -> Sequence[str]:
    arn = f"arn:{PARTITION}:s3:::{call.parameters['Bucket']}"
    key = call.parameters.get("Key")
    return (f"{arn}/{key}" if key else arn,)


def _schedule(call: Call) -> Sequence[str]:
    group = call.parameters.get("GroupName") or "default"
    return (_arn(call, "scheduler", f"schedule/{group}/{call.parameters['Name']}"),)


def _queue(call: Call) -> Sequence[str]:
    name = call.parameters.get("QueueName") or call.parameters.get("QueueUrl", "").rpartition("/")[2]
    return (_arn(call, "sqs", name) if name else ANYTHING,)


def _topic(call: Call) -> Sequence[str]:
    """A call about a subscription is asked for by the topic's ARN: AWS's refusals name that one."""
    found = _named("sns", "", "TopicArn", "SubscriptionArn", "ResourceArn", "Name")(call)
    return [":".join(arn.split(":")[:6]) for arn in found]


_RESOURCES: dict[str, Callable[[Call], Sequence[str]]] = {
    "athena": _workgroup,
    "cloudtrail": _named("cloudtrail", "trail/", "Name", "TrailName", "ResourceId", "ResourceIdList"),
    "cloudwatch": _named("cloudwatch", "alarm:", "AlarmName", "AlarmNames", "ResourceARN"),
    "dynamodb": _named("dynamodb", "table/", "TableName", "ResourceArn"),
    "ec2": lambda call: (ANYTHING,),
    "events": _event,
    "iam": _named("iam", "role/", "RoleName"),
    "kms": _key,
    "lambda": _named("lambda", "function:", "FunctionName", "Resource"),
    "logs": _log_group,
    "organizations": lambda call: (ANYTHING,),
    "s3": _bucket,
    "scheduler": _schedule,
    "sns": _topic,
    "sqs": _queue,
    "sts": lambda call: (call.parameters["RoleArn"],),
}

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
_S3 = {
    "HeadBucket": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
}
# What is made with tags needs leave to tag as well. The trail has an action of its own for it.
_TAGGING = {
    "cloudtrail:CreateTrail": "cloudtrail:AddTags",
    "cloudwatch:PutMetricAlarm": "cloudwatch:TagResource",
    "dynamodb:CreateTable": "dynamodb:TagResource",
    "events:CreateEventBus": "events:TagResource",
    "events:PutRule": "events:TagResource",
    "iam:CreateRole": "iam:TagRole",
    "kms:CreateKey": "kms:TagResource",
    "lambda:CreateFunction": "lambda:TagResource",
    "logs:CreateLogGroup": "logs:TagResource",
    "sns:CreateTopic": "sns:TagResource",
    "sqs:CreateQueue": "sqs:TagQueue",
}


def _tags(given: Parameters) -> dict[str, str]:
    found = next((given[name] for name in ("Tags", "tags", "TagsList") if given.get(name)), {})
    if isinstance(found, Mapping):
        return dict(found)
    return {tag.get("Key") or tag["TagKey"]: tag.get("Value") or tag["TagValue"] for tag in found}


def _request_tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {f"aws:RequestTag/{name}": value for name, value in tags.items()}


def _own_context(call: Call) -> dict[str, str]:
    given = call.parameters
    if call.name == "kms:CreateKey":
        return _request_tags(_tags(given))
    if call.name == "sns:Subscribe":
        return {"sns:Protocol": given["Protocol"], "sns:Endpoint": given["Endpoint"]}
    return {"s3:prefix": given["Prefix"]} if call.name == "s3:ListObjectsV2" else {}


def _key_context(call: Call, resource: str) -> dict[str, str]:
    tag = call.key_tags.get(resource.rpartition("/")[2])
    return {"aws:ResourceTag/Name": tag} if tag and call.service == "kms" else {}


def _passed(call: Call) -> Iterator[tuple[str, str]]:
    """The roles that the call hands to a service."""
    given = call.parameters
    if call.name == "events:PutTargets":
        yield from (("events", target["RoleArn"]) for target in given["Targets"] if target.get("RoleArn"))
    if call.name == "lambda:CreateFunction":
        yield "lambda", given["Role"]
    if call.service == "scheduler" and "Target" in given:
        yield "scheduler", given["Target"]["RoleArn"]
    if call.name == "cloudtrail:CreateTrail" and given.get("CloudWatchLogsRoleArn"):
        yield "cloudtrail", given["CloudWatchLogsRoleArn"]
