"""An emulated organization: accounts of their own, the roles between them, and who may ask what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.rehearsal.conftest import HOME
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.organization import EmulatedOrganization, Wanted, open_organization

MANAGEMENT, DELEGATED, ARCHIVE = "123456789012", "210987654321", "999988887777"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/audit/deployer"
SERVICE = "cloudtrail.amazonaws.com"


@pytest.fixture
def organization() -> Iterator[EmulatedOrganization]:
    """With a log-archive account, nobody registered and trusted access off."""
    with open_organization(HOME, Wanted(archive_role=ROLE, external_id="agreed")) as opened:
        yield opened


@pytest.fixture
def ready() -> Iterator[EmulatedOrganization]:
    """Trusted access is on, and a delegated administrator is registered."""
    with open_organization(HOME, Wanted(registered=True, trusted=True)) as opened:
        yield opened


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response.get("Error", {}).get("Code"))


def refused(call: Any, **given: Any) -> str:
    """The code that AWS refuses it with."""
    with pytest.raises(ClientError) as error:
        call(**given)
    return code_of(error)


def client_of(account: EmulatedAccount, service: str, keys: dict[str, str]) -> Any:
    """As a program makes one that was given keys."""
    return boto3.client(
        service,
        region_name=account.home,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def test_an_account_is_who_it_is_and_has_its_own_things(organization: EmulatedOrganization) -> None:
    for account in organization.deploying.everywhere:
        assert account.client("sts").get_caller_identity()["Account"] == account.id
        account.client("sqs").create_queue(QueueName="mine")
    urls = [one.client("sqs").list_queues()["QueueUrls"] for one in organization.deploying.everywhere]
    assert [[url.split("/")[3] for url in one] for one in urls] == [
        [account.id] for account in organization.deploying.everywhere
    ]


def test_six_accounts_are_in_it_whoever_is_asked(organization: EmulatedOrganization) -> None:
    found = {
        one.client("organizations").describe_organization()["Organization"]["MasterAccountId"]
        for one in organization.deploying.everywhere
    }
    assert found == {MANAGEMENT}
    listed = organization.management.client("organizations").list_accounts()["Accounts"]
    assert sorted(one["Id"] for one in listed) == sorted(one.id for one in organization.deploying.everywhere)
    assert len(listed) == 6


def test_accounts_that_are_opened_one_after_the_other_know_nothing_of_each_other() -> None:
    with open_organization(HOME) as first:
        first_id = first.id
    with open_organization(HOME) as second:
        assert second.id != first_id
        assert second.archive.client("s3").list_buckets()["Buckets"] == []


def test_a_role_in_another_account_is_taken_on_with_its_external_id(
    organization: EmulatedOrganization,
) -> None:
    sts = organization.management.client("sts")
    keys = sts.assume_role(RoleArn=ROLE, RoleSessionName="me", ExternalId="agreed")["Credentials"]
    there = client_of(organization.archive, "sts", keys).get_caller_identity()
    assert (there["Account"], there["Arn"]) == (
        ARCHIVE,
        f"arn:aws:sts::{ARCHIVE}:assumed-role/deployer/me",
    )
    client_of(organization.archive, "sqs", keys).create_queue(QueueName="there")
    assert organization.archive.client("sqs").list_queues()["QueueUrls"][0].endswith(f"/{ARCHIVE}/there")


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (ROLE, {}),
        (ROLE, {"ExternalId": "guessed"}),
        (f"{ROLE}s", {"ExternalId": "agreed"}),
        ("arn:aws:iam::000011112222:role/deployer", {"ExternalId": "agreed"}),
    ],
    ids=["none", "another one", "no such role", "no such account"],
)
def test_nobody_gets_in_otherwise_and_no_external_id_is_told(
    organization: EmulatedOrganization, role: str, more: dict[str, str]
) -> None:
    sts = organization.management.client("sts")
    with pytest.raises(ClientError) as error:
        sts.assume_role(RoleArn=role, RoleSessionName="me", **more)
    assert code_of(error) == "AccessDenied"
    assert (
        f"User: arn:aws:iam::{MANAGEMENT}:user/rehearsal is not authorized to perform: sts:AssumeRole on "
        f"resource: {role}" in str(error.value)
    )
    assert [word for word in ("agreed", "guessed") if word in str(error.value)] == []


def test_an_account_that_the_trust_policy_leaves_out_does_not_get_in(
    organization: EmulatedOrganization,
) -> None:
    sts = organization.members[0].client("sts")
    assert refused(sts.assume_role, RoleArn=ROLE, RoleSessionName="me", ExternalId="agreed") == "AccessDenied"


def test_a_closed_account_lets_nobody_in(organization: EmulatedOrganization) -> None:
    organization.management.client("organizations").close_account(AccountId=ARCHIVE)
    sts = organization.management.client("sts")
    assert refused(sts.assume_role, RoleArn=ROLE, RoleSessionName="me", ExternalId="agreed") == "AccessDenied"


def test_a_session_of_one_role_takes_on_the_next(organization: EmulatedOrganization) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    organization.members[0].client("iam").create_role(RoleName="next", AssumeRolePolicyDocument=document)
    target = organization.members[0].arn("iam", "role/next", "")
    sts = organization.management.client("sts")
    assert refused(sts.assume_role, RoleArn=target, RoleSessionName="me") == "AccessDenied"
    keys = sts.assume_role(RoleArn=ROLE, RoleSessionName="me", ExternalId="agreed")["Credentials"]
    chained = client_of(organization.archive, "sts", keys)
    assert chained.assume_role(RoleArn=target, RoleSessionName="me")["AssumedRoleUser"]["Arn"] == (
        f"arn:aws:sts::{organization.members[0].id}:assumed-role/next/me"
    )


def test_only_the_management_account_turns_trusted_access_on(ready: EmulatedOrganization) -> None:
    for account in (ready.delegated, ready.members[0]):
        client = account.client("organizations")
        assert refused(client.enable_aws_service_access, ServicePrincipal=SERVICE) == "AccessDeniedException"


def test_lists_are_for_the_management_account_and_delegated_administrators(
    ready: EmulatedOrganization,
) -> None:
    assert len(ready.delegated.client("organizations").list_accounts()["Accounts"]) == 6
    member = ready.members[0].client("organizations")
    assert refused(member.list_accounts) == "AccessDeniedException"
    assert refused(member.list_delegated_administrators) == "AccessDeniedException"


def register(account: EmulatedAccount, member: str) -> str:
    client = account.client("cloudtrail")
    return refused(client.register_organization_delegated_admin, MemberAccountId=member)


def test_registering_an_administrator_makes_both_service_linked_roles() -> None:
    with open_organization(HOME, Wanted(registered=True, trusted=True, linked_role=False)) as opened:
        roles = opened.management.client("iam").list_roles(PathPrefix="/aws-service-role/")["Roles"]
    assert sorted(role["RoleName"] for role in roles) == [
        "AWSServiceRoleForCloudTrail",
        "AWSServiceRoleForCloudTrailEventContext",
    ]


def test_an_administrator_is_registered_once(ready: EmulatedOrganization) -> None:
    assert register(ready.management, DELEGATED) == "AccountRegisteredException"


def test_a_stranger_and_a_closed_account_are_not_registered(ready: EmulatedOrganization) -> None:
    assert register(ready.management, "000011112222") == "AccountNotFoundException"
    ready.management.client("organizations").close_account(AccountId=ready.members[0].id)
    assert register(ready.management, ready.members[0].id) == "AccountNotFoundException"


def test_the_management_account_is_not_registered(ready: EmulatedOrganization) -> None:
    assert register(ready.management, MANAGEMENT) == "CannotDelegateManagementAccountException"


def test_nobody_else_registers_one(ready: EmulatedOrganization) -> None:
    member = ready.members[0].id
    assert register(ready.delegated, member) == "NotOrganizationManagementAccountException"


def test_there_are_three_at_most(ready: EmulatedOrganization) -> None:
    cloudtrail = ready.management.client("cloudtrail")
    for member in ready.members[:2]:
        cloudtrail.register_organization_delegated_admin(MemberAccountId=member.id)
    assert register(ready.management, ready.members[2].id) == "DelegatedAdminAccountLimitExceededException"


def test_without_trusted_access_nobody_is_registered(organization: EmulatedOrganization) -> None:
    assert register(organization.management, DELEGATED) == "CloudTrailAccessNotEnabledException"


def test_a_delegation_is_taken_back(ready: EmulatedOrganization) -> None:
    cloudtrail = ready.management.client("cloudtrail")
    cloudtrail.deregister_organization_delegated_admin(DelegatedAdminAccountId=DELEGATED)
    assert (
        refused(cloudtrail.deregister_organization_delegated_admin, DelegatedAdminAccountId=DELEGATED)
        == "AccountNotRegisteredException"
    )


def test_an_account_without_an_organization_says_so(account: EmulatedAccount) -> None:
    assert register(account, DELEGATED) == "OrganizationsNotInUseException"
    client = account.client("organizations")
    assert refused(client.describe_organization) == "AWSOrganizationsNotInUseException"
