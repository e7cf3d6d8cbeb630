"""CloudTrail's delegated administrators, which the management account alone registers."""

from __future__ import annotations

from typing import Any

from wizard.program import resource_types as types
from wizard.rehearsal.account.organizations import SERVICE
from wizard.rehearsal.makers.base import Maker, Place, State


class DelegatedAdministrator(Maker):
    """Its id is the account's.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
    """

    type = types.DELEGATED_ADMINISTRATOR
    gone = ("AWSOrganizationsNotInUseException",)
    regional = False

    def make(self, at: Place, name: str, inputs: State) -> str:
        at.client("cloudtrail").register_organization_delegated_admin(MemberAccountId=inputs["accountId"])
        return inputs["accountId"]

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("organizations")
        listed = client.list_delegated_administrators(ServicePrincipal=SERVICE)["DelegatedAdministrators"]
        found = next((one for one in listed if one["Id"] == id), None)
        if found is None:
            return None
        return {
            "accountId": id,
            "arn": found["Arn"],
            "email": found["Email"],
            "name": found["Name"],
            "servicePrincipal": SERVICE,
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        """Nothing can: another account is another administrator."""

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("cloudtrail").deregister_organization_delegated_admin(DelegatedAdminAccountId=id)


MAKERS = (DelegatedAdministrator(),)
