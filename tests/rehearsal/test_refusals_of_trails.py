"""Trail names, selectors and surroundings that CloudTrail refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.refusal import refused
from wizard.rehearsal.account.contents import Bucket, Key, Role
from wizard.rehearsal.refusals.trail_delivery import TrailPlan, check_bucket, check_key, check_log_group
from wizard.rehearsal.refusals.trail_names import (
    check_combination,
    check_home_region,
    check_new_trail,
    check_trail_name,
)
from wizard.rehearsal.refusals.trail_organization import Organization, check_organization
from wizard.rehearsal.refusals.trail_selectors import check_advanced, check_basic, check_insights

PLAN = TrailPlan(world.TRAIL_ARN, world.ACCOUNT, "aws")
KEY_ARN = f"arn:aws:kms:{world.HOME}:{world.ACCOUNT}:key/k"
GROUP = f"arn:aws:logs:{world.HOME}:{world.ACCOUNT}:log-group:trail"
LOGS_ROLE = f"arn:aws:iam::{world.ACCOUNT}:role/logs"
LOGS_TRUST = world.trust("cloudtrail")
LOGS_POLICY = world.may(["logs:CreateLogStream", "logs:PutLogEvents"], f"{GROUP}:log-stream:*")
DATA = {"field": "eventCategory", "equals": ["Data"]}
OBJECTS = {"field": "resources.type", "equals": ["AWS::S3::Object"]}


@pytest.mark.parametrize(
    "name",
    ["ab", "a" * 129, "-trail", "trail-", "my trail", "my--trail", "my-_trail", "my..trail", "10.0.0.1"],
)
def test_a_name_that_breaks_a_naming_rule_is_refused(name: str) -> None:
    with refused("InvalidTrailNameException"):
        check_trail_name(name)


@pytest.mark.parametrize("name", ["abc", "a" * 128, "everyregion", "my.trail_of-logs", "1st"])
def test_a_name_within_the_rules_is_taken(name: str) -> None:
    check_trail_name(name)


def test_a_second_trail_of_the_name_is_refused() -> None:
    with refused("TrailAlreadyExistsException", world.TRAIL):
        check_new_trail(world.TRAIL, world.ACCOUNT, {world.HOME: [world.TRAIL]})


def test_a_sixth_trail_is_one_too_many_in_any_region_where_it_would_show() -> None:
    five = ["a", "b", "c", "d", "e"]
    with refused("MaximumNumberOfTrailsExceededException", "us-west-2"):
        check_new_trail(world.TRAIL, world.ACCOUNT, {world.HOME: five[:4], "us-west-2": five})
    check_new_trail(world.TRAIL, world.ACCOUNT, {world.HOME: five[:4]})


def test_a_trail_is_changed_only_at_home() -> None:
    with refused("InvalidHomeRegionException", "us-east-1"):
        check_home_region(world.TRAIL, world.HOME, "us-east-1")
    check_home_region(world.TRAIL, world.HOME, world.HOME)
    check_home_region(world.TRAIL, world.HOME, None)


def test_a_multi_region_trail_without_global_events_is_refused() -> None:
    with refused("InvalidParameterCombinationException", "global service events"):
        check_combination({"isMultiRegionTrail": True, "includeGlobalServiceEvents": False})


def test_a_log_group_without_its_role_is_refused() -> None:
    with refused("InvalidParameterCombinationException", "CloudWatch Logs role"):
        check_combination({"cloudWatchLogsGroupArn": f"{GROUP}:*"})


def test_a_prefix_of_more_than_200_characters_is_refused() -> None:
    with refused("InvalidS3PrefixException"):
        check_combination({"s3KeyPrefix": "p" * 201})


def bucket(*statements: dict[str, Any], plan: TrailPlan = PLAN) -> None:
    check_bucket(plan, world.BUCKET, Bucket(world.BUCKET, world.HOME, world.ACCOUNT, world.text(*statements)))


def test_the_documented_bucket_policy_is_enough() -> None:
    bucket(world.READS_ACL, world.WRITES, world.TLS_ONLY)


def test_a_bucket_that_isnt_there_is_refused() -> None:
    with refused("S3BucketDoesNotExistException", world.BUCKET):
        check_bucket(PLAN, world.BUCKET, None)


def test_a_bucket_without_a_policy_is_refused() -> None:
    with refused("InsufficientS3BucketPolicyException"):
        check_bucket(PLAN, world.BUCKET, Bucket(world.BUCKET, world.HOME, world.ACCOUNT, None))


def test_a_policy_that_doesnt_let_cloudtrail_write_is_refused() -> None:
    with refused("InsufficientS3BucketPolicyException", "s3:PutObject"):
        bucket(world.READS_ACL, world.TLS_ONLY)


def test_a_policy_that_doesnt_let_cloudtrail_read_the_acl_is_refused() -> None:
    with refused("InsufficientS3BucketPolicyException", "s3:GetBucketAcl"):
        bucket(world.WRITES, world.TLS_ONLY)


def test_a_policy_for_another_trail_is_refused() -> None:
    other = {
        "StringEquals": {"aws:SourceArn": f"{world.TRAIL_ARN}-2", "s3:x-amz-acl": "bucket-owner-full-control"}
    }
    with refused("InsufficientS3BucketPolicyException"):
        bucket(world.READS_ACL, {**world.WRITES, "Condition": other})


def test_a_policy_that_wants_another_acl_is_refused() -> None:
    other = {"StringEquals": {"aws:SourceArn": world.TRAIL_ARN, "s3:x-amz-acl": "private"}}
    with refused("InsufficientS3BucketPolicyException"):
        bucket(world.READS_ACL, {**world.WRITES, "Condition": other})


def test_a_deny_for_cloudtrail_counts() -> None:
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"{world.BUCKET_ARN}/*"}
    with refused("InsufficientS3BucketPolicyException", "denies"):
        bucket(world.READS_ACL, world.WRITES, deny)


def test_a_prefix_must_be_in_the_policy_too() -> None:
    with refused("InsufficientS3BucketPolicyException"):
        bucket(
            world.READS_ACL,
            world.WRITES,
            plan=TrailPlan(world.TRAIL_ARN, world.ACCOUNT, "aws", prefix="logs"),
        )


def test_an_organization_needs_its_own_folder_in_the_policy() -> None:
    plan = TrailPlan(world.TRAIL_ARN, world.ACCOUNT, "aws", organization="o-abcdefghij")
    with refused("InsufficientS3BucketPolicyException", "AWSLogs/o-abcdefghij"):
        bucket(world.READS_ACL, world.WRITES, plan=plan)
    folders = [f"{world.BUCKET_ARN}/AWSLogs/{folder}/*" for folder in (world.ACCOUNT, "o-abcdefghij")]
    bucket(world.READS_ACL, {**world.WRITES, "Resource": folders}, plan=plan)


def key(*statements: dict[str, Any], state: str = "Enabled", bucket_region: str = world.HOME) -> None:
    bucket = Bucket(world.BUCKET, bucket_region, world.ACCOUNT, None)
    check_key(PLAN, KEY_ARN, Key(KEY_ARN, state, world.text(*statements)), bucket)


def test_the_documented_key_policy_is_enough() -> None:
    key(world.ROOT, world.ENCRYPTS, world.DESCRIBES)


def test_a_key_that_isnt_there_is_refused() -> None:
    with refused("KmsKeyNotFoundException", KEY_ARN):
        check_key(PLAN, KEY_ARN, None, Bucket(world.BUCKET, world.HOME, world.ACCOUNT, None))


def test_a_key_in_another_region_than_the_bucket_is_refused() -> None:
    with refused("KmsKeyNotFoundException", "same Region"):
        key(world.ROOT, world.ENCRYPTS, world.DESCRIBES, bucket_region="us-east-1")


@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion"])
def test_a_key_that_isnt_enabled_is_refused(state: str) -> None:
    with refused("KmsException", state):
        key(world.ROOT, world.ENCRYPTS, world.DESCRIBES, state=state)


def test_a_key_policy_that_leaves_cloudtrail_out_is_refused() -> None:
    with refused("InsufficientEncryptionPolicyException", "kms:GenerateDataKey"):
        key(world.ROOT, world.DESCRIBES)


def test_a_key_policy_without_describe_is_refused() -> None:
    with refused("InsufficientEncryptionPolicyException", "kms:DescribeKey"):
        key(world.ROOT, world.ENCRYPTS)


def test_a_key_policy_for_another_trail_is_refused() -> None:
    other = world.allow(
        "cloudtrail", "kms:GenerateDataKey*", "*", StringEquals={"aws:SourceArn": "arn:other"}
    )
    with refused("InsufficientEncryptionPolicyException"):
        key(world.ROOT, other, world.DESCRIBES)


def log_group(**changes: Any) -> None:
    whole: dict[str, Any] = {
        "group_arn": f"{GROUP}:*",
        "groups": (GROUP,),
        "role": Role(LOGS_ROLE, LOGS_TRUST, (LOGS_POLICY,)),
    }
    check_log_group(PLAN, **{**whole, **changes})


def test_a_log_group_with_its_role_is_taken() -> None:
    log_group()


def test_a_log_group_that_isnt_there_is_refused() -> None:
    with refused("InvalidCloudWatchLogsLogGroupArnException"):
        log_group(groups=())


def test_a_log_groups_arn_ends_with_a_star() -> None:
    with refused("InvalidCloudWatchLogsLogGroupArnException", ":*"):
        log_group(group_arn=GROUP)


def test_a_role_that_isnt_there_is_refused() -> None:
    with refused("InvalidCloudWatchLogsRoleArnException", LOGS_ROLE):
        log_group(role=Role(LOGS_ROLE, None))


def test_a_role_that_doesnt_trust_cloudtrail_is_refused() -> None:
    with refused("InvalidCloudWatchLogsRoleArnException", "trusts CloudTrail"):
        log_group(role=Role(LOGS_ROLE, world.trust("lambda"), (LOGS_POLICY,)))


def test_a_role_that_may_not_write_the_stream_is_refused() -> None:
    with refused("InvalidCloudWatchLogsRoleArnException", "logs:PutLogEvents"):
        log_group(role=Role(LOGS_ROLE, LOGS_TRUST, (world.may("logs:CreateLogStream"),)))


def advanced(*fields: dict[str, Any]) -> None:
    check_advanced([{"name": "test", "fieldSelectors": list(fields)}])


def test_selectors_within_the_rules_are_taken() -> None:
    check_advanced([world.MANAGEMENT])
    advanced({"field": "eventCategory", "equals": ["Management"]}, {"field": "readOnly", "equals": ["false"]})
    advanced(DATA, OBJECTS, {"field": "resources.ARN", "notStartsWiths": [f"{world.BUCKET_ARN}/"]})
    advanced(
        DATA,
        OBJECTS,
        {"field": "eventName", "equals": ["PutObject"]},
        {"field": "readOnly", "equals": ["true"]},
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ([OBJECTS], "must say eventCategory"),
        ([{"field": "eventCategory", "equals": ["Everything"]}], "must say eventCategory"),
        ([{"field": "eventCategory", "notEquals": ["Data"]}], "must say eventCategory"),
        ([DATA], "doesn't say resources.type"),
        (
            [DATA, {"field": "resources.type", "equals": ["AWS::S3::Object", "AWS::Lambda::Function"]}],
            "names 2 resource types",
        ),
        ([DATA, {"field": "resources.type", "startsWiths": ["AWS::S3"]}], "takes Equals only"),
        ([DATA, {"field": "resources.type", "equals": ["S3"]}], "Did you mean AWS::S3::Object?"),
        ([DATA, OBJECTS, {"field": "readOnly", "equals": ["yes"]}], "it is true or false"),
        ([DATA, OBJECTS, {"field": "readOnly", "notEquals": ["true"]}], "takes Equals only"),
        (
            [DATA, OBJECTS, {"field": "awsRegion", "equals": ["eu-west-1"]}],
            "which isn't a field of data events",
        ),
        ([DATA, OBJECTS, {"field": "eventName"}], "eventName without a value"),
        ([DATA, OBJECTS, OBJECTS], "says resources.type twice"),
        (
            [*world.MANAGEMENT["fieldSelectors"], {"field": "eventName", "equals": ["x"]}],
            "by eventName: only event data stores can",
        ),
        (
            [
                *world.MANAGEMENT["fieldSelectors"],
                {"field": "eventSource", "notEquals": ["iam.amazonaws.com"]},
            ],
            "kms.amazonaws.com",
        ),
        (
            [*world.MANAGEMENT["fieldSelectors"], {"field": "eventSource", "equals": ["kms.amazonaws.com"]}],
            "takes NotEquals",
        ),
    ],
)
def test_a_selector_that_breaks_a_rule_is_refused(fields: list[dict[str, Any]], words: str) -> None:
    with refused("InvalidEventSelectorsException", words):
        advanced(*fields)


def test_more_than_500_values_over_all_selectors_are_refused() -> None:
    half = [f"arn:aws:s3:::bucket-{number}/" for number in range(250)]
    selector = {"fieldSelectors": [DATA, OBJECTS, {"field": "resources.ARN", "startsWiths": half}]}
    check_advanced([selector])
    with refused("InvalidEventSelectorsException", "504 values"):
        check_advanced([selector, selector])


def test_basic_selectors_have_rules_too() -> None:
    check_basic(
        [{"readWriteType": "WriteOnly", "dataResources": [{"type": "AWS::S3::Object", "values": []}]}]
    )
    with refused("InvalidEventSelectorsException", "readWriteType"):
        check_basic([{"readWriteType": "Some"}])
    with refused("InvalidEventSelectorsException", "advanced event selector"):
        check_basic([{"dataResources": [{"type": "AWS::SQS::Queue", "values": []}]}])
    with refused("InvalidEventSelectorsException", "6 event selectors; 5 are allowed"):
        check_basic([{}] * 6)
    with refused("InvalidEventSelectorsException", "iam.amazonaws.com"):
        check_basic([{"excludeManagementEventSources": ["iam.amazonaws.com"]}])


def insights(kind: str, *fields: dict[str, Any]) -> None:
    selector = {"fieldSelectors": [*world.MANAGEMENT["fieldSelectors"], *fields]}
    check_insights([{"insightType": kind}], [selector], [])


def test_call_rates_need_write_management_events() -> None:
    insights("ApiCallRateInsight")
    with refused("InvalidInsightSelectorsException", "write management events"):
        insights("ApiCallRateInsight", {"field": "readOnly", "equals": ["true"]})


def test_error_rates_are_content_with_reads() -> None:
    insights("ApiErrorRateInsight", {"field": "readOnly", "equals": ["true"]})


def test_insights_need_management_events_at_all() -> None:
    data = {"fieldSelectors": [DATA, OBJECTS]}
    with refused("InvalidInsightSelectorsException", "ApiErrorRateInsight"):
        check_insights([{"insightType": "ApiErrorRateInsight"}], [data], [])


def test_an_insights_type_that_doesnt_exist_is_refused() -> None:
    with refused("InvalidInsightSelectorsException", "ApiCostInsight"):
        insights("ApiCostInsight")


def test_basic_selectors_decide_about_insights_too() -> None:
    both = [{"insightType": "ApiCallRateInsight"}]
    check_insights(both, [], [])
    with refused("InvalidInsightSelectorsException"):
        check_insights(both, [], [{"readWriteType": "ReadOnly"}])


SOUND = Organization(
    "o-abcdefghij", world.ACCOUNT, all_features=True, trusted_access=True, service_linked_role=True
)


def test_the_management_account_of_a_ready_organization_may_make_its_trail() -> None:
    check_organization(world.ACCOUNT, SOUND)


def test_a_delegated_administrator_may_too() -> None:
    check_organization(
        "111122223333", Organization("o-a", world.ACCOUNT, True, True, True, ("111122223333",))
    )


@pytest.mark.parametrize(
    ("organization", "code"),
    [
        (None, "OrganizationsNotInUseException"),
        (Organization("o-a", "999988887777", True, True, True), "NotOrganizationMasterAccountException"),
        (Organization("o-a", world.ACCOUNT, False, True, True), "OrganizationNotInAllFeaturesModeException"),
        (Organization("o-a", world.ACCOUNT, True, False, True), "CloudTrailAccessNotEnabledException"),
        (
            Organization("o-a", world.ACCOUNT, True, True, False),
            "InsufficientDependencyServiceAccessPermissionException",
        ),
    ],
)
def test_an_organization_that_isnt_ready_is_refused(organization: Organization | None, code: str) -> None:
    with refused(code):
        check_organization(world.ACCOUNT, organization)
