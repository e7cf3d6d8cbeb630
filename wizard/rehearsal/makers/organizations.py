"""Trusted access to an organization. It is the management account's alone, and has no region."""

from __future__ import annotations

from typing import Any

from wizard.program import resource_types as types
from wizard.rehearsal.makers.base import Place, Setting, State


class ServiceAccess(Setting):
    """Its id is the service's principal. Unmaking it turns the access off, with all that this takes along.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html
    """

    type = types.TRUSTED_ACCESS
    gone = ("AWSOrganizationsNotInUseException",)
    regional = False

    def identity(self, inputs: State) -> str:
        return inputs["servicePrincipal"]

    def put(self, at: Place, inputs: State) -> None:
        at.client("organizations").enable_aws_service_access(ServicePrincipal=inputs["servicePrincipal"])

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("organizations")
        listed = client.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
        found = next((one for one in listed if one["ServicePrincipal"] == id), None)
        if found is None:
            return None
        return {"servicePrincipal": id, "dateEnabled": found["DateEnabled"].strftime("%Y-%m-%dT%H:%M:%SZ")}

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("organizations").disable_aws_service_access(ServicePrincipal=id)


MAKERS = (ServiceAccess(),)
