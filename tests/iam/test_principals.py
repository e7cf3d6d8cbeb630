"""Principal and NotPrincipal, with the examples of AWS's pages on them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.documents import FULL_ACCESS, allow, deny, policy
from wizard.iam import Limits, Principal, Request, evaluate

OWNER, OTHER = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{OTHER}:role/team/ops"
SESSION = f"arn:aws:sts::{OTHER}:assumed-role/ops/me"
BOB = f"arn:aws:iam::{OTHER}:user/Bob"
CANONICAL = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
SAML = f"arn:aws:iam::{OTHER}:saml-provider/idp"

AS_SESSION = Principal.session(ROLE, "me")
AS_BOB = Principal.user(BOB)
AS_ROOT = Principal.root(OTHER)
CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")


def named(element: Any, principal: Principal) -> bool:
    """Whether a bucket policy that allows `element` everything lets this caller of another account in."""
    request = Request(principal, "s3:GetObject", "arn:aws:s3:::demo/a", resource_account=OWNER)
    statement = allow(Principal=element)
    return evaluate(request, resource_policy=policy(statement), identity_policies=[FULL_ACCESS]).allowed


@pytest.mark.parametrize(
    ("element", "principal", "expected"),
    [
        pytest.param("*", AS_BOB, True, id="everyone, a user"),
        pytest.param("*", Principal.anonymous(), True, id="everyone, an anonymous caller"),
        pytest.param({"AWS": "*"}, Principal.anonymous(), True, id="every AWS principal means everyone too"),
        pytest.param("*", CLOUDTRAIL, True, id="everyone, a service"),
        pytest.param({"AWS": OTHER}, AS_BOB, True, id="account id, its user"),
        pytest.param(
            {"AWS": f"arn:aws:iam::{OTHER}:root"}, AS_SESSION, True, id="root ARN, a session of the account"
        ),
        pytest.param({"AWS": f"arn:aws:iam::{OTHER}:root"}, AS_ROOT, True, id="root ARN, the root user"),
        pytest.param({"AWS": OTHER}, Principal.anonymous(), False, id="account id, an anonymous caller"),
        pytest.param({"AWS": "777788889999"}, AS_BOB, False, id="another account"),
        pytest.param(
            {"AWS": f"arn:aws-us-gov:iam::{OTHER}:root"}, AS_BOB, False, id="the account in another partition"
        ),
        pytest.param({"AWS": ROLE}, AS_SESSION, True, id="role ARN, its session"),
        pytest.param({"AWS": ROLE}, Principal.role(ROLE), True, id="role ARN, some session of it"),
        pytest.param(
            {"AWS": f"arn:aws:iam::{OTHER}:role/ops"}, AS_SESSION, False, id="a role without its path"
        ),
        pytest.param({"AWS": SESSION}, AS_SESSION, True, id="session ARN, that session"),
        pytest.param(
            {"AWS": SESSION}, Principal.session(ROLE, "you"), False, id="session ARN, another session"
        ),
        pytest.param({"AWS": BOB}, AS_BOB, True, id="user ARN"),
        pytest.param({"AWS": BOB.lower()}, AS_BOB, False, id="user ARN in another case"),
        pytest.param({"AWS": f"arn:aws:iam::{OTHER}:user/*"}, AS_BOB, False, id="no wildcards within an ARN"),
        pytest.param({"AWS": ["777788889999", BOB]}, AS_BOB, True, id="one of a list"),
        pytest.param({"Service": "cloudtrail.amazonaws.com"}, CLOUDTRAIL, True, id="service"),
        pytest.param({"Service": "config.amazonaws.com"}, CLOUDTRAIL, False, id="another service"),
        pytest.param({"Service": "cloudtrail.amazonaws.com"}, AS_BOB, False, id="a user is no service"),
        pytest.param(
            {"AWS": OTHER, "Service": "cloudtrail.amazonaws.com"}, CLOUDTRAIL, True, id="one of two kinds"
        ),
        pytest.param({"Federated": SAML}, Principal.federated(SAML), True, id="identity provider"),
        pytest.param(
            {"Federated": "accounts.google.com"}, Principal.federated(SAML), False, id="another provider"
        ),
        pytest.param(
            {"CanonicalUser": CANONICAL},
            Principal.root(OTHER, canonical_id=CANONICAL),
            True,
            id="canonical user id",
        ),
        pytest.param({"CanonicalUser": CANONICAL}, AS_ROOT, False, id="another canonical user id"),
        pytest.param({"CanonicalUser": ""}, AS_BOB, False, id="an empty canonical user id"),
        pytest.param({}, AS_BOB, False, id="nobody"),
        pytest.param("alice", AS_BOB, False, id="not a principal"),
    ],
)
def test_a_principal_element_names_callers(element: Any, principal: Principal, expected: bool) -> None:
    assert named(element, principal) is expected


def test_a_bucket_policys_statement_without_a_principal_names_nobody() -> None:
    request = Request(Principal.anonymous(), "s3:GetObject", "arn:aws:s3:::demo/a")
    assert not evaluate(request, resource_policy=policy(allow())).allowed


EXCEPT_BOB = deny(NotPrincipal={"AWS": [BOB, f"arn:aws:iam::{OTHER}:root"]})


@pytest.mark.parametrize(
    ("element", "principal", "expected"),
    [
        pytest.param([BOB, OTHER], AS_BOB, True, id="user and account listed"),
        pytest.param([BOB], AS_BOB, False, id="user without the account"),
        pytest.param([BOB, OTHER], Principal.user(BOB.replace("Bob", "Eve")), False, id="another user"),
        pytest.param([SESSION, ROLE, OTHER], AS_SESSION, True, id="session, role and account listed"),
        pytest.param([ROLE, OTHER], AS_SESSION, False, id="role and account without the session"),
        pytest.param([OTHER], AS_ROOT, True, id="account listed, its root user"),
        pytest.param([BOB, OTHER], Principal.anonymous(), False, id="an anonymous caller"),
    ],
)
def test_a_deny_spares_only_a_caller_all_of_whose_names_are_listed(
    element: list[str], principal: Principal, expected: bool
) -> None:
    request = Request(principal, "s3:GetObject", "arn:aws:s3:::demo/a", resource_account=OTHER)
    document = policy(allow(Principal="*"), deny(NotPrincipal={"AWS": element}))
    assert evaluate(request, resource_policy=document).allowed is expected


@pytest.mark.parametrize("element", ["*", {"AWS": "*"}], ids=str)
def test_a_deny_that_spares_everyone_denies_nobody(element: Any) -> None:
    request = Request(AS_BOB, "s3:GetObject", "arn:aws:s3:::demo/a", resource_account=OTHER)
    assert evaluate(request, resource_policy=policy(allow(Principal="*"), deny(NotPrincipal=element))).allowed


def test_a_deny_can_spare_a_service() -> None:
    document = policy(allow(Principal="*"), deny(NotPrincipal={"Service": "cloudtrail.amazonaws.com"}))
    request = Request(CLOUDTRAIL, "s3:PutObject", "arn:aws:s3:::demo/a")
    assert evaluate(request, resource_policy=document).allowed
    other = Request(Principal.service("config.amazonaws.com"), "s3:PutObject", "arn:aws:s3:::demo/a")
    assert not evaluate(other, resource_policy=document).allowed


def test_a_deny_that_spares_someone_still_hits_them_when_they_have_a_boundary() -> None:
    document = policy(allow(Principal="*"), EXCEPT_BOB)
    request = Request(AS_BOB, "s3:GetObject", "arn:aws:s3:::demo/a", resource_account=OTHER)
    assert evaluate(request, resource_policy=document).allowed
    assert not evaluate(request, resource_policy=document, limits=Limits(FULL_ACCESS)).allowed


@pytest.mark.parametrize("wrong", ["arn:aws:iam::1:user/x", "ops", "arn:aws:sts::1:assumed-role/ops/me"])
def test_a_role_is_made_from_a_role_arn_only(wrong: str) -> None:
    with pytest.raises(ValueError, match="isn't an ARN like"):
        Principal.role(wrong)


def test_a_sessions_own_arn_leaves_the_roles_path_out() -> None:
    assert AS_SESSION.arn == SESSION
