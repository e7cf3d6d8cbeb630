"""The organization that an emulated account is in, read past the API from the emulator's own store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from components.organization import LINKED_ROLE, SERVICE
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount

#: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/using-service-linked-roles.html
LINKED_ROLES = {
    SERVICE: LINKED_ROLE,
    f"context.{SERVICE}": f"{LINKED_ROLE}EventContext",
}
ACTIVE = "ACTIVE"
#: The service that tells of members' regions.
ACCOUNT_MANAGEMENT = "account.amazonaws.com"


@dataclass(frozen=True)
class Organization:
    """The organization as an account sees it. delegated: CloudTrail's delegated administrators; states: of
    its accounts, by id: ACTIVE, SUSPENDED ..."""

    id: str
    management_account: str
    all_features: bool
    trusted_access: bool
    service_linked_role: bool
    delegated: tuple[str, ...] = ()
    states: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)

    def may_make_trails(self, account: str) -> bool:
        return account == self.management_account or account in self.delegated


def organization_of(account: EmulatedAccount) -> Organization | None:
    """The account's organization, None if it is in none."""
    backend = store(account)
    if backend is None:
        return None
    found, owner = backend.org, account.beside(backend.org.master_account_id)
    # The emulator spells the role's name otherwise than AWS; its path is the same.
    linked = account.arn("iam", "role/aws-service-role/", "").replace(account.id, found.master_account_id)
    roles = contents.principals(owner) if owner else ()
    return Organization(
        found.id,
        found.master_account_id,
        all_features=found.feature_set == "ALL",
        trusted_access=SERVICE in [one["ServicePrincipal"] for one in backend.services],
        service_linked_role=any(arn.startswith(f"{linked}{SERVICE}/") for arn in roles),
        delegated=tuple(one.account.id for one in backend.admins if SERVICE in one.services),
        states={one.id: one.state for one in backend.accounts},
    )


def trusted_services(account: EmulatedAccount) -> list[str]:
    """The services that have trusted access to the account's organization."""
    backend = store(account)
    return [one["ServicePrincipal"] for one in backend.services] if backend else []


def store(account: EmulatedAccount) -> Any:
    """The emulator's store of the management account of this account's organization, None for none."""
    from moto.organizations.models import organizations_backends

    own: Any = organizations_backends[account.id][account.partition]
    if own.org:
        return own
    management, _ = organizations_backends.master_accounts.get(account.id, ("", ""))
    if account.beside(management) is None:
        return None
    found: Any = organizations_backends[management][account.partition]
    return found if found.org else None


def shadows(account: EmulatedAccount) -> list[Any]:
    """The trails of its organization that show in the account, which another one owns.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
    """
    if len(account.emulation.accounts) == 1:
        return []
    found = organization_of(account)
    owner = account.beside(found.management_account) if found else None
    if owner is None or owner is account:
        return []
    return [trail for trail in contents.trails(owner) if trail.is_org_trail]


def make_linked_roles(account: EmulatedAccount, *services: str) -> None:
    """The service-linked roles of these services in the account, where they aren't there."""
    iam = account.client("iam")
    there = contents.principals(account)
    for service in services:
        if not any(f":role/aws-service-role/{service}/" in arn for arn in there):
            iam.create_service_linked_role(AWSServiceName=service)
