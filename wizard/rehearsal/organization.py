"""Opens an emulated organization: a management account and members, each an account of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

from components.arns import Arn
from components.settings import Settings
from wizard.rehearsal.account.emulated_account import EmulatedAccount, Emulation
from wizard.rehearsal.account.organizations import SERVICE, make_linked_roles
from wizard.rehearsal.opening import opened

MANAGEMENT = EmulatedAccount.id
DELEGATED, ARCHIVE = "210987654321", "345678901234"
MEMBERS = ("456789012345", "567890123456", "678901234567")
LINKED_ROLE = "CloudTrail's service-linked role in the management account: taken to be there"
#: Names of the accounts, in the order of the lists above.
_TEAMS = ("payments", "research", "website")


@dataclass(frozen=True)
class Wanted:
    """What the organization is like, and from where it is deployed.

    from_delegated: from a delegated administrator, where trusted access is on already, instead of from the
    management account. archive_role: the ARN of the role in the log-archive account, "" for none. delegated:
    the account that is a delegated administrator, or may become one. registered: whether it is one; trusted:
    whether trusted access is on; linked_role: whether the management account has CloudTrail's service-linked
    role. without_home: accounts that haven't opted in to the home region.
    """

    from_delegated: bool = False
    archive_role: str = ""
    external_id: str = ""
    delegated: str = DELEGATED
    registered: bool = False
    trusted: bool = False
    linked_role: bool = True
    all_features: bool = True
    opted_in: tuple[str, ...] = ()
    without_home: tuple[str, ...] = ()

    @classmethod
    def by(cls, settings: Settings, *, from_delegated: bool = False) -> Wanted:
        """The organization that these settings are for."""
        return cls(
            from_delegated=from_delegated,
            archive_role=settings.log_archive_role_arn,
            external_id=settings.log_archive_external_id,
            delegated=settings.delegated_admin_account_id or DELEGATED,
            registered=from_delegated,
            trusted=from_delegated,
        )


@dataclass(frozen=True)
class EmulatedOrganization:
    """The accounts of one. deploying: the one that is deployed from; members: plain ones; names: by id."""

    management: EmulatedAccount
    delegated: EmulatedAccount
    archive: EmulatedAccount
    members: tuple[EmulatedAccount, ...]
    names: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def deploying(self) -> EmulatedAccount:
        return self.management.emulation.deploying

    @property
    def id(self) -> str:
        return self.management.client("organizations").describe_organization()["Organization"]["Id"]


@contextmanager
def open_organization(
    home: str = "us-east-1", wanted: Wanted | None = None
) -> Iterator[EmulatedOrganization]:
    """An organization whose accounts are open for as long as the `with` block runs.

    Raises RuntimeError where an account is open already.
    """
    wanted = wanted or Wanted()
    archive = Arn.of(wanted.archive_role).account or ARCHIVE
    members = _apart_from((*MEMBERS, "789012345678", "890123456789"), (wanted.delegated, archive))
    first = wanted.delegated if wanted.from_delegated else MANAGEMENT
    emulation = Emulation()
    for id in dict.fromkeys((first, MANAGEMENT, wanted.delegated, archive, *members)):
        optional = id not in wanted.without_home
        EmulatedAccount(home, wanted.opted_in, id=id, emulation=emulation, optional_home=optional)
    accounts = emulation.accounts
    names = {MANAGEMENT: "management", wanted.delegated: "security", archive: "log-archive"}
    names |= dict(zip(members, _TEAMS, strict=True))
    with opened(emulation.deploying):
        organization = EmulatedOrganization(
            accounts[MANAGEMENT],
            accounts[wanted.delegated],
            accounts[archive],
            tuple(accounts[id] for id in members),
            names,
        )
        _found(organization, wanted)
        yield organization


def _apart_from(ids: Iterable[str], taken: Iterable[str]) -> tuple[str, ...]:
    return tuple(id for id in ids if id not in taken)[: len(MEMBERS)]


def _found(organization: EmulatedOrganization, wanted: Wanted) -> None:
    """Founds it by the calls that people make."""
    client = organization.management.client("organizations")
    client.create_organization(FeatureSet="ALL" if wanted.all_features else "CONSOLIDATED_BILLING")
    for id, name in organization.names.items():
        if id != MANAGEMENT:
            with mock.patch("moto.organizations.utils.make_random_account_id", return_value=id):
                client.create_account(AccountName=name, Email=f"{name}@example.com")
    if wanted.linked_role:
        make_linked_roles(organization.management, SERVICE)
        organization.management.stand_in(LINKED_ROLE)
    if wanted.trusted:
        client.enable_aws_service_access(ServicePrincipal=SERVICE)
    if wanted.registered:
        cloudtrail = organization.management.client("cloudtrail")
        cloudtrail.register_organization_delegated_admin(MemberAccountId=wanted.delegated)
    if wanted.archive_role:
        let_in(organization.archive, wanted.archive_role, organization.deploying, wanted.external_id)


def let_in(account: EmulatedAccount, role_arn: str, caller: EmulatedAccount, external_id: str = "") -> None:
    """Makes the role in the account, with a trust policy that lets the caller's account take it on. One of
    its name that is there already gives way."""
    trusted = {
        "Effect": "Allow",
        "Principal": {"AWS": caller.arn("iam", "root", "")},
        "Action": "sts:AssumeRole",
        **({"Condition": {"StringEquals": {"sts:ExternalId": external_id}}} if external_id else {}),
    }
    anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    path, _, name = Arn.of(role_arn).resource.removeprefix("role").rpartition("/")
    iam = account.client("iam")
    if name in {one["RoleName"] for one in iam.list_roles()["Roles"]}:
        # AWS makes OrganizationAccountAccessRole in each account that an organization creates, and so does
        # the emulator.
        # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
        iam.delete_role(RoleName=name)
    iam.create_role(RoleName=name, Path=f"{path}/", AssumeRolePolicyDocument=_document(trusted))
    iam.put_role_policy(RoleName=name, PolicyName="deploy", PolicyDocument=_document(anything))


def _document(statement: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
