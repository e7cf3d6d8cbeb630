"""What the drill needs."""

from __future__ import annotations

from collections.abc import Iterator

from components.names import Names
from components.settings import DELIVERED_LOGS
from wizard.policy import scopes
from wizard.policy.arns import Resource
from wizard.policy.permission import Permission, each, like
from wizard.policy.stack import Stack, calls_of, decrypt_files, default_bus, permissions
from wizard.program import resource_types as types


def drill(stack: Stack) -> Iterator[Permission]:
    """The drill: every stage of the alert's way is looked at, and a queue listens to the topic for a while.

    Its one call in an unapproved region needs no permission: refused, it is logged all the same.
    """
    names, settings = stack.names, stack.settings
    if stack.has_trail:
        yield from each("ec2: DescribeRegions", "*")
        if settings.is_organization:
            yield from each("organizations: DescribeOrganization", "*")
        if settings.log_archive_role_arn:
            yield from each("sts: AssumeRole", settings.log_archive_role_arn)
    if stack.has_bucket:
        yield from each("sqs: ListQueues", "*", stack.home_only)
    for made in stack.resources:
        if _is_on_the_way(made, names):
            # The resource itself comes first among its calls.
            yield from permissions(made, calls_of(made)[0], _DRILLED.get(made.type, ""))
            if made.type == types.RULE:
                yield from default_bus(stack)
    if stack.has_bucket:
        yield from _listening(stack)
        if DELIVERED_LOGS in settings.region_alert:
            yield from _log_files(stack)


def _listening(stack: Stack) -> Iterator[Permission]:
    """The queue that listens to the topic, and the function's own log."""
    names = stack.names
    # The time until which it is used, and the drill's mark: see wizard/drill/listener.py.
    queue = names.arn("sqs", f"{names.named('drill')}-{'?' * 10}-{'?' * 12}")
    yield from each("sqs: CreateQueue DeleteMessage DeleteQueue GetQueueUrl ReceiveMessage", queue)
    topic = names.alert_topic_arn
    yield from each("sns: GetTopicAttributes ListSubscriptionsByTopic", topic)
    yield from each("sns: Subscribe", topic, like("sns:Endpoint", queue))
    for arn in scopes.of_topic(topic):
        yield from each("sns: GetSubscriptionAttributes Unsubscribe", arn)
    yield from each("logs: FilterLogEvents", names.arn("logs", f"log-group:{names.digest_log_group}:*"))


# Of what is registered, what a drill looks at: wizard/drill/stages_by_source.py and centre_path.py.
_DRILLED = {
    types.TRAIL: "GetTrailStatus",
    types.BUS: "DescribeEventBus",
    types.RULE: "DescribeRule",
    types.TARGET: "ListTargetsByRule",
    types.ROLE: "GetRole ListAttachedRolePolicies ListRolePolicies",
    types.KEY: "DescribeKey",
    types.FUNCTION: "GetFunctionConcurrency GetFunctionConfiguration",
    types.BUCKET_NOTIFICATION: "GetBucketNotification",
    types.SCHEDULE: "GetSchedule",
    types.QUEUE: "GetQueueAttributes GetQueueUrl",
}


def _is_on_the_way(made: Resource, names: Names) -> bool:
    """Whether an alert passes it. A key has no name of its own."""
    if made.type == types.KEY:
        return made.name == "alert-key"
    rules = (names.region_rule, names.delivered_rule)
    roles = (names.forward_role, names.digest_role, names.schedule_role)
    others = (names.trail, names.log_bucket, names.alerts, names.dead_letters, names.digest)
    return made.arn.rpartition("/")[2].rpartition(":")[2] in (*rules, *roles, *others)


def _log_files(stack: Stack) -> Iterator[Permission]:
    """The drill looks for its call in the delivered log files, by that source."""
    names = stack.names
    folder = f"{names.account_folder(names.trail_account)}/CloudTrail/*"
    yield from each("s3: ListBucket", names.log_bucket_arn, like("s3:prefix", folder))
    yield from each("s3: GetObject", f"{names.log_bucket_arn}/{folder}")
    yield from decrypt_files(stack)
