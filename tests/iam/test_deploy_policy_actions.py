"""What pulumi-aws calls beyond the rehearsal's makers, written out for the types that matter most.

From terraform-provider-aws (internal/service/*), which pulumi-aws is made of, and from AWS's list of actions:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.components.cases import names, settings
from wizard.policy.actions import ACTIONS
from wizard.policy.arns import Resource
from wizard.policy.calls import Calls
from wizard.policy.needs import Stack, deploy

ROOT = Path(__file__).resolve().parents[2]
BUCKET, TRAIL, KEY = "aws:s3/bucket:Bucket", "aws:cloudtrail/trail:Trail", "aws:kms/key:Key"
MUST_READ = {
    BUCKET: "s3: ListBucket GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLogging "
    "GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging "
    "GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration "
    "GetReplicationConfiguration ListTagsForResource",
    TRAIL: "cloudtrail: DescribeTrails GetEventSelectors GetInsightSelectors GetTrailStatus ListTags",
    KEY: "kms: DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    "aws:dynamodb/resourcePolicy:ResourcePolicy": "dynamodb: GetResourcePolicy",
    "aws:dynamodb/table:Table": "dynamodb: DescribeContinuousBackups DescribeTable DescribeTimeToLive "
    "ListTagsOfResource",
    "aws:iam/role:Role": "iam: GetRole ListAttachedRolePolicies ListRolePolicies",
    "aws:kms/alias:Alias": "kms: ListAliases",
    "aws:lambda/function:Function": "lambda: GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction",
    "aws:cloudwatch/logGroup:LogGroup": "logs: DescribeLogGroups ListTagsForResource",
    "aws:sns/topicSubscription:TopicSubscription": "sns: GetSubscriptionAttributes",
}
MUST_WRITE = {
    BUCKET: "s3: CreateBucket PutBucketTagging TagResource",
    TRAIL: "cloudtrail: AddTags CreateTrail PutEventSelectors PutInsightSelectors StartLogging UpdateTrail",
    KEY: "kms: CreateKey EnableKeyRotation PutKeyPolicy TagResource",
    "aws:iam/role:Role": "iam: CreateRole TagRole UpdateAssumeRolePolicy",
    "aws:kms/alias:Alias": "kms: CreateAlias UpdateAlias",
    "aws:lambda/function:Function": "lambda: CreateFunction UpdateFunctionCode UpdateFunctionConfiguration",
    "aws:s3/bucketPolicy:BucketPolicy": "s3: PutBucketPolicy",
    "aws:sqs/queue:Queue": "sqs: CreateQueue SetQueueAttributes TagQueue",
}
# Calls that AWS authorizes on no resource: each may stand with "*".
LISTS = {
    "cloudtrail:DescribeTrails",
    "ec2:DescribeRegions",
    "kms:CreateKey",
    "kms:ListAliases",
    "logs:DescribeLogGroups",
    "sqs:ListQueues",
}


def promised_types() -> list[str]:
    files = (ROOT / "tests" / "urns.txt", ROOT / "tests" / "urns-organization.txt")
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    return sorted({line.split()[0] for line in lines if line.startswith("aws:")})


def spoken(parts: tuple[Calls, ...], kind: str) -> set[str]:
    return {f"{calls.service}:{name}" for calls in parts for name in getattr(calls, kind).split()}


def written(words: str) -> set[str]:
    service, _, actions = words.partition(": ")
    return {f"{service}:{action}" for action in actions.split()}


def resource(type_: str, **inputs: object) -> Resource:
    return Resource(type_, "thing", inputs, "eu-west-1", "111122223333", "aws")


@pytest.mark.parametrize("type_", promised_types())
def test_each_type_that_a_stack_knows_has_actions_to_read_make_and_delete_it(type_: str) -> None:
    assert spoken(ACTIONS[type_], "read")
    assert spoken(ACTIONS[type_], "write")


def test_a_type_without_actions_is_an_error_that_names_it() -> None:
    stack = Stack(settings(), names(), [resource("aws:ec2/vpc:Vpc", name="net")])
    with pytest.raises(LookupError, match="There are no actions for aws:ec2/vpc:Vpc"):
        list(deploy(stack))


def test_a_type_without_an_arn_is_an_error_that_names_it() -> None:
    with pytest.raises(LookupError, match="There is no ARN form for aws:ec2/vpc:Vpc"):
        print(resource("aws:ec2/vpc:Vpc").arn)


def test_no_type_is_listed_that_the_program_no_longer_has() -> None:
    assert sorted(ACTIONS) == promised_types()


@pytest.mark.parametrize("type_", sorted(MUST_READ))
def test_what_the_provider_reads_is_among_the_reads(type_: str) -> None:
    assert written(MUST_READ[type_]) - spoken(ACTIONS[type_], "read") == set()


@pytest.mark.parametrize("type_", sorted(MUST_WRITE))
def test_what_the_provider_writes_is_among_the_writes(type_: str) -> None:
    assert written(MUST_WRITE[type_]) - spoken(ACTIONS[type_], "write") == set()


def test_reads_change_nothing() -> None:
    every = set().union(*(spoken(parts, "read") for parts in ACTIONS.values()))
    assert {action for action in every if not re.search(r":(Describe|Get|List)", action)} == set()


def test_writes_and_deletes_are_no_mere_looks() -> None:
    kinds = [spoken(parts, kind) for parts in ACTIONS.values() for kind in ("write", "delete")]
    looks = {one for one in set().union(*kinds) if re.search(r":(Describe|Get|List)", one)}
    # Looked at only before a role, or a bucket that may be emptied, is deleted.
    assert looks == {"iam:ListInstanceProfilesForRole", "s3:ListBucketVersions"}


def test_an_action_is_written_out_without_wildcards() -> None:
    kinds = ("read", "write", "delete")
    every = [spoken(parts, kind) for parts in ACTIONS.values() for kind in kinds]
    assert {one for one in set().union(*every) if not re.fullmatch(r"[a-z0-9]+:[A-Za-z]+", one)} == set()
