"""What each purpose needs: permissions for what is registered, and for what the wizard asks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from components.names import Names
from components.regions import dns_suffix_of
from components.settings import DELIVERED_LOGS
from wizard.policy import scopes
from wizard.policy.actions import QUESTIONS
from wizard.policy.arns import Resource
from wizard.policy.needs_of_verify import verify
from wizard.policy.permission import Permission, each, equals, like
from wizard.policy.stack import Stack, calls_of, permissions
from wizard.program import resource_types as types

__all__ = ["PURPOSES", "Stack", "check", "deploy", "drill", "preview", "verify"]


def deploy(stack: Stack) -> Iterator[Permission]:
    """`pulumi up`, `refresh` and `destroy`; what the stack keeps can't be deleted with it."""
    yield from each(QUESTIONS, "*", stack.home_only)
    yield from _interrupted(stack)
    for made in stack.resources:
        for calls in calls_of(made):
            kept = "" if made.kept else calls.delete
            yield from permissions(made, calls, f"{calls.read} {calls.write} {kept}")


def _interrupted(stack: Stack) -> Iterator[Permission]:
    """What an interrupted run had begun is looked for: wizard/engine/interrupted/.

    A key that isn't ours can't be read; the index of tags tells which is.
    """
    yield from each("s3: ListAllMyBuckets", "*")
    # Nor is what a trail of another stack uses: wizard/engine/live_trails.py.
    yield from each("cloudtrail: DescribeTrails ListTrails", "*")
    if any(made.type == types.KEY for made in stack.resources):
        yield from each("kms: ListKeys", "*", stack.home_only)
        yield from each("tag: GetResources", "*", stack.home_only)


def preview(stack: Stack) -> Iterator[Permission]:
    """Reading everything that is deployed: `pulumi preview --refresh`. Nothing is changed, no log is read."""
    yield from each(QUESTIONS, "*", stack.home_only)
    for made in stack.resources:
        for calls in calls_of(made):
            yield from permissions(made, calls, calls.read)


def check(stack: Stack) -> Iterator[Permission]:
    """The look at an account before anything is deployed: any trail in it, its activity, its regions.

    Whose bucket somebody else's is, is told by the list of all: s3:ListBucket would let its files be listed.
    """
    names, settings = stack.names, stack.settings
    yield from each("ec2: DescribeRegions", "*")
    yield from each("account: ListRegions", names.arn("account", "account", ""))
    yield from each("cloudtrail: DescribeTrails ListTrails LookupEvents", "*")
    yield from each("events: ListRules", "*")
    yield from each("organizations: DescribeOrganization ListDelegatedAdministrators", "*")
    yield from each("s3: ListAllMyBuckets", "*")
    for bucket in (names.log_bucket_arn, names.access_log_bucket_arn):
        yield from each("s3: ListBucket", bucket)
    # Which buckets and keys the trails that exist have is known only when they are read.
    every_bucket = f"arn:{names.partition}:s3:::*"
    yield from each("s3: GetBucketLogging", every_bucket, equals("aws:ResourceAccount", names.account))
    yield from each("kms: DescribeKey", names.arn("kms", "key/*", "*"))
    # An organization's trail belongs to another account.
    trails = f"arn:{names.partition}:cloudtrail:*:*:trail/*"
    yield from each("cloudtrail: GetEventSelectors GetInsightSelectors GetTrailStatus", trails)
    if settings.kms_key_arn:
        yield from each("kms: DescribeKey GetKeyPolicy", settings.kms_key_arn)
    if settings.alert_topic_arn:
        yield from each("sns: GetTopicAttributes", settings.alert_topic_arn)
        yield from each("kms: GetKeyPolicy", names.arn("kms", "key/*"))


def drill(stack: Stack) -> Iterator[Permission]:
    """The drill: every stage of the alert's way is looked at, and a queue listens to the topic for a while.

    Its one call in an unapproved region needs no permission: refused, it is logged all the same.
    """
    names, settings = stack.names, stack.settings
    yield from each("ec2: DescribeRegions", "*")
    yield from each("sqs: ListQueues", "*", stack.home_only)
    for made in stack.resources:
        if _is_on_the_way(made, names):
            # The resource itself comes first among its calls.
            yield from permissions(made, calls_of(made)[0], _DRILLED.get(made.type, ""))
    # The time until which it is used, and the drill's mark: see wizard/drill/listener.py.
    queue = names.arn("sqs", f"{names.named('drill')}-{'?' * 10}-{'?' * 12}")
    yield from each("sqs: CreateQueue DeleteMessage DeleteQueue GetQueueUrl ReceiveMessage", queue)
    topic = names.alert_topic_arn
    yield from each("sns: GetTopicAttributes ListSubscriptionsByTopic", topic)
    yield from each("sns: Subscribe", topic, like("sns:Endpoint", queue))
    yield from each("sns: Unsubscribe", f"{topic}:*")
    yield from each("logs: FilterLogEvents", names.arn("logs", f"log-group:{names.digest_log_group}:*"))
    if DELIVERED_LOGS in settings.region_alert:
        yield from _log_files(stack)


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


PURPOSES: dict[str, Callable[[Stack], Iterator[Permission]]] = {
    "deploy": deploy,
    "preview": preview,
    "verify": verify,
    "drill": drill,
    "check": check,
}


def _log_files(stack: Stack) -> Iterator[Permission]:
    """The drill looks for its call in the delivered log files, by that source."""
    names = stack.names
    folder = f"AWSLogs/{names.account}/CloudTrail/*"
    yield from each("s3: ListBucket", names.log_bucket_arn, like("s3:prefix", folder))
    yield from each("s3: GetObject", f"{names.log_bucket_arn}/{folder}")
    service = f"s3.{names.home}.{dns_suffix_of(names.partition)}"
    through_s3 = equals("kms:ViaService", service)
    if stack.settings.kms_key_arn:
        yield from each("kms: Decrypt", stack.settings.kms_key_arn, through_s3)
    for made in stack.resources:
        if made.type == types.KEY and made.name == "log-key":
            for arn in scopes.key(made):
                yield from each("kms: Decrypt", arn, (*scopes.named_by_tag(made), *through_s3))
