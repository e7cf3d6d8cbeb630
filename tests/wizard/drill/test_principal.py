"""Who calls, and whether the settings leave that caller out: as the digest function itself decides."""

from __future__ import annotations

import pytest

from wizard.drill.principal import Caller, caller_of, ignoring, maybe_ignoring

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ops/deployer"
SSO_ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0a1b"
USER = f"arn:aws:iam::{ACCOUNT}:user/teams/ada"


def session(role_arn: str, name: str) -> Caller:
    return caller_of(f"arn:aws:sts::{ACCOUNT}:assumed-role/{role_arn.rpartition('/')[2]}/{name}", role_arn)


CALLERS = {
    "a user": caller_of(USER),
    "a role's session": session(ROLE, "ci"),
    "a person of Identity Center": session(SSO_ROLE, "ada@example.com"),
    "the root user": caller_of(f"arn:aws:iam::{ACCOUNT}:root"),
    "a session named like a role": session(f"arn:aws:iam::{ACCOUNT}:role/other", "deployer"),
}
PATTERNS = [
    USER,
    ROLE,
    f"arn:aws:iam::{ACCOUNT}:role/deployer",
    f"arn:aws:iam::{ACCOUNT}:role/*/deploy*",
    "arn:aws:iam::*:role/ops/deployer",
    f"arn:aws:iam::{ACCOUNT}:user/teams/a?a",
    "arn:aws:iam::999999999999:role/ops/deployer",
    f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/*",
    f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/ci",
    f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_*/ada@*",
    f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_*/eve@*",
    f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*",
    f"arn:aws-us-gov:iam::{ACCOUNT}:role/ops/deployer",
]


def test_a_caller_is_left_out_by_these_patterns_and_no_others() -> None:
    matched = {
        name: [number for number, pattern in enumerate(PATTERNS) if ignoring([pattern], caller)]
        for name, caller in CALLERS.items()
    }
    assert matched == {
        "a user": [0, 5],
        "a role's session": [1, 3, 4, 7],
        "a person of Identity Center": [9, 11],
        "the root user": [],
        "a session named like a role": [],
    }


def test_the_pattern_that_matches_is_named() -> None:
    assert ignoring(PATTERNS, CALLERS["a user"]) == USER


def test_a_role_whose_path_is_not_known_may_be_ignored() -> None:
    unknown = caller_of(f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/ci")
    assert ignoring([ROLE], unknown) == ""
    assert maybe_ignoring([USER, ROLE], unknown) == ROLE


def test_a_vendor_that_may_assume_a_role_unheard_does_not_make_the_role_itself_unheard() -> None:
    vendor = f"999988887777 -> arn:aws:iam::{ACCOUNT}:role/deployer"
    unknown = caller_of(f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/ci")
    assert ignoring([vendor], session(f"arn:aws:iam::{ACCOUNT}:role/deployer", "ci")) == ""
    assert maybe_ignoring([vendor], unknown) == ""


@pytest.mark.parametrize("caller", [caller_of(f"arn:aws:sts::{ACCOUNT}:federated-user/ada")])
def test_whose_issuer_is_not_known_is_left_out_by_nothing(caller: Caller) -> None:
    assert ignoring([*PATTERNS, f"arn:aws:iam::{ACCOUNT}:user/ada"], caller) == ""


def test_a_role_whose_path_is_known_is_ignored_or_not() -> None:
    assert maybe_ignoring([ROLE], CALLERS["a role's session"]) == ""


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/ci", "deployer"),
        (USER, "ada"),
        (f"arn:aws:iam::{ACCOUNT}:root", "root"),
    ],
)
def test_a_caller_has_a_name_without_its_path(arn: str, name: str) -> None:
    assert (caller_of(arn).name, caller_of(arn).account) == (name, ACCOUNT)
