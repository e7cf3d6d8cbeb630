"""Where a deployment goes, as its own provider answers: account, enabled regions, organization."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.organization import SERVICE, Organization
from components.settings import RULES, Settings


@dataclass(frozen=True)
class Place:
    """enabled_regions: none where no rule is made in them. organization: None for a trail of one account;
    delegated: its accounts that are delegated administrators of CloudTrail."""

    account: str
    enabled_regions: tuple[str, ...]
    organization: Organization | None = None
    delegated: tuple[str, ...] = ()


def look_around(component: pulumi.ComponentResource, settings: Settings) -> Place:
    """Asks the provider that this component's children get.

    Plain calls, not their output form: names, and how many rules there are, have to be known before anything
    is registered. Raises pulumi.RunError where the provider is for another region, or isn't configured yet.
    https://www.pulumi.com/docs/iac/concepts/functions/provider-functions/
    """
    asked = pulumi.InvokeOptions(parent=component)
    region = aws.get_region(opts=asked).region
    # Of a provider that waits for something the engine knows nothing in a preview, and answers with nothing.
    if not region:
        raise pulumi.RunError(
            f"{component.pulumi_resource_name}: its AWS provider rests on something that isn't made yet, so "
            "its account isn't known. Names and policies are made from the account. Give the provider values "
            "that are known before the deployment, or make what it waits for in a stack of its own."
        )
    if region != settings.home_region:
        raise pulumi.RunError(
            f"{component.pulumi_resource_name}: the settings' home region is {settings.home_region}, but its "
            f"AWS provider is for {region}. Policies would name what isn't there. Give it a provider for "
            f"{settings.home_region}, or settings for {region}."
        )
    # Asked anew at every deploy, so that a region enabled since is watched from then on.
    enabled = tuple(aws.get_regions(opts=asked).names) if RULES in settings.region_alert else ()
    account = aws.get_caller_identity(opts=asked).account_id
    if not settings.is_organization:
        return Place(account, enabled)
    return _within_organization(Place(account, enabled), settings, asked)


def _within_organization(place: Place, settings: Settings, asked: pulumi.InvokeOptions) -> Place:
    """The same with the organization. Raises pulumi.RunError where its trail can't be made from here: before
    anything is registered, so that nothing is half made.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
    """
    try:
        found = aws.organizations.get_organization(return_organization_only=True, opts=asked)
    # The SDK raises plain exceptions.
    except Exception as error:
        if "AWSOrganizationsNotInUse" not in str(error):
            raise
        raise pulumi.RunError(
            f"scope: account {place.account} isn't in an organization (AWSOrganizationsNotInUseException), "
            "so no trail of one can be made from it; nothing was made. Set scope to account, or deploy with "
            "the credentials of the organization's management account."
        ) from None
    organization = Organization(found.id, found.master_account_id)
    if found.feature_set != "ALL":
        raise pulumi.RunError(
            f"Organization {organization.id} has only consolidated billing; a trail of an organization needs "
            "all features. Turn them on in the management account, under Organizations, Settings; every "
            "account has to agree."
        )
    is_management = place.account == organization.management_account
    try:
        administrators = aws.organizations.get_delegated_administrators(service_principal=SERVICE, opts=asked)
        delegated = tuple(one.id for one in administrators.delegated_administrators)
    except Exception as error:
        # The SDK raises plain exceptions. Organizations tells it only to those who may make the trail.
        if is_management or "AccessDenied" not in str(error):
            raise
        delegated = ()
    if not is_management and place.account not in delegated:
        raise pulumi.RunError(
            f"Account {place.account} is neither the management account of organization {organization.id} "
            f"({organization.management_account}) nor a delegated administrator of CloudTrail, so it can't "
            "make the organization's trail; nothing was made. Deploy with the management account's "
            f"credentials, or register this one from there: `aws cloudtrail "
            f"register-organization-delegated-admin --member-account-id {place.account}`."
        )
    wanted = settings.delegated_admin_account_id
    if wanted and not is_management and wanted not in delegated:
        raise pulumi.RunError(
            f"delegatedAdminAccountId: only the management account {organization.management_account} can "
            f"register {wanted}. Deploy from there once, or leave the setting out."
        )
    if wanted == organization.management_account:
        raise pulumi.RunError(
            f"delegatedAdminAccountId: {wanted} is the management account, which needs no delegation. Name a "
            "member account, or leave the setting out."
        )
    return Place(place.account, place.enabled_regions, organization, delegated)
