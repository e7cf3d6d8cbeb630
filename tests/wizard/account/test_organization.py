"""What is looked at around an organization's trail: each probe good, bad or unknown."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.wizard.sky import (
    ACCOUNT,
    ARCHIVE,
    KINDS,
    MANAGEMENT,
    ORGANIZATION,
    Sky,
    member,
    organization,
    overhead,
)
from wizard.account import organization as asked
from wizard.account.facts import MemberAccount, Organization, Probe, Surroundings
from wizard.account.organization import look_at_organization

HOME = "eu-west-1"
CAUSES = {
    "refused": "refused",
    "throttled": "throttled",
    "late": "unreachable",
    "expired": "credentials",
    "broken": "other",
}
PROBES: dict[str, tuple[Callable[[Sky], Probe[Any]], str]] = {
    "ListAWSServiceAccessForOrganization": (
        lambda sky: asked.trusted_access(sky.client_for, HOME),
        "organizations:ListAWSServiceAccessForOrganization",
    ),
    "GetRole": (lambda sky: asked.linked_role(sky.client_for, HOME), "iam:GetRole"),
    "ListDelegatedAdministrators": (
        lambda sky: asked.administrators(sky.client_for, HOME),
        "organizations:ListDelegatedAdministrators",
    ),
    "ListAccounts": (lambda sky: asked.accounts(sky.client_for, HOME), "organizations:ListAccounts"),
    "ListLandingZones": (
        lambda sky: asked.control_tower_archive(sky.client_for, HOME),
        "controltower:ListLandingZones",
    ),
}


def seen(sky: Sky) -> Surroundings:
    with overhead(sky):
        return look_at_organization(sky.client_for, HOME, ACCOUNT, time.monotonic() + 10)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("operation", PROBES)
def test_what_aws_does_not_answer_is_unknown_with_the_action(operation: str, kind: str) -> None:
    ask, action = PROBES[operation]
    sky = organization()
    sky.refusals[operation] = kind
    with overhead(sky):
        found = ask(sky)
    assert (found.state, found.value, found.cause, found.action) == ("unknown", None, CAUSES[kind], action)


def test_the_management_account_sees_everything() -> None:
    found = seen(organization())
    assert found.organization.value == Organization(ORGANIZATION, ACCOUNT, True, "management")
    assert (found.trusted_access.value, found.linked_role.value) == (True, True)
    assert found.administrators.value == ()
    assert [one.name for one in found.accounts.value or ()] == ["Log Archive", "main", "team"]


def test_a_delegated_administrator_is_not_asked_for_a_role_of_another_account() -> None:
    sky = organization(role="delegated")
    found = seen(sky)
    assert (found.role, found.administrators.value, found.linked_role) == ("delegated", (ACCOUNT,), Probe())
    assert "GetRole in eu-west-1" not in sky.asked


def test_a_plain_member_is_asked_nothing_that_aws_would_refuse() -> None:
    sky = organization(role="member")
    assert seen(sky).organization.value == Organization(ORGANIZATION, MANAGEMENT, True, "member")
    assert sky.asked == ["DescribeOrganization in eu-west-1", "ListDelegatedAdministrators in eu-west-1"]


def test_a_service_principal_that_is_not_cloudtrails_is_no_trusted_access() -> None:
    others = {"EnabledServicePrincipals": [{"ServicePrincipal": "config.amazonaws.com"}]}
    assert seen(organization(ListAWSServiceAccessForOrganization=others)).trusted_access.value is False


def test_a_role_that_is_not_there_is_a_good_answer() -> None:
    sky = organization()
    sky.refusals["GetRole"] = "missing"
    assert seen(sky).linked_role == Probe("good", False)


def test_an_empty_page_of_accounts_is_not_the_last() -> None:
    pages = {
        None: {"Accounts": [member("111111111111", "one")], "NextToken": "a"},
        "a": {"Accounts": [], "NextToken": "b"},
        "b": {"Accounts": [member("222222222222", "two")]},
    }
    sky = organization(ListAccounts=lambda region, params: pages[_token(params)])
    assert [one.id for one in seen(sky).accounts.value or ()] == ["111111111111", "222222222222"]


def _token(params: Any) -> str | None:
    import json

    return json.loads(params["body"]).get("NextToken")


def test_the_state_counts_and_the_status_only_where_there_is_none() -> None:
    accounts = [
        member("111111111111", "a", State="SUSPENDED", Status="ACTIVE"),
        {"Id": "222222222222", "Name": "b", "Status": "SUSPENDED"},
        member("333333333333", "c"),
    ]
    found = seen(organization(ListAccounts={"Accounts": accounts})).accounts.value or ()
    assert [one.is_active for one in found] == [False, False, True]


@pytest.mark.parametrize(
    ("name", "may_be"),
    [
        ("Log Archive", True),
        ("log-archive", True),
        ("acme-logarchive-prod", True),
        ("Logging", True),
        ("audit-logs", True),
        ("catalog", False),
        ("team-blog", False),
        ("Audit", False),
    ],
)
def test_the_log_archive_is_guessed_by_its_name(name: str, may_be: bool) -> None:
    assert asked.may_be_archive(MemberAccount("1", name, "ACTIVE"), Surroundings()) is may_be


def test_control_towers_word_counts_whatever_the_name() -> None:
    zone = {"landingZone": {"arn": "arn:z", "manifest": {"centralizedLogging": {"accountId": ARCHIVE}}}}
    found = seen(organization(ListLandingZones={"landingZones": [{"arn": "arn:z"}]}, GetLandingZone=zone))
    assert found.control_tower_archive == Probe("good", ARCHIVE)
    assert asked.may_be_archive(MemberAccount(ARCHIVE, "x", "ACTIVE"), found)


def test_a_landing_zone_without_central_logging_names_no_account() -> None:
    zone = {"landingZone": {"arn": "arn:z", "manifest": {}}}
    found = seen(organization(ListLandingZones={"landingZones": [{"arn": "arn:z"}]}, GetLandingZone=zone))
    assert found.control_tower_archive == Probe("good", "")
