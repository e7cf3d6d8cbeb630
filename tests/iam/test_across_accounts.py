"""Requests from one account to another's resource, and from callers without any account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.callers import AS_USER, NOTHING, OTHER, OWNER, lets_in, limited, read
from tests.iam.documents import FULL_ACCESS
from wizard.iam import Principal, Request, evaluate

AS_STRANGER = Principal.session(f"arn:aws:iam::{OTHER}:role/ops", "me")


@pytest.mark.parametrize(
    ("element", "identity", "expected"),
    [
        pytest.param({"AWS": OTHER}, [FULL_ACCESS], True, id="account and identity policy"),
        pytest.param({"AWS": AS_STRANGER.role_arn}, [FULL_ACCESS], True, id="role and identity policy"),
        pytest.param({"AWS": OTHER}, [], False, id="account alone"),
        pytest.param({"AWS": AS_STRANGER.arn}, [], False, id="session alone"),
        pytest.param("*", [], False, id="everyone alone"),
        pytest.param({"AWS": OWNER}, [FULL_ACCESS], False, id="identity policy alone"),
    ],
)
def test_across_accounts_both_sides_must_allow(element: Any, identity: list[Any], expected: bool) -> None:
    decision = evaluate(read(AS_STRANGER), resource_policy=lets_in(element), identity_policies=identity)
    assert decision.allowed is expected


@pytest.mark.parametrize("limit", ["boundary", "session_policies", "scps"])
def test_across_accounts_the_callers_limits_hold_however_it_is_named(limit: str) -> None:
    named, limits = lets_in({"AWS": AS_STRANGER.arn}), limited(limit, NOTHING)
    assert not evaluate(
        read(AS_STRANGER), resource_policy=named, identity_policies=[FULL_ACCESS], limits=limits
    ).allowed


def test_another_accounts_root_user_needs_only_the_resources_consent() -> None:
    assert evaluate(read(Principal.root(OTHER)), resource_policy=lets_in({"AWS": OTHER})).allowed
    assert not evaluate(read(Principal.root(OTHER)), resource_policy=lets_in({"AWS": OWNER})).allowed


def test_the_account_in_an_arn_is_the_resources_account() -> None:
    request = Request(AS_USER, "sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{OTHER}:jobs")
    assert not evaluate(request, identity_policies=[FULL_ACCESS]).allowed


@pytest.mark.parametrize("principal", [Principal.service("s3.amazonaws.com"), Principal.anonymous()], ids=str)
def test_a_caller_without_an_account_has_no_identity_policies(principal: Principal) -> None:
    assert not evaluate(read(principal), identity_policies=[FULL_ACCESS]).allowed
