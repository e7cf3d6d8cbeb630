"""Everything is read, or the adoption ends and names each permission that is missing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tests.wizard.adoption.cases import ACCOUNT, ARN, BUCKET, HOME, KEY, READS, TRAIL
from tests.wizard.aws_fake import Fake
from wizard.adoption.read import read_left, read_trail
from wizard.failures import AwsFailure

S3 = {
    "s3.get_bucket_location": {"LocationConstraint": HOME},
    "s3.get_bucket_policy": "NoSuchBucketPolicy",
    "s3.get_bucket_notification_configuration": {"ResponseMetadata": {}},
    "s3.get_bucket_lifecycle_configuration": "NoSuchLifecycleConfiguration",
    "s3.get_bucket_ownership_controls": "OwnershipControlsNotFoundError",
    "s3.get_public_access_block": "NoSuchPublicAccessBlockConfiguration",
    "s3.get_bucket_versioning": {},
    "s3.get_bucket_encryption": "ServerSideEncryptionConfigurationNotFoundError",
    "s3.get_bucket_logging": {},
    "s3.get_object_lock_configuration": "ObjectLockConfigurationNotFoundError",
    "s3.get_bucket_tagging": "NoSuchTagSet",
    "s3.get_bucket_acl": {"Owner": {"ID": "me"}, "Grants": [{"Grantee": {"ID": "me"}}]},
}
ANSWERS: dict[str, Any] = {
    "sts.get_caller_identity": {"Account": ACCOUNT},
    "cloudtrail.describe_trails": {"trailList": [TRAIL.described]},
    "cloudtrail.get_trail_status": {"IsLogging": True},
    "cloudtrail.get_event_selectors": {"EventSelectors": [{"ReadWriteType": "All"}]},
    "cloudtrail.get_insight_selectors": "InsightNotEnabledException",
    "cloudtrail.list_tags": {"ResourceTagList": [{"TagsList": [{"Key": "k", "Value": "v"}]}]},
    "kms.describe_key": "NotFoundException",
    "s3.list_buckets": lambda Prefix: {"Buckets": [{"Name": BUCKET}] if Prefix == BUCKET else []},
    **S3,
}
MINE = {"Arn": KEY, "KeyId": "1234", "AWSAccountId": ACCOUNT, "KeyState": "Enabled"}
KMS = {
    "kms.describe_key": {"KeyMetadata": MINE},
    "kms.get_key_policy": {"Policy": '{"Statement": []}'},
    "kms.get_key_rotation_status": {"KeyRotationEnabled": True, "RotationPeriodInDays": 90},
    "kms.list_resource_tags": {"Tags": [{"TagKey": "k", "TagValue": "v"}]},
}


def reading(**answers: Any) -> Fake:
    return Fake({**ANSWERS, **answers})


def test_a_part_that_isn_t_there_is_empty() -> None:
    found = read_trail(reading().client, ARN)
    assert found.trail
    assert (found.trail.is_logging, found.trail.insights, found.trail.tags) == (True, (), {"k": "v"})
    assert found.bucket
    assert (found.bucket.policy, found.bucket.lifecycle, found.bucket.grants) == (None, (), ())
    assert (found.access_bucket, found.key, found.alias_of) == (None, None, "")


def test_each_part_that_is_there_comes_as_json_holds_it() -> None:
    when = datetime.datetime(2030, 1, 2, tzinfo=datetime.timezone.utc)
    rule = {"ID": "r", "Expiration": {"Date": when}}
    answers = {
        "s3.get_bucket_policy": {"Policy": '{"Statement": [' + str(READS).replace("'", '"') + "]}"},
        "s3.get_bucket_lifecycle_configuration": {"Rules": [rule]},
        "s3.get_bucket_acl": {"Owner": {"ID": "me"}, "Grants": [{"Grantee": {"URI": "all"}}]},
    }
    bucket = read_trail(reading(**answers).client, ARN).bucket
    assert bucket
    assert bucket.policy == {"Statement": [READS]}
    assert bucket.lifecycle == ({"ID": "r", "Expiration": {"Date": "2030-01-02T00:00:00Z"}},)
    assert bucket.grants == ({"Grantee": {"URI": "all"}},)


def test_a_bucket_is_asked_in_its_own_region() -> None:
    fake = reading(**{"s3.get_bucket_location": {"LocationConstraint": None}})
    bucket = read_trail(fake.client, ARN).bucket
    assert bucket
    assert bucket.region == "us-east-1"
    assert "us-east-1" in fake.regions


def test_the_key_is_read_with_its_policy_rotation_and_tags() -> None:
    key = read_trail(reading(**KMS).client, ARN).key
    assert key
    assert (key.arn, key.policy, key.rotation_days, key.tags) == (KEY, {"Statement": []}, 90, {"k": "v"})


def test_a_key_of_another_account_is_named_but_its_policy_isn_t_asked_for() -> None:
    fake = reading(**{"kms.describe_key": {"KeyMetadata": {**MINE, "AWSAccountId": "444455556666"}}})
    assert read_trail(fake.client, ARN).key
    assert "kms.get_key_policy" not in fake.asked


READS_OF_EVERY_PART = [
    *sorted(S3),
    "cloudtrail.describe_trails",
    "cloudtrail.get_event_selectors",
    "cloudtrail.get_insight_selectors",
    "cloudtrail.get_trail_status",
    "cloudtrail.list_tags",
    "kms.describe_key",
    "kms.get_key_policy",
    "kms.list_resource_tags",
    "s3.list_buckets",
    "sts.get_caller_identity",
]


@pytest.mark.parametrize("call", READS_OF_EVERY_PART)
@pytest.mark.parametrize("code", ["AccessDenied", "ThrottlingException", "InternalError"])
def test_whatever_can_t_be_read_ends_it(call: str, code: str) -> None:
    with pytest.raises(AwsFailure) as caught:
        read_trail(reading(**{**KMS, call: code}).client, ARN)
    assert "What isn't read can't be kept" in str(caught.value)
    assert code in str(caught.value)


def test_every_missing_permission_is_named_at_once_as_iam_knows_it() -> None:
    denied = ("get_bucket_lifecycle_configuration", "get_bucket_encryption", "get_public_access_block")
    fake = reading(**{f"s3.{call}": "AccessDenied" for call in denied})
    with pytest.raises(AwsFailure) as caught:
        read_trail(fake.client, ARN)
    said = "Allow s3:GetLifecycleConfiguration, s3:GetBucketPublicAccessBlock, s3:GetEncryptionConfiguration,"
    assert said in str(caught.value)


def test_a_trail_that_isn_t_there_is_told() -> None:
    with pytest.raises(AwsFailure, match="There is no trail arn:aws:cloudtrail"):
        read_trail(reading(**{"cloudtrail.describe_trails": {"trailList": []}}).client, ARN)


def test_what_a_stack_left_is_looked_for_by_its_names() -> None:
    found = read_left(reading(**KMS).client, HOME, BUCKET, f"{BUCKET}-access", "alias/everyregion-logs")
    assert found.bucket
    assert found.key
    assert (found.trail, found.access_bucket, found.alias_of) == (None, None, "1234")
