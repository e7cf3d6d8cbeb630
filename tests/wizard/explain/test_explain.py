"""Errors of AWS and the engine as one message."""

from __future__ import annotations

import pytest

from tests.wizard.explain.cases import AWS, BUCKET, QUEUE, STACK, Told, one
from wizard.explain.explain import explain, foretold, message
from wizard.explain.parse_error import said


@pytest.mark.parametrize("case", AWS)
def test_what_aws_refuses_is_told_with_what_failed_why_and_what_to_do(case: str) -> None:
    urn, text, what, code, why, do = AWS[case]
    explained = one(text, urn)
    assert (explained.what, explained.code, explained.urn) == (what, code, urn)
    assert why in explained.why
    assert do in explained.do


@pytest.mark.parametrize("case", AWS)
def test_a_message_is_one_paragraph_without_what_only_a_developer_reads(case: str) -> None:
    urn, text, *_ = AWS[case]
    told = message(explain([Told(text, urn)]))
    assert [
        word for word in ("RequestID", "HostID", "StatusCode", "sdk-v2", "\n", "  ") if word in told
    ] == []


def test_an_error_of_the_emulator_s_own_is_understood_like_aws_s() -> None:
    explained = one(
        "creating aws:s3/bucket:Bucket log-bucket: BucketAlreadyOwnedByYou: x already exists.", BUCKET
    )
    assert (explained.what, explained.code) == (
        "Making log-bucket (S3 bucket) failed",
        "BucketAlreadyOwnedByYou",
    )


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("region-rule-ap-south-1", "ap-south-1"),
        ("region-rule-us-gov-east-1", "us-gov-east-1"),
        ("region-rule-eusc-de-east-1", "eusc-de-east-1"),
        ("log-bucket", ""),
    ],
)
def test_the_region_is_the_one_that_the_resource_is_named_after(name: str, region: str) -> None:
    urn = f"urn:pulumi:{STACK}::everyregion::aws:cloudwatch/eventRule:EventRule::{name}"
    assert said("It failed.", urn).region == region


def test_a_code_that_nothing_here_knows_is_told_in_aws_s_own_words() -> None:
    text = (
        "creating SQS Queue (x): operation error SQS: CreateQueue, https response error StatusCode: 400, "
        "RequestID: A, api error SomethingNewException: Queues may not be made on a Sunday."
    )
    told = message(explain([Told(text, QUEUE)]))
    assert told == (
        "Making alert-queue (SQS queue) failed: AWS refused with SomethingNewException. It says: "
        '"Queues may not be made on a Sunday". Correct what it names, then run the same command again.'
    )


def test_an_error_without_a_code_is_told_as_it_is() -> None:
    told = message(
        explain([Told("Settings of stack prod:\nexpireAfterDays is 60, but objectLockDays is 365", STACK)])
    )
    assert (
        told == "The engine stopped: Settings of stack prod: expireAfterDays is 60, but objectLockDays is 365"
    )


def test_a_question_of_the_program_that_fails_is_named() -> None:
    text = (
        "invocation of aws:index/getRegions:getRegions returned an error: operation error EC2: "
        "DescribeRegions, https response error StatusCode: 403, RequestID: A, api error "
        "UnauthorizedOperation: You are not authorized to perform this operation. User: "
        "arn:aws:iam::123456789012:user/ana is not authorized to perform: ec2:DescribeRegions because no "
        "identity-based policy allows the ec2:DescribeRegions action"
    )
    explained = one(text, STACK)
    assert explained.what == "Asking AWS (DescribeRegions) failed"
    assert (
        explained.why
        == "arn:aws:iam::123456789012:user/ana may not call ec2:DescribeRegions. No policy allows it."
    )


def test_a_rehearsal_foretells_a_refusal_in_the_same_words() -> None:
    one = foretold(
        "aws:s3/bucket:Bucket",
        "log-bucket",
        "BucketAlreadyExists",
        ("The requested bucket name is not available."),
    )
    assert one.message == (
        "log-bucket (S3 bucket) would be refused: Bucket names are shared by all AWS accounts, and another "
        'account has this one (BucketAlreadyExists). It says: "The requested bucket name is not available". '
        "Choose another logBucketName."
    )
