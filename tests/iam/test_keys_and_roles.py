"""KMS keys and roles: the two kinds of resource whose own policy must allow, also within the account.

https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.documents import FULL_ACCESS, allow, policy
from wizard.iam import Principal, Request, evaluate

OWNER, OTHER = "111122223333", "444455556666"
KEY = f"arn:aws:kms:eu-west-1:{OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROLE = f"arn:aws:iam::{OWNER}:role/ops"
ROOT = {"AWS": f"arn:aws:iam::{OWNER}:root"}
AS_ROLE, AS_ROOT = Principal.session(ROLE, "me"), Principal.root(OWNER)
STRANGER = Principal.user(f"arn:aws:iam::{OTHER}:user/eve")

DEFAULT_KEY_POLICY = policy(allow(Sid="Enable IAM User Permissions", Principal=ROOT, Action="kms:*"))
ONE_ROLE = policy(allow(Principal={"AWS": ROLE}, Action="kms:Decrypt"))


@pytest.mark.parametrize(
    ("principal", "key_policy", "identity", "expected"),
    [
        pytest.param(
            AS_ROLE, DEFAULT_KEY_POLICY, [FULL_ACCESS], True, id="default policy and identity policy"
        ),
        pytest.param(AS_ROLE, DEFAULT_KEY_POLICY, [], False, id="default policy alone"),
        pytest.param(AS_ROLE, None, [FULL_ACCESS], False, id="identity policy alone"),
        pytest.param(AS_ROLE, policy(), [FULL_ACCESS], False, id="a key policy that names nobody"),
        pytest.param(AS_ROLE, ONE_ROLE, [], True, id="named by the key policy"),
        pytest.param(
            Principal.user(f"arn:aws:iam::{OWNER}:user/x"), ONE_ROLE, [FULL_ACCESS], False, id="not named"
        ),
        pytest.param(AS_ROOT, DEFAULT_KEY_POLICY, [], True, id="the root user by the default policy"),
        pytest.param(AS_ROOT, ONE_ROLE, [], False, id="the root user that the key policy leaves out"),
        pytest.param(STRANGER, DEFAULT_KEY_POLICY, [FULL_ACCESS], False, id="another account"),
        pytest.param(
            STRANGER, policy(allow(Principal={"AWS": OTHER})), [FULL_ACCESS], True, id="both accounts agree"
        ),
        pytest.param(
            STRANGER, policy(allow(Principal={"AWS": OTHER})), [], False, id="the other account does not"
        ),
    ],
)
def test_a_key_is_used_only_where_its_own_policy_allows(
    principal: Principal, key_policy: Any, identity: list[Any], expected: bool
) -> None:
    request = Request(principal, "kms:Decrypt", KEY)
    assert evaluate(request, resource_policy=key_policy, identity_policies=identity).allowed is expected


def test_a_key_policy_hands_on_only_the_actions_it_allows_the_account() -> None:
    only_reading = policy(allow(Principal=ROOT, Action=["kms:Describe*", "kms:Decrypt"]))
    assert evaluate(
        Request(AS_ROLE, "kms:Decrypt", KEY), resource_policy=only_reading, identity_policies=[FULL_ACCESS]
    ).allowed
    assert not evaluate(
        Request(AS_ROLE, "kms:ScheduleKeyDeletion", KEY),
        resource_policy=only_reading,
        identity_policies=[FULL_ACCESS],
    ).allowed


def test_making_a_key_needs_no_key_policy() -> None:
    assert evaluate(Request(AS_ROLE, "kms:CreateKey", "*"), identity_policies=[FULL_ACCESS]).allowed


def test_naming_a_key_needs_its_policy_only_for_the_key() -> None:
    alias = Request(AS_ROLE, "kms:CreateAlias", f"arn:aws:kms:eu-west-1:{OWNER}:alias/logs")
    assert evaluate(alias, identity_policies=[FULL_ACCESS]).allowed


# CloudTrail's own statements, as its guide gives them.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
TRAIL = f"arn:aws:cloudtrail:eu-west-1:{OWNER}:trail/main"
CLOUDTRAIL_KEY = policy(
    allow(
        Principal={"Service": "cloudtrail.amazonaws.com"},
        Action="kms:GenerateDataKey*",
        Condition={
            "StringEquals": {"aws:SourceArn": TRAIL},
            "StringLike": {
                "kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{OWNER}:trail/*"
            },
        },
    ),
    allow(
        Principal={"AWS": ROLE},
        Action="kms:Decrypt",
        Condition={"Null": {"kms:EncryptionContext:aws:cloudtrail:arn": "false"}},
    ),
)
CONTEXT = "kms:EncryptionContext:aws:cloudtrail:arn"


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        pytest.param({"aws:SourceArn": TRAIL, CONTEXT: TRAIL}, True, id="the trail"),
        pytest.param(
            {"aws:SourceArn": TRAIL, CONTEXT.lower(): TRAIL}, True, id="the context's key in another case"
        ),
        pytest.param({"aws:SourceArn": f"{TRAIL}2", CONTEXT: TRAIL}, False, id="another trail"),
        pytest.param({"aws:SourceArn": TRAIL}, False, id="no encryption context"),
        pytest.param(
            {"aws:SourceArn": TRAIL, CONTEXT: TRAIL.replace(OWNER, OTHER)}, False, id="other account's logs"
        ),
    ],
)
def test_cloudtrail_encrypts_for_the_trail_and_account_named(context: dict[str, str], expected: bool) -> None:
    request = Request(Principal.service("cloudtrail.amazonaws.com"), "kms:GenerateDataKey", KEY, context)
    assert evaluate(request, resource_policy=CLOUDTRAIL_KEY).allowed is expected


def test_a_reader_decrypts_only_what_cloudtrail_encrypted() -> None:
    log = Request(AS_ROLE, "kms:Decrypt", KEY, {CONTEXT: TRAIL})
    assert evaluate(log, resource_policy=CLOUDTRAIL_KEY).allowed
    assert not evaluate(Request(AS_ROLE, "kms:Decrypt", KEY), resource_policy=CLOUDTRAIL_KEY).allowed


def trusting(element: Any, **more: Any) -> dict[str, Any]:
    return policy({"Effect": "Allow", "Principal": element, "Action": "sts:AssumeRole", **more})


USER = f"arn:aws:iam::{OWNER}:user/alice"


@pytest.mark.parametrize(
    ("principal", "trust", "identity", "expected"),
    [
        pytest.param(Principal.user(USER), trusting({"AWS": USER}), [], True, id="user named"),
        pytest.param(
            Principal.user(USER), trusting({"AWS": OWNER}), [], False, id="account named, no identity policy"
        ),
        pytest.param(
            Principal.user(USER),
            trusting({"AWS": OWNER}),
            [FULL_ACCESS],
            True,
            id="account and identity policy",
        ),
        pytest.param(Principal.user(USER), None, [FULL_ACCESS], False, id="identity policy alone"),
        pytest.param(STRANGER, trusting({"AWS": OTHER}), [FULL_ACCESS], True, id="another account, trusted"),
        pytest.param(
            STRANGER, trusting({"AWS": OTHER}), [], False, id="another account, without its consent"
        ),
        pytest.param(
            Principal.service("lambda.amazonaws.com"),
            trusting({"Service": "lambda.amazonaws.com"}),
            [],
            True,
            id="service",
        ),
        pytest.param(
            Principal.service("ec2.amazonaws.com"),
            trusting({"Service": "lambda.amazonaws.com"}),
            [],
            False,
            id="other service",
        ),
    ],
)
def test_a_role_is_assumed_only_where_its_trust_policy_allows(
    principal: Principal, trust: Any, identity: list[Any], expected: bool
) -> None:
    request = Request(principal, "sts:AssumeRole", ROLE)
    assert evaluate(request, resource_policy=trust, identity_policies=identity).allowed is expected


def test_an_external_id_is_a_condition_like_any_other() -> None:
    trust = trusting({"AWS": OTHER}, Condition={"StringEquals": {"sts:ExternalId": "12345"}})
    right = Request(STRANGER, "sts:AssumeRole", ROLE, {"sts:ExternalId": "12345"})
    wrong = Request(STRANGER, "sts:AssumeRole", ROLE)
    assert evaluate(right, resource_policy=trust, identity_policies=[FULL_ACCESS]).allowed
    assert not evaluate(wrong, resource_policy=trust, identity_policies=[FULL_ACCESS]).allowed
