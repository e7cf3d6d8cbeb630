"""Organizations: who may ask and change what, CloudTrail's delegated administrators, what goes with trusted
access.

The emulator lets every account do everything to an organization of its own, and a member see none.
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import SERVICE, store

# Any member may: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
_ANYBODY = ("DescribeOrganization", "CreateOrganization")
_LOOKS = ("List", "Describe")


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.organizations import exceptions, models, responses

    # An emulation before this one may have left its members here.
    models.organizations_backends.master_accounts.clear()
    real_disable = models.OrganizationsBackend.disable_aws_service_access

    def backend(response: Any) -> Any:
        caller = account.beside(response.current_account) or account
        own: Any = models.organizations_backends[caller.id][caller.partition]
        action = response._get_action()
        if action in _ANYBODY or own.org:
            return own
        management = store(caller)
        if management is None:
            raise exceptions.AWSOrganizationsNotInUseException
        if action.startswith(_LOOKS) and any(one.account.id == caller.id for one in management.admins):
            return management
        raise exceptions.OrganizationsClientError(
            "AccessDeniedException", "You don't have permissions to access this resource."
        )

    def disable(organization: Any, **given: str) -> None:
        """The members' copies of its trails go, and the management account's are its own from then on.

        https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-cloudtrail.html
        """
        real_disable(organization, **given)
        owner = account.beside(organization.account_id)
        if given["ServicePrincipal"] == SERVICE and owner:
            for trail in contents.trails(owner):
                trail.is_org_trail = False

    administrator = models.FakeDelegatedAdministrator
    services = [*administrator.SUPPORTED_SERVICES, SERVICE]
    yield mock.patch.object(administrator, "SUPPORTED_SERVICES", services)
    yield mock.patch.object(responses.OrganizationsResponse, "organizations_backend", property(backend))
    yield mock.patch.object(models.OrganizationsBackend, "disable_aws_service_access", disable)
