"""The order of evaluation within one account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.callers import (
    AS_ROOT,
    AS_SESSION,
    AS_USER,
    BUCKET,
    DENIES,
    NOTHING,
    OWNER,
    ROLE,
    USER,
    lets_in,
    limited,
    read,
)
from tests.iam.documents import FULL_ACCESS, allow, deny, policy
from wizard.iam import Limits, Principal, Request, evaluate


def test_without_any_policy_nothing_is_allowed() -> None:
    assert not evaluate(read(AS_USER)).allowed


def test_within_an_account_an_identity_policy_is_enough() -> None:
    assert evaluate(read(AS_USER), identity_policies=[NOTHING, FULL_ACCESS]).allowed


def test_the_root_user_needs_no_policy_in_its_own_account() -> None:
    assert evaluate(read(AS_ROOT)).allowed


def test_an_identity_policy_is_not_the_root_users() -> None:
    assert evaluate(read(AS_ROOT), identity_policies=[DENIES]).allowed


def test_the_most_direct_of_several_allows_counts() -> None:
    document = policy(allow(Principal={"AWS": OWNER}), allow(Principal={"AWS": USER}))
    assert evaluate(read(AS_USER), resource_policy=document).allowed


def test_the_root_user_can_be_denied_by_a_resource_policy() -> None:
    assert not evaluate(read(AS_ROOT), resource_policy=policy(deny(Principal="*"))).allowed


DENYING: list[tuple[str, dict[str, Any]]] = [
    ("resource policy", {"resource_policy": policy(allow(Principal="*"), deny(Principal="*"))}),
    ("identity policy", {"identity_policies": [FULL_ACCESS, DENIES]}),
    ("boundary", {"limits": Limits(policy(allow(), deny(Action="s3:GetObject")))}),
    ("session policy", {"limits": Limits(session_policies=[policy(allow(), deny(Action="s3:GetObject"))])}),
    ("service control policy", {"limits": Limits(scps=[FULL_ACCESS, [FULL_ACCESS, DENIES]])}),
    ("resource control policy", {"limits": Limits(rcps=[policy(allow(Principal="*"), deny(Principal="*"))])}),
]


@pytest.mark.parametrize("policies", [pytest.param(given, id=name) for name, given in DENYING])
def test_an_explicit_deny_anywhere_wins_over_every_allow(policies: dict[str, Any]) -> None:
    everything = {"resource_policy": lets_in({"AWS": AS_SESSION.arn}), "identity_policies": [FULL_ACCESS]}
    assert evaluate(read(AS_SESSION), **everything).allowed
    assert not evaluate(read(AS_SESSION), **{**everything, **policies}).allowed


# What an Allow in the resource's policy is worth within the account while the other policies allow nothing.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
@pytest.mark.parametrize(
    ("element", "principal", "implicit", "expected"),
    [
        pytest.param({"AWS": ROLE}, AS_SESSION, "identity_policies", True, id="role ARN, no identity policy"),
        pytest.param({"AWS": ROLE}, AS_SESSION, "boundary", False, id="role ARN, boundary"),
        pytest.param({"AWS": ROLE}, AS_SESSION, "session_policies", False, id="role ARN, session policy"),
        pytest.param(
            {"AWS": AS_SESSION.arn},
            AS_SESSION,
            "identity_policies",
            True,
            id="session ARN, no identity policy",
        ),
        pytest.param({"AWS": AS_SESSION.arn}, AS_SESSION, "boundary", True, id="session ARN, boundary"),
        pytest.param(
            {"AWS": AS_SESSION.arn}, AS_SESSION, "session_policies", True, id="session ARN, session policy"
        ),
        pytest.param({"AWS": USER}, AS_USER, "identity_policies", True, id="user ARN, no identity policy"),
        pytest.param({"AWS": USER}, AS_USER, "boundary", True, id="user ARN, boundary"),
        pytest.param("*", AS_SESSION, "boundary", True, id="everyone, boundary"),
        pytest.param(
            {"AWS": OWNER}, AS_SESSION, "identity_policies", False, id="account, no identity policy"
        ),
        pytest.param({"AWS": OWNER}, AS_SESSION, "boundary", False, id="account, boundary"),
    ],
)
def test_how_a_resource_policy_names_the_caller_decides_what_limits_it(
    element: Any, principal: Principal, implicit: str, expected: bool
) -> None:
    given: dict[str, Any] = {"identity_policies": [FULL_ACCESS], "resource_policy": lets_in(element)}
    if implicit == "identity_policies":
        given[implicit] = [NOTHING]
    else:
        given["limits"] = limited(implicit, NOTHING)
    assert evaluate(read(principal), **given).allowed is expected


@pytest.mark.parametrize("limit", ["boundary", "session_policies", "scps"])
def test_what_limits_a_caller_grants_nothing(limit: str) -> None:
    assert not evaluate(read(AS_SESSION), limits=limited(limit, FULL_ACCESS)).allowed


@pytest.mark.parametrize("limit", ["boundary", "session_policies", "scps", "rcps"])
def test_an_identity_policys_allow_has_to_pass_every_limit(limit: str) -> None:
    silent = policy(allow(Action="sts:GetCallerIdentity", Principal="*")) if limit == "rcps" else NOTHING
    limits = limited(limit, silent)
    assert not evaluate(read(AS_SESSION), identity_policies=[FULL_ACCESS], limits=limits).allowed


def test_a_session_policy_without_statements_allows_nothing() -> None:
    limits = Limits(session_policies=[policy()])
    assert not evaluate(read(AS_SESSION), identity_policies=[FULL_ACCESS], limits=limits).allowed


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
CARLOS = f"arn:aws:iam::{OWNER}:user/carlossalazar"
CARLOS_IDENTITY = policy(
    allow(
        Sid="AllowS3ListRead",
        Action=["s3:GetBucketLocation", "s3:ListAllMyBuckets"],
        Resource="arn:aws:s3:::*",
    ),
    allow(
        Sid="AllowS3Self", Action="s3:*", Resource=[f"{BUCKET}-carlossalazar/*", f"{BUCKET}-carlossalazar"]
    ),
    deny(Sid="DenyS3Logs", Action="s3:*", Resource="arn:aws:s3:::*log*"),
)
CARLOS_BUCKET = policy(
    allow(
        Principal={"AWS": CARLOS},
        Action="s3:*",
        Resource=[f"{BUCKET}-carlossalazar-logs", f"{BUCKET}-carlossalazar"],
    )
)


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("s3:PutObject", f"{BUCKET}-carlossalazar/a", True),
        ("s3:ListBucket", f"{BUCKET}-carlossalazar", True),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*", True),
        ("s3:PutObject", f"{BUCKET}-carlossalazar-logs/a", False),
        ("s3:ListBucket", f"{BUCKET}-carlossalazar-logs", False),
        ("s3:PutObject", f"{BUCKET}-somebody/a", False),
    ],
)
def test_carlos_may_what_aws_says_he_may(action: str, resource: str, expected: bool) -> None:
    request = Request(Principal.user(CARLOS), action, resource, resource_account=OWNER)
    decision = evaluate(request, identity_policies=[CARLOS_IDENTITY], resource_policy=CARLOS_BUCKET)
    assert decision.allowed is expected


def test_a_document_may_be_given_as_json() -> None:
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
    assert evaluate(read(AS_USER), identity_policies=[text]).allowed


@pytest.mark.parametrize("document", ["[]", '"x"', "{}", '{"Statement": []}'])
def test_a_document_that_holds_no_statement_allows_nothing(document: str) -> None:
    assert not evaluate(read(AS_USER), identity_policies=[document]).allowed


def test_a_document_that_is_not_json_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        evaluate(read(AS_USER), identity_policies=["{"])
