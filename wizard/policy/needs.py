"""What each purpose needs: permissions for what is registered, and for what the wizard asks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from components.names import Names
from components.organization import SERVICE
from wizard.policy.actions import QUESTIONS
from wizard.policy.needs_of_adoption import adoption
from wizard.policy.needs_of_drill import drill
from wizard.policy.needs_of_query import query
from wizard.policy.needs_of_verify import integrity, verify
from wizard.policy.permission import Permission, each, equals
from wizard.policy.stack import Stack, calls_of, linked_role, permissions
from wizard.program import resource_types as types

__all__ = ["PURPOSES", "Stack", "check", "deploy", "drill", "integrity", "preview", "query", "verify"]


def deploy(stack: Stack) -> Iterator[Permission]:
    """`pulumi up`, `refresh` and `destroy`; what the stack keeps can't be deleted with it."""
    yield from _questions(stack)
    if stack.has_trail and stack.settings.is_organization:
        yield from _organization_trail(stack)
    yield from _interrupted(stack)
    yield from adoption(stack)
    for made in stack.resources:
        for calls in calls_of(made):
            kept = "" if made.kept else calls.delete
            yield from permissions(made, calls, f"{calls.read} {calls.write} {kept}")


def _questions(stack: Stack) -> Iterator[Permission]:
    """What the program asks before it registers anything, and the way into the log archive."""
    if not stack.has_trail:
        return
    yield from each(QUESTIONS, "*", stack.home_only)
    if stack.settings.is_organization:
        yield from each("organizations: DescribeOrganization ListDelegatedAdministrators", "*")
    if stack.settings.log_archive_role_arn:
        yield from each("sts: AssumeRole", stack.settings.log_archive_role_arn)


def _organization_trail(stack: Stack) -> Iterator[Permission]:
    """What CloudTrail asks of whoever makes an organization's trail. The service-linked role is made by the
    first one, where it is missing.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
    """
    yield from each("organizations: ListAWSServiceAccessForOrganization", "*")
    linked = linked_role(stack)
    yield from each("iam: GetRole", linked)
    if any(made.type == types.TRUSTED_ACCESS for made in stack.resources):
        yield from each("iam: CreateServiceLinkedRole", linked, equals("iam:AWSServiceName", SERVICE))


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
    for made in stack.resources:
        if made.type == types.NAMED_QUERY:
            yield from each("athena: ListNamedQueries", made.arn)


def preview(stack: Stack) -> Iterator[Permission]:
    """Reading everything that is deployed: `pulumi preview --refresh`. Nothing is changed, no log is read."""
    yield from _questions(stack)
    for made in stack.resources:
        for calls in calls_of(made):
            yield from permissions(made, calls, calls.read)


def check(stack: Stack) -> Iterator[Permission]:
    """The look at an account before anything is deployed: any trail in it, its activity, its regions.

    Whose bucket somebody else's is, is told by the list of all: s3:ListBucket would let its files be listed.
    """
    names, settings = stack.names, stack.settings
    yield from adoption(stack)
    yield from each("ec2: DescribeRegions", "*")
    yield from each("account: ListRegions", names.arn("account", "account", "", stack.account))
    yield from each("cloudtrail: DescribeTrails ListTrails LookupEvents", "*")
    yield from each("events: ListRules", "*")
    if stack.has_trail:
        yield from each("organizations: DescribeOrganization ListDelegatedAdministrators", "*")
        if settings.is_organization:
            yield from each("organizations: ListAWSServiceAccessForOrganization ListAccounts", "*")
            yield from each("controltower: GetLandingZone ListLandingZones", "*")
            yield from each("iam: GetRole", linked_role(stack))
        if settings.log_archive_role_arn:
            yield from each("sts: AssumeRole", settings.log_archive_role_arn)
    elif stack.has_bucket:
        # The role asks whether it may do what a deployment begins with.
        yield from each("iam: SimulatePrincipalPolicy", settings.log_archive_role_arn)
    yield from each("s3: ListAllMyBuckets", "*")
    if stack.has_bucket:
        yield from _own_names(names)
    if stack.has_trail:
        yield from _for_answers(stack)
    # Which buckets and keys the trails that exist have is known only when they are read.
    every_bucket = f"arn:{names.partition}:s3:::*"
    of_bucket = "GetBucketLogging" + (" GetEncryptionConfiguration" if settings.kms_key_arn else "")
    yield from each(f"s3: {of_bucket}", every_bucket, equals("aws:ResourceAccount", stack.account))
    yield from each("kms: DescribeKey", names.arn("kms", "key/*", "*", stack.account))
    # An organization's trail belongs to another account.
    trails = f"arn:{names.partition}:cloudtrail:*:*:trail/*"
    yield from each("cloudtrail: GetEventSelectors GetInsightSelectors GetTrailStatus", trails)
    if not stack.has_bucket:
        return
    if settings.kms_key_arn:
        yield from each("kms: DescribeKey GetKeyPolicy", settings.kms_key_arn)
    if settings.alert_topic_arn:
        yield from each("sns: GetDataProtectionPolicy GetTopicAttributes", settings.alert_topic_arn)
        yield from each("kms: GetKeyPolicy", names.arn("kms", "key/*"))


def _for_answers(stack: Stack) -> Iterator[Permission]:
    """What there is to record data events of, and how often that is used; what CloudTrail cost, where that is
    asked for: AWS charges for the question, and the answer has the bill of every service. A log file is read
    only by whoever may do that anyway.

    https://docs.aws.amazon.com/cost-management/latest/userguide/ce-access.html
    """
    yield from each("s3: ListAllMyBuckets", "*")
    yield from each("lambda: ListFunctions", "*")
    yield from each("dynamodb: ListTables", "*")
    yield from each("tag: GetResources", "*")
    yield from each("cloudwatch: GetMetricStatistics ListMetrics", "*")
    if stack.cost_explorer:
        yield from each("ce: GetCostAndUsage", "*")


def _own_names(names: Names) -> Iterator[Permission]:
    """Whether the buckets' names are free."""
    for bucket in (names.log_bucket_arn, names.access_log_bucket_arn):
        yield from each("s3: ListBucket", bucket)


PURPOSES: dict[str, Callable[[Stack], Iterator[Permission]]] = {
    "deploy": deploy,
    "preview": preview,
    "verify": verify,
    "integrity": integrity,
    "drill": drill,
    "query": query,
    "check": check,
}
