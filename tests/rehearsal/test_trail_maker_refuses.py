"""One broken input for each refusal of CloudTrail's: the trail's maker refuses with AWS's code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.refusal import refused
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.catalogue import maker_for

FUNCTION: dict[str, Any] = {"runtime": "python3.13", "handler": "main.handler", "code": world.CODE}


def test_the_trail_that_all_these_tests_break_is_sound(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    made = world.trail(account, kmsKeyId=world.key(account))
    assert made["arn"] == world.TRAIL_ARN


@pytest.mark.parametrize(
    "policy",
    [
        None,
        world.text(world.TLS_ONLY),
        world.text(world.READS_ACL),
        world.text(world.WRITES),
        world.text(
            world.READS_ACL,
            {**world.WRITES, "Condition": {"StringEquals": {"aws:SourceArn": f"{world.TRAIL_ARN}-2"}}},
        ),
        world.text(
            world.READS_ACL,
            world.WRITES,
            {"Effect": "Deny", "Principal": "*", "Action": "s3:Put*", "Resource": f"{world.BUCKET_ARN}/*"},
        ),
    ],
    ids=["none", "nothing for CloudTrail", "no write", "no ACL", "another trail", "a deny"],
)
def test_a_bucket_policy_that_keeps_cloudtrail_out(account: EmulatedAccount, policy: str | None) -> None:
    world.log_bucket(account, policy)
    with refused("InsufficientS3BucketPolicyException", world.BUCKET):
        world.trail(account)
    assert account.client("cloudtrail").describe_trails()["trailList"] == []


def test_a_bucket_that_isnt_there(account: EmulatedAccount) -> None:
    with refused("S3BucketDoesNotExistException"):
        world.trail(account)


def test_a_key_policy_that_keeps_cloudtrail_out(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    with refused("InsufficientEncryptionPolicyException"):
        world.trail(account, kmsKeyId=world.key(account, world.text(world.ROOT)))


def test_a_key_that_isnt_there(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    with refused("KmsKeyNotFoundException"):
        world.trail(account, kmsKeyId=account.arn("kms", "key/00000000-0000-0000-0000-000000000000"))


def test_a_key_in_another_region(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    with refused("KmsKeyNotFoundException", "same Region"):
        world.trail(account, kmsKeyId=world.key(account, region="us-west-2"))


def test_a_disabled_key(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    with refused("KmsException", "Disabled"):
        world.trail(account, kmsKeyId=world.key(account, isEnabled=False))


def test_a_selector_with_an_unknown_field(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    fields = [*world.MANAGEMENT["fieldSelectors"], {"field": "awsRegion", "equals": ["eu-west-1"]}]
    with refused("InvalidEventSelectorsException", "awsRegion"):
        world.trail(account, advancedEventSelectors=[{"name": "x", "fieldSelectors": fields}])


def test_call_rate_insights_without_write_events(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    fields = [*world.MANAGEMENT["fieldSelectors"], {"field": "readOnly", "equals": ["true"]}]
    with refused("InvalidInsightSelectorsException", "write management events"):
        world.trail(account, advancedEventSelectors=[{"name": "x", "fieldSelectors": fields}])


def test_a_trails_name(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    with refused("InvalidTrailNameException"):
        world.trail(account, name="my--trail")


def test_a_second_trail_of_the_same_name(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    world.trail(account)
    with refused("TrailAlreadyExistsException"):
        world.trail(account)


def test_a_sixth_trail_where_five_show_already_shadows_included(account: EmulatedAccount) -> None:
    world.log_bucket(
        account, world.text(world.READS_ACL | {"Condition": {}}, world.WRITES | {"Condition": {}})
    )
    for number in range(5):
        world.trail(account, name=f"trail-{number}", insightSelectors=[])
    with refused("MaximumNumberOfTrailsExceededException", "us-west-2"):
        world.trail(
            account, name="trail-5", region="us-west-2", isMultiRegionTrail=False, insightSelectors=[]
        )


def test_a_change_from_another_region_than_home(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    made = world.trail(account)
    trail = maker_for("aws:cloudtrail/trail:Trail")
    with refused("InvalidHomeRegionException", world.HOME):
        trail.update(account, made["id"], made, {**world.TRAIL_INPUTS, "region": "us-west-2"})


def test_a_log_group_that_isnt_there(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    role = world.role(account, "logs", "cloudtrail", policy=world.may("logs:*"))
    group = account.arn("logs", "log-group:trail:*")
    with refused("InvalidCloudWatchLogsLogGroupArnException"):
        world.trail(account, cloudWatchLogsGroupArn=group, cloudWatchLogsRoleArn=role)


def test_a_log_groups_role_that_may_not_write(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    role = world.role(account, "logs", "cloudtrail")
    group = world.make(account, "cloudwatch/logGroup:LogGroup", name="trail")[1]["arn"]
    with refused("InvalidCloudWatchLogsRoleArnException", "logs:CreateLogStream"):
        world.trail(account, cloudWatchLogsGroupArn=f"{group}:*", cloudWatchLogsRoleArn=role)


def organization(
    account: EmulatedAccount, features: str = "ALL", *, trusted: bool = True, role: bool = True
) -> None:
    client = account.client("organizations")
    client.create_organization(FeatureSet=features)
    if trusted:
        client.enable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com")
    if role:
        account.client("iam").create_service_linked_role(AWSServiceName="cloudtrail.amazonaws.com")


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda account: None, "OrganizationsNotInUseException"),
        (
            lambda account: organization(account, "CONSOLIDATED_BILLING"),
            "OrganizationNotInAllFeaturesModeException",
        ),
        (lambda account: organization(account, trusted=False), "CloudTrailAccessNotEnabledException"),
        (
            lambda account: organization(account, role=False),
            "InsufficientDependencyServiceAccessPermissionException",
        ),
        (organization, "InsufficientS3BucketPolicyException"),
    ],
)
def test_an_organization_trail_where_something_is_missing(
    account: EmulatedAccount, prepare: Callable[[EmulatedAccount], None], code: str
) -> None:
    world.log_bucket(account)
    prepare(account)
    with refused(code):
        world.trail(account, isOrganizationTrail=True)
