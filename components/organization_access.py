"""What CloudTrail may do in the organization: trusted access, and a delegated administrator."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import hardened
from components.deployment import Component, Deployment
from components.organization import SERVICE
from components.place import Place


class OrganizationAccess(Component):
    """Made from the management account alone, and outlives the stack: other trails may rest on both.

    Turning trusted access off would delete the members' copies of every trail of the organization, and
    turning it on again brings nothing back.
    https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-cloudtrail.html
    ready: what has to exist before an organization trail is made.
    """

    ready: list[pulumi.Resource]

    def __init__(
        self, deployment: Deployment, place: Place, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("organization-access", deployment, opts, retain=True)
        access = aws.organizations.AwsServiceAccess(
            self.child("trusted-access"), service_principal=SERVICE, opts=self.mine
        )
        self.ready = [access]
        administrator = self.settings.delegated_admin_account_id
        if administrator:
            # Registering an account twice is refused: one that is registered is taken over.
            there = administrator if administrator in place.delegated else ""
            aws.cloudtrail.OrganizationDelegatedAdminAccount(
                self.child("delegated-administrator"),
                account_id=administrator,
                opts=hardened.importing(self.after(access), there),
            )
        self.register_outputs({})
