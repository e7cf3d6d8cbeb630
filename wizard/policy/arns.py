"""A resource that the program registers, and the ARN that it has or will have.

ARN forms: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Resource:
    """inputs: camelCase, with physical names; region: where it is made; kept: it stays when the stack goes;
    import_id: the id of what it takes over, "" for something new."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    region: str
    account: str
    partition: str
    kept: bool = False
    import_id: str = ""

    @property
    def arn(self) -> str:
        """The ARN; for what is part of another resource (a policy, a target), that one's. LookupError for a
        type that isn't known here."""
        if self.type not in _ARNS:
            raise LookupError(f"There is no ARN form for {self.type} in wizard/policy/arns.py.")
        return _ARNS[self.type](self)

    def within(self, service: str, rest: str) -> str:
        """An ARN in this account and region."""
        region = "" if service == "iam" else self.region
        return f"arn:{self.partition}:{service}:{region}:{self.account}:{rest}"


def _named(service: str, prefix: str = "", key: str = "name") -> Callable[[Resource], str]:
    return lambda made: made.within(service, f"{prefix}{made.inputs[key]}")


def _given(key: str) -> Callable[[Resource], str]:
    """An input that is the ARN already."""
    return lambda made: made.inputs[key]


def _bucket(made: Resource) -> str:
    return f"arn:{made.partition}:s3:::{made.inputs['bucket']}"


def _rule(name: str) -> Callable[[Resource], str]:
    """On the default bus the bus isn't named."""

    def arn(made: Resource) -> str:
        bus = made.inputs.get("eventBusName") or "default"
        return made.within(
            "events", "/".join(("rule", *([] if bus == "default" else [bus]), made.inputs[name]))
        )

    return arn


def _key(made: Resource) -> str:
    """A new key's id isn't known: its logical name stands for it."""
    return made.within("kms", f"key/{made.import_id or made.name}")


def _schedule(made: Resource) -> str:
    group = made.inputs.get("groupName") or "default"
    return made.within("scheduler", f"schedule/{group}/{made.inputs['name']}")


_ARNS: dict[str, Callable[[Resource], str]] = {
    "aws:cloudtrail/trail:Trail": _named("cloudtrail", "trail/"),
    "aws:cloudwatch/eventBus:EventBus": _named("events", "event-bus/"),
    "aws:cloudwatch/eventRule:EventRule": _rule("name"),
    "aws:cloudwatch/eventTarget:EventTarget": _rule("rule"),
    "aws:cloudwatch/logGroup:LogGroup": _named("logs", "log-group:"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _named("cloudwatch", "alarm:"),
    "aws:dynamodb/resourcePolicy:ResourcePolicy": _given("resourceArn"),
    "aws:dynamodb/table:Table": _named("dynamodb", "table/"),
    "aws:iam/role:Role": _named("iam", "role/"),
    "aws:iam/rolePolicy:RolePolicy": _named("iam", "role/", "role"),
    "aws:kms/alias:Alias": _named("kms"),
    "aws:kms/key:Key": _key,
    "aws:lambda/function:Function": _named("lambda", "function:"),
    "aws:s3/bucket:Bucket": _bucket,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _bucket,
    "aws:s3/bucketLogging:BucketLogging": _bucket,
    "aws:s3/bucketNotification:BucketNotification": _bucket,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _bucket,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _bucket,
    "aws:s3/bucketPolicy:BucketPolicy": _bucket,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _bucket,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _bucket,
    "aws:s3/bucketVersioning:BucketVersioning": _bucket,
    "aws:scheduler/schedule:Schedule": _schedule,
    "aws:sns/topic:Topic": _named("sns"),
    "aws:sns/topicPolicy:TopicPolicy": _given("arn"),
    "aws:sns/topicSubscription:TopicSubscription": _given("topic"),
    "aws:sqs/queue:Queue": _named("sqs"),
    # In the dry run a queue's URL is its ARN: see registered.py.
    "aws:sqs/queuePolicy:QueuePolicy": _given("queueUrl"),
}
