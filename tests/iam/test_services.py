"""What S3 and KMS refuse about a policy besides its shape.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from components import policies
from tests.iam.deployment import Place, everywhere
from tests.iam.documents import allow, policy
from wizard.iam import Principal, bucket_problems, key_problems

BUCKET = "arn:aws:s3:::logs"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LOCKED_OUT = (
    "Nobody could change the policy again: allow kms:PutKeyPolicy for the account's root or yourself."
)
ADMIN = Principal.role("arn:aws:iam::111122223333:role/Admin")


def on_bucket(**elements: Any) -> dict[str, Any]:
    return policy(allow(Principal="*", **elements))


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param(
            {"Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}, id="an object's action on objects"
        ),
        pytest.param({"Action": "s3:ListBucket", "Resource": BUCKET}, id="a bucket's action on the bucket"),
        pytest.param(
            {"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": f"{BUCKET}*"}, id="both at once"
        ),
        pytest.param(
            {"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": [BUCKET, f"{BUCKET}/a"]}, id="one each"
        ),
        pytest.param({"Action": "s3:*", "Resource": BUCKET}, id="every action"),
        pytest.param({"Action": "*", "Resource": f"{BUCKET}/*"}, id="every service's actions"),
        pytest.param(
            {"Action": "s3:GetBucketObjectLockConfiguration", "Resource": BUCKET}, id="a bucket's lock"
        ),
    ],
)
def test_s3_takes(elements: dict[str, Any]) -> None:
    assert bucket_problems(on_bucket(**elements), BUCKET) == []


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        pytest.param(
            {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::other/*"},
            '"arn:aws:s3:::other/*" isn\'t this bucket ("arn:aws:s3:::logs") or within it.',
            id="another bucket",
        ),
        pytest.param(
            {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs2/*"},
            '"arn:aws:s3:::logs2/*" isn\'t this bucket ("arn:aws:s3:::logs") or within it.',
            id="a bucket whose name begins alike",
        ),
        pytest.param(
            {"Action": "s3:GetObject", "Resource": "*"},
            '"*" isn\'t this bucket ("arn:aws:s3:::logs") or within it.',
            id="every resource",
        ),
        pytest.param(
            {"Action": "s3:GetBucketAcl", "Resource": f"{BUCKET}/*"},
            '"s3:GetBucketAcl" applies to no resource of the statement; it takes "arn:aws:s3:::logs".',
            id="a bucket's action on objects",
        ),
        pytest.param(
            {"Action": "s3:PutObject", "Resource": BUCKET},
            '"s3:PutObject" applies to no resource of the statement; it takes "arn:aws:s3:::logs/*".',
            id="an object's action on the bucket",
        ),
        pytest.param(
            {"Action": "sqs:SendMessage", "Resource": BUCKET},
            '"sqs:SendMessage" isn\'t an action of S3.',
            id="another service's action",
        ),
    ],
)
def test_s3_refuses(elements: dict[str, Any], expected: str) -> None:
    assert f"Statement number 1: {expected}" in bucket_problems(on_bucket(**elements), BUCKET)


def test_s3_refuses_a_policy_that_is_too_long() -> None:
    resources = [f"{BUCKET}/{number:0100d}" for number in range(200)]
    text = json.dumps(on_bucket(Action="s3:GetObject", Resource=resources))
    assert bucket_problems(text, BUCKET) == [
        f"The policy has {len(text)} characters; a bucket policy holds 20480."
    ]


def test_a_malformed_bucket_policy_is_only_called_malformed() -> None:
    assert bucket_problems("{", BUCKET) == ["The policy isn't valid JSON."]


@everywhere
def test_s3_takes_our_bucket_policies(place: Place) -> None:
    log, access = (
        f"arn:{place.partition}:s3:::{place.bucket}",
        f"arn:{place.partition}:s3:::{place.bucket}-access",
    )
    assert bucket_problems(policies.log_bucket(place.names, ["777788889999"]), log) == []
    assert bucket_problems(policies.access_log_bucket(place.names), access) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param(allow(Principal={"AWS": "111122223333"}, Action="kms:*"), [], id="the account"),
        pytest.param(allow(Principal={"AWS": ADMIN.arn}, Action="kms:Put*"), [], id="the author"),
        pytest.param(
            allow(Principal={"AWS": "arn:aws:iam::111122223333:role/other"}, Action="kms:*"),
            [LOCKED_OUT],
            id="somebody else",
        ),
        pytest.param(
            allow(Principal={"AWS": "111122223333"}, Action="kms:Decrypt"),
            [LOCKED_OUT],
            id="not for managing",
        ),
        pytest.param(
            allow(Principal="*", Action="x"),
            ['Statement 1: "x" isn\'t an action; one looks like s3:GetObject.'],
            id="malformed",
        ),
    ],
)
def test_kms_refuses_a_policy_that_locks_its_author_out(
    statement: dict[str, Any], expected: list[str]
) -> None:
    assert key_problems(policy(statement), KEY, ADMIN) == expected


@everywhere
def test_kms_takes_our_key_policies(place: Place) -> None:
    for document in (
        policies.log_key(place.names),
        policies.log_key(place.names, ["777788889999"], log_group=True, digest_reads=True),
        policies.alert_key(place.names),
    ):
        assert key_problems(document, place.key, place.admin) == []
