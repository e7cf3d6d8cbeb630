"""The log-archive account, the delegated administrator, and where an organization's trail lives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.components.cases import cautions, objections, refusals

ROLE = "arn:aws:iam::444455556666:role/archive"
ORGANIZATION: dict[str, Any] = {"scope": "organization", "region_alert": ("delivered-logs",)}


@pytest.mark.parametrize(
    ("field", "key", "value"),
    [
        ("log_archive_role_arn", "logArchiveRoleArn", ROLE),
        ("log_archive_external_id", "logArchiveExternalId", "secret"),
        ("delegated_admin_account_id", "delegatedAdminAccountId", "444455556666"),
    ],
)
def test_a_setting_of_the_organization_scope_needs_that_scope(field: str, key: str, value: str) -> None:
    assert objections(**{field: value}) == [
        f"{key}: it needs scope: organization. It would do nothing. Remove {key}, or change the scope."
    ]
    chosen = {"log_archive_role_arn": ROLE, **ORGANIZATION, field: value}
    assert objections(**chosen) == []


@pytest.mark.parametrize("name", ["archive", "team/archive", "OrganizationAccountAccessRole", "a+b=c,.@_-"])
def test_a_role_with_or_without_a_path_is_accepted(name: str) -> None:
    assert objections(log_archive_role_arn=f"arn:aws:iam::444455556666:role/{name}", **ORGANIZATION) == []


@pytest.mark.parametrize(
    "arn",
    [
        "archive",
        "arn:aws:iam::444455556666:user/archive",
        "arn:aws:iam::44445555666:role/archive",
        "arn:aws:iam::444455556666:role/*",
        "arn:aws:sts::444455556666:assumed-role/archive/me",
        "arn:aws:iam::444455556666:role/",
    ],
)
def test_what_is_no_role_is_refused(arn: str) -> None:
    assert objections(log_archive_role_arn=arn, **ORGANIZATION) == [
        f'logArchiveRoleArn: "{arn}" isn\'t the ARN of a role. '
        "Use the form arn:aws:iam::<log-archive account>:role/<name>."
    ]


def test_a_role_of_another_partition_is_refused() -> None:
    assert objections(log_archive_role_arn=ROLE.replace("aws", "aws-cn", 1), **ORGANIZATION) == [
        "logArchiveRoleArn: the role is in the partition aws-cn, this deployment in aws. An account of one "
        "partition can't take on a role of another. Use the form "
        "arn:aws:iam::<log-archive account>:role/<name>."
    ]


@pytest.mark.parametrize("value", ["x", "two words", "x" * 1225, "ünïcode", "a*b"])
def test_what_sts_would_not_take_as_an_external_id_is_refused_and_never_shown(value: str) -> None:
    chosen = {"log_archive_external_id": value, "log_archive_role_arn": ROLE, **ORGANIZATION}
    assert objections(**chosen) == [
        "logArchiveExternalId: it isn't an external id. STS would refuse it. Use 2 to 1,224 letters, digits "
        "and _ + = , . @ : / -, as the role's trust policy has it."
    ]


def test_an_external_id_that_is_no_text_is_not_shown_either() -> None:
    messages = refusals(
        {"scope": "organization", "approvedRegions": ["eu-west-1"], "logArchiveExternalId": 4711}
    )
    assert messages == ["logArchiveExternalId: its value can't be read. Put it in quotes."]


def test_an_external_id_without_a_role_would_do_nothing() -> None:
    assert objections(log_archive_external_id="secret", **ORGANIZATION) == [
        "logArchiveExternalId: there is no logArchiveRoleArn that asks for it. It would do nothing. "
        "Set logArchiveRoleArn, or remove it."
    ]


@pytest.mark.parametrize("account", ["44445555666", "4444-5555-6666", "٤٤٤٤٥٥٥٥٦٦٦٦", "management"])
def test_a_delegated_administrator_is_an_account_id(account: str) -> None:
    assert objections(delegated_admin_account_id=account, **ORGANIZATION) == [
        f'delegatedAdminAccountId: "{account}" isn\'t an account id. Organizations would refuse it. '
        "Write the 12 digits, in quotes where the first is 0."
    ]


def test_a_home_region_that_members_have_to_opt_in_to_is_warned_of() -> None:
    assert cautions("me-south-1", alert_emails=("a@example.com",), **ORGANIZATION)[-1] == (
        "aws:region: me-south-1 has to be opted into, account by account. CloudTrail records nothing, in any "
        "region, of a member account that hasn't opted in to the trail's home region. Choose a home region "
        "that is on by default, or opt every account in."
    )


@pytest.mark.parametrize("home", ["eu-west-1", "us-gov-west-1", "cn-north-1"])
def test_a_home_region_that_every_account_has_is_no_reason_to_warn(home: str) -> None:
    assert not [one for one in cautions(home, **ORGANIZATION) if one.startswith("aws:region")]


def test_one_account_s_home_region_may_be_one_that_it_opted_in_to() -> None:
    assert not [one for one in cautions("me-south-1") if one.startswith("aws:region")]


@pytest.mark.parametrize(
    ("sources", "more"),
    [(("rules", "delivered-logs"), ""), (("rules",), " Other accounts raise no alert at all.")],
)
def test_rules_are_warned_of_since_they_watch_one_account(sources: tuple[str, ...], more: str) -> None:
    found = cautions(scope="organization", region_alert=sources)
    assert (
        "regionAlert: rules watch only the account that you deploy from. They make its alerts a few minutes "
        f"faster, not the other accounts'.{more} With delivered-logs alone every account is covered."
    ) in found
