"""Who calls, and whether the settings leave that caller out: as the digest function itself decides."""

from __future__ import annotations

from typing import Any

import pytest

from components.region_alert.function.digest.principals import compile_pattern
from wizard.drill.principal import Caller, caller_of, ignoring, maybe_ignoring

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ops/deployer"
SSO_ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0a1b"
USER = f"arn:aws:iam::{ACCOUNT}:user/teams/ada"


def session(role_arn: str, name: str) -> Caller:
    return caller_of(f"arn:aws:sts::{ACCOUNT}:assumed-role/{role_arn.rpartition('/')[2]}/{name}", role_arn)


def identity(caller: Caller) -> dict[str, Any]:
    """The caller as CloudTrail writes it."""
    if not caller.session:
        return {"type": "IAMUser", "arn": caller.arn}
    context = {"sessionIssuer": {"arn": caller.issuer}}
    return {"type": "AssumedRole", "arn": caller.arn, "sessionContext": context}


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


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("name", CALLERS)
def test_the_drill_judges_a_caller_as_the_digest_function_does(name: str, pattern: str) -> None:
    caller = CALLERS[name]
    assert bool(ignoring([pattern], caller)) == compile_pattern(pattern).matches(identity(caller))


def test_the_patterns_here_tell_callers_apart() -> None:
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
