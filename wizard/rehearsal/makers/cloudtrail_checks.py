"""Looks around in the emulated account for what the refusals of trails need to know."""

from __future__ import annotations

from components.arns import Arn
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import organization_of
from wizard.rehearsal.makers.base import Place, State
from wizard.rehearsal.refusals.trail_delivery import TrailPlan, check_bucket, check_key, check_log_group
from wizard.rehearsal.refusals.trail_names import (
    check_combination,
    check_home_region,
    check_new_trail,
    check_trail_name,
)
from wizard.rehearsal.refusals.trail_organization import check_bucket_owner, check_organization
from wizard.rehearsal.refusals.trail_selectors import check_advanced, check_basic, check_insights


def check_new(at: Place, name: str, inputs: State) -> None:
    """Name, and room for one more trail wherever it will show."""
    check_trail_name(name)
    others = (
        [one for one in at.account.regions if one != at.region] if inputs.get("isMultiRegionTrail") else []
    )
    there = contents.trails(_owner(at.account, inputs))
    shown = {
        region: [trail.trail_name for trail in there if trail.is_multi_region or trail.region_name == region]
        for region in (at.region, *others)
    }
    check_new_trail(name, _owner(at.account, inputs).id, shown)


def check_home(at: Place, arn: str) -> None:
    """A trail is changed where it was made."""
    name, owner = Arn.of(arn).name, contents.owner_of(at.account, arn) or at.account
    seen = [trail for trail in contents.trails(owner) if trail.trail_name == name]
    here = [trail for trail in seen if trail.region_name == at.region]
    shadows = [trail for trail in seen if trail.is_multi_region]
    check_home_region(name, at.region, (here or shadows or [None])[0] and (here or shadows)[0].region_name)


def check_settings(at: Place, name: str, inputs: State) -> None:
    """Everything that a trail's inputs, in pulumi-aws' shape, can have wrong."""
    account = at.account
    check_combination(inputs)
    organization = None
    if inputs.get("isOrganizationTrail"):
        organization = check_organization(account.id, organization_of(account))
    plan = TrailPlan(
        _owner(account, inputs).arn("cloudtrail", f"trail/{name}", at.region),
        _owner(account, inputs).id,
        account.partition,
        inputs.get("s3KeyPrefix") or "",
        organization.id if organization else "",
    )
    bucket = contents.bucket(account, inputs["s3BucketName"])
    if organization and bucket:
        check_bucket_owner(organization, bucket.name, bucket.owner)
    check_bucket(plan, inputs["s3BucketName"], bucket)
    if inputs.get("kmsKeyId") and bucket:
        key = contents.key(account, bucket.region, inputs["kmsKeyId"])
        check_key(plan, inputs["kmsKeyId"], key, bucket)
    if inputs.get("cloudWatchLogsGroupArn"):
        role = contents.role_at(account, inputs["cloudWatchLogsRoleArn"])
        groups = contents.log_groups(account, at.region)
        check_log_group(plan, inputs["cloudWatchLogsGroupArn"], groups, role)
    advanced, basic = inputs.get("advancedEventSelectors") or (), inputs.get("eventSelectors") or ()
    check_advanced(advanced)
    check_basic(basic)
    check_insights(inputs.get("insightSelectors") or (), advanced, basic)


def _owner(account: EmulatedAccount, inputs: State) -> EmulatedAccount:
    """Whose the trail is: the management account's where it is an organization's."""
    found = organization_of(account) if inputs.get("isOrganizationTrail") else None
    return (found and account.beside(found.management_account)) or account
