"""Who is exempt: this deployment's roles, those that it is deployed with, and whom somebody names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wizard.policy.scp.cases import ACCOUNT, DEPLOYER, settings
from wizard.policy.scp.exempt import Exempt, closed_rules, deploying_roles, own_roles, problems

DIGEST = f"arn:aws:iam::{ACCOUNT}:role/everyregion-eu-west-1-alert-digest"
FORWARD = f"arn:aws:iam::{ACCOUNT}:role/everyregion-eu-west-1-alert-forward"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, [DIGEST, FORWARD], id="rules"),
        # The tamper alert has a rule in us-east-1.
        pytest.param({"regionAlert": ["delivered-logs"]}, [DIGEST, FORWARD], id="log files, tamper alert"),
        pytest.param(
            {"regionAlert": ["delivered-logs"], "tamperAlert": False}, [DIGEST], id="log files alone"
        ),
        pytest.param({"regionAlert": [], "tamperAlert": False}, [], id="no alert"),
    ],
)
def test_the_deployments_own_roles_are_those_that_it_makes(
    given: dict[str, Any], expected: list[str]
) -> None:
    assert list(own_roles(settings(**given), [ACCOUNT])) == expected


def test_a_stack_for_two_accounts_has_its_roles_in_both() -> None:
    found = list(own_roles(settings(), [ACCOUNT, "444455556666"]))
    assert found == [DIGEST, FORWARD, *(one.replace(ACCOUNT, "444455556666") for one in (DIGEST, FORWARD))]


def test_where_the_account_is_not_known_its_roles_are_exempt_by_name_alone() -> None:
    assert list(own_roles(settings(), [])) == [
        "arn:aws:iam::*:role/everyregion-eu-west-1-alert-digest",
        "arn:aws:iam::*:role/everyregion-eu-west-1-alert-forward",
    ]


@pytest.mark.parametrize(
    "config",
    [
        {"aws:assumeRole": {"roleArn": DEPLOYER}},
        {"aws:assumeRoles": [{"roleArn": DEPLOYER, "sessionName": "ci"}]},
        {"aws:assumeRoleWithWebIdentity": {"roleArn": DEPLOYER, "webIdentityTokenFile": "t"}},
    ],
)
def test_a_role_that_the_stack_file_has_pulumi_take_on_is_exempt(config: dict[str, Any]) -> None:
    assert list(deploying_roles(settings(), config)) == [DEPLOYER]


@pytest.mark.parametrize(
    "value",
    ["text", 5, None, {"roleArn": "*"}, {"roleArn": "arn:aws:iam::*:role/Deploy"}, [{}], {"roleArn": 5}],
)
def test_what_names_no_one_role_there_exempts_nobody(value: Any) -> None:
    assert list(deploying_roles(settings(), {"aws:assumeRole": value, "aws:region": "eu-west-1"})) == []


@pytest.mark.parametrize(
    "entry",
    [
        DEPLOYER,
        "arn:aws:iam::*:role/OrganizationAccountAccessRole",
        "arn:*:iam::*:role/AWSAFTExecution",
        f"arn:aws:iam::{ACCOUNT}:user/break-glass",
        f"arn:aws:iam::{ACCOUNT}:role/ci-*",
        "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_RegionAdmin_*",
    ],
)
def test_a_role_or_user_can_be_named(entry: str) -> None:
    assert list(problems([entry], "aws")) == []


@pytest.mark.parametrize(
    "entry",
    [
        "*",
        "",
        ACCOUNT,
        f"arn:aws:iam::{ACCOUNT}:root",
        f"arn:aws:iam::{ACCOUNT}:*",
        f"arn:aws:iam::{ACCOUNT}:role/",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/ci",
        "arn:aws:iam::*:user/${aws:username}",
        f"arn:aws:iam::{ACCOUNT}:group/admins",
        f"arn:aws:iam::{ACCOUNT}:group/user/admins",
        f"arn:aws:iam::{ACCOUNT}:role/Deploy\n",
        "arn:aws:iam::12345678901*:role/Deploy",
        f"444455556666 -> {DEPLOYER}",
    ],
)
def test_what_names_no_role_or_user_is_refused(entry: str) -> None:
    (problem,) = problems([entry], "aws")
    assert "isn't the ARN of a role or user" in problem.rule


@pytest.mark.parametrize(
    "entry",
    [
        f"arn:aws:iam::{ACCOUNT}:role/*",
        "arn:aws:iam::*:user/*",
        f"arn:aws:iam::{ACCOUNT}:role/*Role",
        f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/*",
        "arn:aws:iam::*:role/??????",
    ],
)
def test_what_names_nearly_everybody_is_refused(entry: str) -> None:
    (problem,) = problems([entry], "aws")
    assert "names nearly everybody" in problem.rule


def test_another_partition_is_refused() -> None:
    (problem,) = problems(["arn:aws-cn:iam::111122223333:role/Deploy"], "aws")
    assert (
        problem.rule == '"arn:aws-cn:iam::111122223333:role/Deploy" is in aws-cn, but this stack is in aws.'
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, (True, ("us-east-1",)), id="both"),
        pytest.param({"regionAlert": ["delivered-logs"]}, (False, ("us-east-1",)), id="tamper alert alone"),
        pytest.param(
            {"regionAlert": ["delivered-logs"], "alertSkipRegions": ["us-east-1"]}, (False, ()), id="skipped"
        ),
        pytest.param({"regionAlert": ["delivered-logs"], "tamperAlert": False}, (False, ()), id="none"),
    ],
)
def test_which_closed_regions_have_rules(
    given: dict[str, Any], expected: tuple[bool, tuple[str, ...]]
) -> None:
    assert closed_rules(settings(**given)) == expected


def test_a_region_that_is_approved_is_not_closed_to_the_tamper_alert() -> None:
    assert closed_rules(settings("us-east-1", regionAlert=["delivered-logs"])) == (False, ())


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/ci", True),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/Admin/ada", False),
        ("arn:aws:sts::444455556666:assumed-role/Deploy/ci", False),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_Regions_0123/ada", True),
        (f"arn:aws:iam::{ACCOUNT}:user/ada", True),
        (f"arn:aws:iam::{ACCOUNT}:user/Deploy", False),
        (f"arn:aws:iam::{ACCOUNT}:root", False),
    ],
)
def test_a_caller_is_known_by_the_roles_name_since_sts_leaves_out_its_path(
    caller: str, expected: bool
) -> None:
    exempt = Exempt(
        (),
        (DEPLOYER,),
        (
            f"arn:aws:iam::{ACCOUNT}:user/people/ada",
            "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Regions_*",
        ),
    )
    assert exempt.may_name(caller) is expected
