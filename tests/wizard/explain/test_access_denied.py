"""A refused permission: which action, on what, and whose policy it was."""

from __future__ import annotations

import pytest

from tests.wizard.explain.cases import BUCKET, BUCKET_POLICY, KEY, Told, rule
from wizard.explain.explain import Explained, explain

WHO = "arn:aws:sts::123456789012:assumed-role/deployer/ana"


def denied(because: str, *, action: str, resource: str, call: str, urn: str, code: str) -> Explained:
    text = (
        f"creating thing (x): operation error {call}, https response error StatusCode: 403, RequestID: A, "
        f"api error {code}: User: {WHO} is not authorized to perform: {action} on resource: {resource} "
        f"{because}"
    )
    (explained,) = explain([Told(text, urn)])
    return explained


def bucket(because: str) -> Explained:
    return denied(
        because,
        action="s3:CreateBucket",
        resource='"arn:aws:s3:::everyregion-logs"',
        call="S3: CreateBucket",
        urn=BUCKET,
        code="AccessDenied",
    )


ON = f"{WHO} may not call s3:CreateBucket on arn:aws:s3:::everyregion-logs."


@pytest.mark.parametrize(
    ("because", "why", "do"),
    [
        (
            "because no identity-based policy allows the s3:CreateBucket action",
            "No policy allows it.",
            "Allow it. `python -m wizard policy` prints what deploying this stack needs.",
        ),
        (
            "with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/no",
            f"A policy of {WHO} denies it.",
            "Take that statement out. `python -m wizard policy` prints what deploying this stack needs.",
        ),
        (
            "with an explicit deny in a service control policy",
            "A service control policy of your organization forbids it.",
            "Only whoever manages the organization can allow it; nothing in this account can.",
        ),
        (
            "with an explicit deny in a service control policy: "
            "arn:aws:organizations::210987654321:policy/o-a1b2/service_control_policy/p-c3d4",
            "A service control policy of your organization forbids it "
            "(arn:aws:organizations::210987654321:policy/o-a1b2/service_control_policy/p-c3d4).",
            "Only whoever manages the organization can allow it; nothing in this account can.",
        ),
        (
            "because no service control policy allows the s3:CreateBucket action",
            "A service control policy of your organization forbids it.",
            "Only whoever manages the organization can allow it; nothing in this account can.",
        ),
        (
            "with an explicit deny in a resource control policy",
            "A resource control policy of your organization forbids it.",
            "Only whoever manages the organization can allow it; nothing in this account can.",
        ),
        (
            "because no permissions boundary allows the s3:CreateBucket action",
            "A permissions boundary forbids it.",
            f"Have the boundary of {WHO} allow it.",
        ),
        (
            "because no session policy allows the s3:CreateBucket action",
            "The session's own policy forbids it.",
            "Begin a session that allows it.",
        ),
        (
            "because no VPC endpoint policy allows the s3:CreateBucket action",
            "The policy of a VPC endpoint forbids it.",
            "Have that endpoint's policy allow it.",
        ),
        (
            "with an explicit deny in a resource-based policy",
            "The policy of arn:aws:s3:::everyregion-logs itself forbids it.",
            "Change that policy.",
        ),
    ],
)
def test_whose_policy_refuses_is_told(because: str, why: str, do: str) -> None:
    explained = bucket(because)
    assert (explained.why, explained.do) == (f"{ON} {why}", do)


def test_a_key_s_own_policy_is_named() -> None:
    arn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"
    explained = denied(
        "because no resource-based policy allows the kms:PutKeyPolicy action",
        action="kms:PutKeyPolicy",
        resource=arn,
        call="KMS: PutKeyPolicy",
        urn=KEY,
        code="AccessDeniedException",
    )
    assert (
        explained.why
        == f"{WHO} may not call kms:PutKeyPolicy on {arn}. The policy of {arn} itself doesn't allow it."
    )


def test_a_region_that_a_control_policy_closes_can_be_left_out_of_the_rules() -> None:
    explained = denied(
        "with an explicit deny in a service control policy",
        action="events:PutRule",
        resource="arn:aws:events:eu-south-2:123456789012:rule/everyregion-region-alert",
        call="EventBridge: PutRule",
        urn=rule("eu-south-2"),
        code="AccessDeniedException",
    )
    assert explained.do == (
        "Only whoever manages the organization can allow it; nothing in this account can. Or add "
        "eu-south-2 to alertSkipRegions: no rule is made there then, and delivered-logs still sees that "
        "region."
    )


@pytest.mark.parametrize(
    ("call", "action"),
    [
        ("PutBucketPolicy", "s3:PutBucketPolicy"),
        ("PutBucketEncryption", "s3:PutEncryptionConfiguration"),
        ("PutBucketLifecycleConfiguration", "s3:PutLifecycleConfiguration"),
        ("PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
        ("HeadBucket", "s3:ListBucket"),
    ],
)
def test_s3_s_plain_access_denied_is_told_with_the_action_as_iam_writes_it(call: str, action: str) -> None:
    text = (
        f"putting S3 Bucket (x): operation error S3: {call}, https response error StatusCode: 403, "
        "RequestID: A, HostID: b/c=, api error AccessDenied: Access Denied"
    )
    (explained,) = explain([Told(text, BUCKET_POLICY)])
    assert explained.why == f"these credentials may not call {action}. No policy allows it."
    assert explained.code == "AccessDenied"


@pytest.mark.parametrize(
    ("because", "what"),
    [
        (
            "because public policies are blocked by the BlockPublicPolicy block public access setting.",
            "a policy that makes it public (BlockPublicPolicy)",
        ),
        (
            "because public ACLs are blocked by the BlockPublicAcls block public access setting.",
            "an ACL that makes it public (BlockPublicAcls)",
        ),
    ],
)
def test_a_public_policy_that_is_blocked_is_no_missing_permission(because: str, what: str) -> None:
    explained = denied(
        because,
        action="s3:PutBucketPolicy",
        resource='"arn:aws:s3:::everyregion-logs"',
        call="S3: PutBucketPolicy",
        urn=BUCKET_POLICY,
        code="AccessDenied",
    )
    assert explained.why == (
        f"arn:aws:s3:::everyregion-logs blocks public access, and S3 takes this for {what}: no permission is "
        "missing."
    )
    assert explained.do.startswith("Name whom each of its statements allows: accounts, roles or services")
