"""Looks around in the emulated account for what the refusals of trails need to know."""

from __future__ import annotations

from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.base import Place, State
from wizard.rehearsal.refusals.trail_delivery import TrailPlan, check_bucket, check_key, check_log_group
from wizard.rehearsal.refusals.trail_names import (
    check_combination,
    check_home_region,
    check_new_trail,
    check_trail_name,
)
from wizard.rehearsal.refusals.trail_organization import SERVICE, Organization, check_organization
from wizard.rehearsal.refusals.trail_selectors import check_advanced, check_basic, check_insights


def check_new(at: Place, name: str, inputs: State) -> None:
    """Name, and room for one more trail wherever it will show."""
    check_trail_name(name)
    others = (
        [one for one in at.account.regions if one != at.region] if inputs.get("isMultiRegionTrail") else []
    )
    there = contents.trails(at.account)
    shown = {
        region: [trail.trail_name for trail in there if trail.is_multi_region or trail.region_name == region]
        for region in (at.region, *others)
    }
    check_new_trail(name, at.account.id, shown)


def check_home(at: Place, name: str) -> None:
    """A trail is changed where it was made."""
    seen = [trail for trail in contents.trails(at.account) if trail.trail_name == name]
    here = [trail for trail in seen if trail.region_name == at.region]
    shadows = [trail for trail in seen if trail.is_multi_region]
    check_home_region(name, at.region, (here or shadows or [None])[0] and (here or shadows)[0].region_name)


def check_settings(at: Place, name: str, inputs: State) -> None:
    """Everything that a trail's inputs, in pulumi-aws' shape, can have wrong."""
    account = at.account
    check_combination(inputs)
    organization = None
    if inputs.get("isOrganizationTrail"):
        organization = organization_of(account)
        check_organization(account.id, organization)
    plan = TrailPlan(
        at.arn("cloudtrail", f"trail/{name}"),
        account.id,
        account.partition,
        inputs.get("s3KeyPrefix") or "",
        organization.id if organization else "",
    )
    bucket = contents.bucket(account, inputs["s3BucketName"])
    check_bucket(plan, inputs["s3BucketName"], bucket)
    if inputs.get("kmsKeyId") and bucket:
        key = contents.key(account, bucket.region, inputs["kmsKeyId"])
        check_key(plan, inputs["kmsKeyId"], key, bucket.region)
    if inputs.get("cloudWatchLogsGroupArn"):
        role = contents.role_at(account, inputs["cloudWatchLogsRoleArn"])
        groups = contents.log_groups(account, at.region)
        check_log_group(plan, inputs["cloudWatchLogsGroupArn"], groups, role)
    advanced, basic = inputs.get("advancedEventSelectors") or (), inputs.get("eventSelectors") or ()
    check_advanced(advanced)
    check_basic(basic)
    check_insights(inputs.get("insightSelectors") or (), advanced, basic)


def organization_of(account: EmulatedAccount) -> Organization | None:
    """The account's organization, None if it is in none."""
    from botocore.exceptions import ClientError

    client = account.client("organizations")
    try:
        found = client.describe_organization()["Organization"]
    except ClientError:
        return None
    trusted, delegated = [], []
    if found["MasterAccountId"] == account.id:
        trusted = client.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
        delegated = client.list_delegated_administrators()["DelegatedAdministrators"]
    # The emulator spells the role's name otherwise than AWS; its path is the same.
    linked = account.arn("iam", f"role/aws-service-role/{SERVICE}/", "")
    return Organization(
        found["Id"],
        found["MasterAccountId"],
        all_features=found["FeatureSet"] == "ALL",
        trusted_access=SERVICE in [one["ServicePrincipal"] for one in trusted],
        service_linked_role=any(arn.startswith(linked) for arn in contents.principals(account)),
        delegated=tuple(one["Id"] for one in delegated),
    )
