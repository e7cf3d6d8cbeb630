"""The sentence that goes with a decision."""

from __future__ import annotations

from tests.iam.documents import FULL_ACCESS, allow, deny, policy
from wizard.iam import Limits, Principal, Request, evaluate

CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")
WRITES = allow(
    Sid="CloudTrailWrites",
    Principal={"Service": "cloudtrail.amazonaws.com"},
    Action="s3:PutObject",
    Resource="arn:aws:s3:::logs/AWSLogs/*",
    Condition={"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
)
READS_ACL = {**WRITES, "Sid": "ReadsAcl", "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::logs"}


def why(resource: str = "arn:aws:s3:::logs/AWSLogs/a", *statements: dict, **context: str) -> str:
    request = Request(CLOUDTRAIL, "s3:PutObject", resource, context)
    return evaluate(request, resource_policy=policy(*(statements or (READS_ACL, WRITES)))).reason


def test_an_allow_names_its_statement_and_policy() -> None:
    request = Request(
        CLOUDTRAIL,
        "s3:PutObject",
        "arn:aws:s3:::logs/AWSLogs/a",
        {"s3:x-amz-acl": "bucket-owner-full-control"},
    )
    decision = evaluate(request, resource_policy=policy(WRITES))
    assert decision.reason == (
        'statement "CloudTrailWrites" of the bucket policy allows cloudtrail.amazonaws.com '
        's3:PutObject on "arn:aws:s3:::logs/AWSLogs/a"'
    )
    assert decision.statement == WRITES
    assert decision.source == "bucket policy"


def test_a_deny_names_its_statement_by_position_where_it_has_no_name() -> None:
    assert why("arn:aws:s3:::logs/AWSLogs/a", WRITES, deny(Principal="*")) == (
        "statement number 2 of the bucket policy denies cloudtrail.amazonaws.com s3:PutObject on "
        '"arn:aws:s3:::logs/AWSLogs/a"'
    )


def test_a_missing_condition_key_is_named_with_what_it_should_be() -> None:
    assert why() == (
        "no statement of the bucket policy allows cloudtrail.amazonaws.com s3:PutObject on "
        '"arn:aws:s3:::logs/AWSLogs/a"; the nearest is statement "CloudTrailWrites": '
        "it asks for StringEquals s3:x-amz-acl = "
        '"bucket-owner-full-control", and in the request s3:x-amz-acl is missing'
    )


def test_a_differing_condition_key_is_named_with_both_values() -> None:
    request = Request(CLOUDTRAIL, "s3:PutObject", "arn:aws:s3:::logs/AWSLogs/a", {"s3:x-amz-acl": "private"})
    reason = evaluate(request, resource_policy=policy(WRITES)).reason
    assert reason.endswith('= "bucket-owner-full-control", and in the request s3:x-amz-acl is "private"')


def test_the_nearest_statement_is_the_one_that_fits_furthest() -> None:
    assert why("arn:aws:s3:::logs/elsewhere/a").endswith(
        'the nearest is statement "CloudTrailWrites": its Resource is "arn:aws:s3:::logs/AWSLogs/*"'
    )


def test_a_principal_that_is_not_named_is_said_so() -> None:
    stranger = {**WRITES, "Principal": {"Service": "config.amazonaws.com"}}
    assert why("arn:aws:s3:::logs/AWSLogs/a", stranger).endswith(
        "its Principal doesn't name cloudtrail.amazonaws.com"
    )


def test_without_any_policy_the_missing_kind_is_named() -> None:
    decision = evaluate(Request(CLOUDTRAIL, "kms:DescribeKey", "arn:aws:kms:eu-west-1:111122223333:key/1"))
    assert decision.reason == (
        "no statement of the key policy allows cloudtrail.amazonaws.com kms:DescribeKey on "
        '"arn:aws:kms:eu-west-1:111122223333:key/1"'
    )
    assert decision.statement is None


def test_a_limit_that_does_not_allow_is_named() -> None:
    ops = Principal.role("arn:aws:iam::111122223333:role/ops")
    request = Request(ops, "sns:Publish", "arn:aws:sns:eu-west-1:111122223333:alerts")
    limits = Limits(boundary=policy(allow(Action=["s3:*", "sqs:*"])))
    decision = evaluate(request, identity_policies=[FULL_ACCESS], limits=limits)
    assert decision.reason == (
        "no statement of the permissions boundary allows arn:aws:iam::111122223333:role/ops sns:Publish on "
        '"arn:aws:sns:eu-west-1:111122223333:alerts"; the nearest is statement number 1: '
        'its Action is "s3:*" or "sqs:*"'
    )


def test_where_either_policy_would_do_both_are_named() -> None:
    ops = Principal.role("arn:aws:iam::111122223333:role/ops")
    decision = evaluate(Request(ops, "sns:Publish", "arn:aws:sns:eu-west-1:111122223333:alerts"))
    assert decision.reason.startswith("no statement of the topic policy or the identity policy allows")


def test_where_the_resource_hands_the_decision_on_only_the_identity_policy_is_to_blame() -> None:
    ops = Principal.role("arn:aws:iam::111122223333:role/ops")
    request = Request(ops, "sns:Publish", "arn:aws:sns:eu-west-1:111122223333:alerts")
    decision = evaluate(request, resource_policy=policy(allow(Principal={"AWS": "111122223333"})))
    assert decision.reason.startswith("no statement of the identity policy allows")


def test_a_value_cannot_break_the_line_or_flood_it() -> None:
    ugly = "\n\x1b[31m" + "x" * 5000
    caller = Principal.session("arn:aws:iam::111122223333:role/ops", ugly)
    condition = {"StringEquals": {f"s3:{ugly}": ugly}}
    document = policy(allow(Sid=ugly, Principal="*", Condition=condition))
    request = Request(caller, f"s3:{ugly}", f"arn:aws:s3:::{ugly}", {f"s3:{ugly}": "x"})
    reason = evaluate(request, resource_policy=document).reason
    assert "\n" not in reason
    assert "\x1b" not in reason
    assert len(reason) < 2500
