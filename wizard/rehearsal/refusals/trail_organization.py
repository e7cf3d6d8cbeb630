"""What an organization trail needs of its organization.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.rehearsal.refusals import Refused

SERVICE = "cloudtrail.amazonaws.com"


@dataclass(frozen=True)
class Organization:
    """The organization as an account sees it."""

    id: str
    management_account: str
    all_features: bool
    trusted_access: bool
    service_linked_role: bool
    delegated: tuple[str, ...] = ()


def check_organization(account: str, organization: Organization | None) -> None:
    """Raises Refused when this account can't make an organization trail."""
    if organization is None:
        raise Refused(
            "OrganizationsNotInUseException",
            f"Account {account} is not a member of an organization in AWS Organizations.",
        )
    if account != organization.management_account and account not in organization.delegated:
        raise Refused(
            "NotOrganizationMasterAccountException",
            f"Account {account} is neither the management account nor a delegated administrator of "
            f"{organization.id}.",
        )
    if not organization.all_features:
        raise Refused(
            "OrganizationNotInAllFeaturesModeException",
            f"Organization {organization.id} must have all features enabled.",
        )
    if not organization.trusted_access:
        raise Refused(
            "CloudTrailAccessNotEnabledException",
            f"Trusted access for {SERVICE} isn't enabled in organization {organization.id}.",
        )
    if not organization.service_linked_role:
        raise Refused(
            "NoManagementAccountSLRExistsException",
            "The management account doesn't have the service-linked role AWSServiceRoleForCloudTrail.",
        )
