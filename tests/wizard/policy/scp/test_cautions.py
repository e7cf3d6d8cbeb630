"""What is said of the policy before it holds."""

from __future__ import annotations

from typing import Any

import pytest

from components.settings import Settings
from tests.wizard.policy.scp.cases import ACCOUNT, COMMERCIAL, DEPLOYER, HOME, settings, wanted
from wizard.policy.scp.cautions import cautions, explanation

QUIET = {"regionAlert": ["delivered-logs"], "tamperAlert": False}
BEDROCK = "Bedrock's cross-region inference"


def said(of: Settings, *named: str, accounts: tuple[str, ...] = (ACCOUNT,), **more: Any) -> list[str]:
    return list(cautions(of, wanted(of, *named, accounts=accounts, **more), accounts))


def about(words: str, found: list[str]) -> list[str]:
    return [one for one in found if words in one]


def test_it_is_said_whom_it_binds_and_how_long_it_is() -> None:
    lines = list(explanation(wanted(settings("eu-central-1"))))
    assert lines[0].startswith(
        "It denies every call, reads too, outside eu-west-1, eu-central-1: to everybody"
    )
    assert "AWSControlTowerExecution" in lines[2]
    assert lines[3] == "No service control policy binds the management account, or a service-linked role."
    assert lines[4].endswith("of the 5,120 characters that AWS takes.")


def test_rules_in_closed_regions_need_somebody_who_deploys_there() -> None:
    (one,) = about("The stack has rules", said(settings()))
    assert one == (
        "The stack has rules in every closed region (regionAlert has rules), and nobody who deploys is "
        "exempt: `deploy` would be refused there. Add --exempt ARN of the role that deploys, and of the one "
        "that verifies, which sees nothing there otherwise. To do without such rules, set regionAlert to "
        "delivered-logs and add us-east-1 to alertSkipRegions."
    )


def test_so_does_the_tamper_alerts_rule_alone() -> None:
    (one,) = about("The stack has rules", said(settings(regionAlert=["delivered-logs"])))
    assert one.startswith("The stack has rules in us-east-1 (tamperAlert), and nobody who deploys is exempt")
    assert one.endswith("To do without such rules, add us-east-1 to alertSkipRegions.")


def test_once_somebody_is_named_it_is_said_who_it_has_to_be() -> None:
    (one,) = about("The stack has rules", said(settings(), DEPLOYER))
    assert "the role that deploys has to be among those who are exempt" in one


def test_without_rules_nothing_is_said_of_them() -> None:
    assert about("The stack has rules", said(settings(**QUIET))) == []


@pytest.mark.parametrize(("approved", "count"), [((), 1), (("us-east-1",), 0)])
def test_a_closed_us_east_1_is_explained(approved: tuple[str, ...], count: int) -> None:
    found = about("us-east-1 isn't approved. Global services go on", said(settings(*approved)))
    assert len(found) == count


def test_bedrock_is_warned_of_where_there_is_bedrock() -> None:
    assert len(about(BEDROCK, said(settings()))) == 1
    assert len(about(BEDROCK, said(settings(home="us-gov-west-1")))) == 1
    assert about(BEDROCK, said(settings(home="cn-north-1", regionAlert=["delivered-logs"]))) == []


def test_profiles_that_are_let_through_are_said_instead() -> None:
    found = said(settings(), bedrock=("eu", "global"))
    assert about(BEDROCK, found) == []
    (one,) = about("Bedrock", found)
    assert one.startswith("Bedrock may work out what is asked of eu.*, global.* in closed regions")


def test_an_exemption_in_every_account_is_said_to_be_one() -> None:
    everywhere = "arn:aws:iam::*:role/OrganizationAccountAccessRole"
    (one,) = about("Exempt in every account", said(settings(), DEPLOYER, everywhere))
    assert one.startswith(f"Exempt in every account: {everywhere}. Whoever may make roles or users")


def test_a_service_linked_role_needs_no_exemption() -> None:
    linked = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    assert about("leave it out", said(settings(), linked)) == [
        f"{linked} is a service-linked role, which no policy binds: leave it out."
    ]


def test_an_account_that_is_not_known_is_said() -> None:
    assert len(about("names no account", said(settings(), accounts=()))) == 1
    assert about("names no account", said(settings())) == []


def test_where_every_region_is_approved_it_is_said_what_is_left_to_deny() -> None:
    every = settings(*(one for one in COMMERCIAL if one != HOME))
    assert len(about("denies only those that AWS adds later", said(every))) == 1
    assert about("denies only those that AWS adds later", said(settings())) == []


def test_a_stack_for_one_account_is_told_that_an_organization_is_needed() -> None:
    assert len(about("needs an organization", said(settings()))) == 1
