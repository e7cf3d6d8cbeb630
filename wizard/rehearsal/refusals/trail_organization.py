"""What an organization trail needs of its organization, and who is registered to manage it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
"""

from __future__ import annotations

from typing import NoReturn

from wizard.rehearsal.account.organizations import ACTIVE, SERVICE, Organization
from wizard.rehearsal.refusals import Refused

MOST_ADMINISTRATORS = 3


def check_organization(account: str, organization: Organization | None) -> Organization:
    """The organization. Raises Refused when this account can't make an organization trail."""
    organization = _in_one(account, organization)
    if not organization.may_make_trails(account):
        raise Refused(
            "NotOrganizationMasterAccountException",
            f"Account {account} is neither the management account nor a delegated administrator of "
            f"{organization.id}.",
        )
    _check_features(organization)
    if not organization.service_linked_role:
        _refuse_without_role(account == organization.management_account)
    return organization


def _refuse_without_role(from_management: bool) -> NoReturn:
    """The user guide has it that the call makes the role. Seen was that it doesn't, with these words:
    https://github.com/natsukium/dotfiles/pull/716
    """
    if from_management:
        raise Refused(
            "InsufficientDependencyServiceAccessPermissionException",
            "AWS CloudTrail cannot create resources for your organization because access to one or more "
            "required APIs has been denied.",
        )
    raise Refused(
        "NoManagementAccountSLRExistsException",
        "The management account doesn't have the service-linked role AWSServiceRoleForCloudTrail.",
    )


def check_bucket_owner(organization: Organization, bucket: str, owner: str) -> None:
    """Raises Refused where the bucket's account was closed: nobody gets at what is in it.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html
    """
    state = organization.states.get(owner, ACTIVE)
    if state != ACTIVE:
        raise Refused(
            "InsufficientS3BucketPolicyException",
            f"Incorrect S3 bucket policy is detected for bucket: {bucket}. All access to it is disabled: its "
            f"account {owner} is {state}.",
        )


def check_change(account: str, was: bool, wanted: bool, organization: Organization | None) -> None:
    """Whether the account may change a trail that is (was), or becomes (wanted), the organization's: which
    asks for all that a new one does.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
    """
    if not was and not wanted:
        return
    found = _in_one(account, organization)
    if not found.may_make_trails(account):
        raise Refused(
            "NotOrganizationMasterAccountException",
            f"Account {account} is neither the management account nor a delegated administrator of "
            f"{found.id}: it can't change a trail of the organization.",
        )
    if was != wanted and account != found.management_account:
        raise Refused(
            "NotOrganizationMasterAccountException",
            "Only the management account can turn one account's trail into an organization's, or back.",
        )
    if wanted and not was:
        check_organization(account, organization)


def check_registration(account: str, member: str, organization: Organization | None) -> None:
    """Raises Refused when this account can't make the member a delegated administrator of CloudTrail."""
    found = _as_management(account, organization)
    _check_features(found)
    if member == account:
        raise Refused(
            "CannotDelegateManagementAccountException",
            "The management account of an organization cannot be registered as a delegated administrator.",
        )
    if found.states.get(member) != ACTIVE:
        raise Refused("AccountNotFoundException", f"Account {member} isn't an active account of {found.id}.")
    if member in found.delegated:
        raise Refused(
            "AccountRegisteredException",
            f"Account {member} is already registered as the CloudTrail delegated administrator.",
        )
    if len(found.delegated) >= MOST_ADMINISTRATORS:
        raise Refused(
            "DelegatedAdminAccountLimitExceededException",
            f"{found.id} has {len(found.delegated)} CloudTrail delegated administrators already.",
        )


def check_deregistration(account: str, member: str, organization: Organization | None) -> None:
    """Raises Refused when this account can't take the delegation from the member."""
    found = _as_management(account, organization)
    if member not in found.states:
        raise Refused("AccountNotFoundException", f"Account {member} isn't an account of {found.id}.")
    if member not in found.delegated:
        raise Refused(
            "AccountNotRegisteredException",
            f"Account {member} isn't registered as a CloudTrail delegated administrator.",
        )


def _in_one(account: str, organization: Organization | None) -> Organization:
    if organization is None:
        raise Refused(
            "OrganizationsNotInUseException",
            f"Account {account} is not a member of an organization in AWS Organizations.",
        )
    return organization


def _as_management(account: str, organization: Organization | None) -> Organization:
    found = _in_one(account, organization)
    if account != found.management_account:
        raise Refused(
            "NotOrganizationManagementAccountException",
            f"Account {account} isn't the management account of {found.id}.",
        )
    return found


def _check_features(organization: Organization) -> None:
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
