"""The closer look at one trail: what it finds, and what it says when it isn't let."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.wizard.trails.cases import settings
from tests.wizard.trails.conftest import Refusing
from wizard.account.facts import Trail
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.trails.assessment import find_out
from wizard.trails.closer_look import CloserLook, is_same, look_again, look_closer
from wizard.trails.offers import Situation


def trail_of(account: EmulatedAccount) -> Trail:
    arn = account.arn("cloudtrail", "trail/company")
    start = Trail("company", arn, "us-east-1", "company-logs", False, False, None, None)
    found = look_again(account.client, start).value
    assert found is not None
    return found


def test_it_finds_the_bucket_its_access_logs_and_insights(account: EmulatedAccount) -> None:
    account.client("cloudtrail").put_insight_selectors(
        TrailName="company", InsightSelectors=[{"InsightType": "ApiCallRateInsight"}]
    )
    found = look_closer(account.client, trail_of(account), account.id)
    assert (found.bucket.value, found.access_logs.value, found.recursive.value) == ("us", "", True)
    assert [one["InsightType"] for one in found.insights.value or ()] == ["ApiCallRateInsight"]
    assert found.key.state == "pending"


@pytest.mark.parametrize(
    ("operation", "name", "action"),
    [
        ("get_insight_selectors", "insights", "cloudtrail:GetInsightSelectors"),
        ("get_trail", "recursive", "cloudtrail:GetTrail"),
        ("get_bucket_logging", "access_logs", "s3:GetBucketLogging"),
    ],
)
def test_what_is_refused_is_unknown_with_the_action(
    account: EmulatedAccount, operation: str, name: str, action: str
) -> None:
    clients = Refusing(account, operation, "AccessDenied")
    found: Any = getattr(look_closer(clients, trail_of(account), account.id), name)
    assert (found.state, found.why) == ("unknown", f"not allowed: {action} in us-east-1 (AccessDenied)")


def test_a_trail_without_insights_answers_with_an_error_that_is_no_fault(account: EmulatedAccount) -> None:
    clients = Refusing(account, "get_insight_selectors", "InsightNotEnabledException")
    assert look_closer(clients, trail_of(account), account.id).insights.value == ()


def test_a_trail_of_which_only_the_name_is_known_is_not_looked_at(account: EmulatedAccount) -> None:
    bare = replace(trail_of(account), bucket="")
    assert look_closer(lambda service, region: None, bare, account.id) == CloserLook()


def test_a_trail_that_is_gone_is_told_from_one_that_may_not_be_looked_at(account: EmulatedAccount) -> None:
    trail = trail_of(account)
    refused = look_again(Refusing(account, "describe_trails", "AccessDenied"), trail)
    assert refused.state == "unknown"
    account.client("cloudtrail").delete_trail(Name="company")
    assert look_again(account.client, trail).state == "bad"


def test_new_deliveries_are_no_change(account: EmulatedAccount) -> None:
    trail = trail_of(account)
    assert is_same(trail, replace(trail, delivery_error="AccessDenied"))
    assert not is_same(trail, replace(trail, validates=True))


@pytest.mark.parametrize(
    ("actions", "bucket_key", "remedy"),
    [
        (["kms:GenerateDataKey*", "kms:DescribeKey"], False, "in place"),
        (["kms:GenerateDataKey*", "kms:DescribeKey"], True, "by hand"),
        (["kms:GenerateDataKey*", "kms:DescribeKey", "kms:Decrypt"], True, "in place"),
        ([], False, "by hand"),
    ],
)
def test_the_key_of_the_settings_is_taken_only_if_its_policy_lets_this_trail(
    account: EmulatedAccount, actions: list[str], bucket_key: bool, remedy: str
) -> None:
    kms, root = account.client("kms"), account.arn("iam", "root", "")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    statements = [{"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}]
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": bucket_key}
    account.client("s3").put_bucket_encryption(
        Bucket="company-logs", ServerSideEncryptionConfiguration={"Rules": [rule]}
    )
    if actions:
        service = {"Service": "cloudtrail.amazonaws.com"}
        statements.append({"Effect": "Allow", "Principal": service, "Action": actions, "Resource": "*"})  # pyright: ignore[reportArgumentType]
    policy = {"Version": "2012-10-17", "Statement": statements}
    kms.put_key_policy(KeyId=arn, PolicyName="default", Policy=json.dumps(policy))
    # The home region of the settings isn't the trail's: what counts is where the trail is.
    wanted = replace(settings(), encryption="existing-key", kms_key_arn=arn)
    assessment = find_out(account.client, trail_of(account), Situation(wanted, account.id))
    (found,) = [one for one in assessment.differences if one.kind == "key"]
    assert found.remedy == remedy
