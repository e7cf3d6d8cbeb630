"""CloudTrail's own registering of delegated administrators, which the emulator lacks.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeregisterOrganizationDelegatedAdmin.html
"""

from __future__ import annotations

import json
from collections.abc import Callable

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import LINKED_ROLES, SERVICE, make_linked_roles, organization_of
from wizard.rehearsal.emulator.front import Call, Response
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.trail_organization import check_deregistration, check_registration


def register(account: EmulatedAccount, call: Call) -> Response:
    """Makes CloudTrail's service-linked roles in the management account too."""

    def registered() -> None:
        member = call.parameters["MemberAccountId"]
        check_registration(account.id, member, organization_of(account))
        client = account.client("organizations")
        client.register_delegated_administrator(AccountId=member, ServicePrincipal=SERVICE)
        make_linked_roles(account, *LINKED_ROLES)

    return _answered(registered)


def deregister(account: EmulatedAccount, call: Call) -> Response:
    """Trails that it made stay: the management account owns them."""

    def deregistered() -> None:
        member = call.parameters["DelegatedAdminAccountId"]
        check_deregistration(account.id, member, organization_of(account))
        client = account.client("organizations")
        client.deregister_delegated_administrator(AccountId=member, ServicePrincipal=SERVICE)

    return _answered(deregistered)


def _answered(act: Callable[[], None]) -> Response:
    headers = {"Content-Type": "application/x-amz-json-1.1"}
    try:
        act()
    except Refused as refused:
        return 400, headers, json.dumps({"__type": refused.code, "message": refused.message})
    return 200, headers, "{}"
