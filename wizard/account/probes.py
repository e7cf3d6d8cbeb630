"""The calls of the look, one function each: read-only, one region, typed facts out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components.organization import SERVICE
from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, trouble
from wizard.account.facts import Activity, Identity, Organization, Probe
from wizard.account.one_call import ask, ask_every_page

ACTIVITY_DAYS = 7
# (service, region) -> boto3 client. A function, so that the rehearsal and tests can give their own.


def identity(client_for: ClientFor, region: str) -> Probe[Identity]:
    """Who the credentials are; bad when they don't work.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """
    try:
        answer = client_for("sts", region).get_caller_identity()
    except AWS_ERRORS as error:
        found = trouble(error, "sts:GetCallerIdentity", region)
        state = "bad" if found.kind == "credentials" else "unknown"
        return Probe(state, why=found.text, action="sts:GetCallerIdentity", cause=found.kind)
    return Probe("good", Identity(answer["Account"], answer["Arn"]))


def enabled_regions(client_for: ClientFor, region: str) -> Probe[tuple[str, ...]]:
    """Regions that are enabled in the account.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
    https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
    """
    return _regions(client_for, region).then(lambda found: tuple(sorted(found)))


def optional_regions(client_for: ClientFor, region: str) -> Probe[frozenset[str]]:
    """Of those regions the ones that each account has to enable for itself. The same calls, and the same
    answers where they are remembered.

    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
    """
    found = _regions(client_for, region)
    return found.then(lambda some: frozenset(name for name, optional in some.items() if optional))


def _regions(client_for: ClientFor, region: str) -> Probe[Mapping[str, bool]]:
    """Each enabled region -> whether that took somebody's doing."""
    wanted = [{"Name": "opt-in-status", "Values": ["opt-in-not-required", "opted-in"]}]
    answer = ask(client_for, "ec2", region, "describe_regions", Filters=wanted)
    first = answer.then(lambda found: _by_name(found, "OptInStatus", "opted-in"))
    if first.value is not None:
        return first
    status = ["ENABLED", "ENABLED_BY_DEFAULT"]
    answer = ask_every_page(client_for, "account", region, "list_regions", RegionOptStatusContains=status)
    second = answer.then(lambda found: _by_name(found, "RegionOptStatus", "ENABLED"))
    return second if second.value else replace(first, why=f"{first.why}; {second.why}")


def _by_name(answer: Mapping[str, Any], key: str, optional: str) -> Mapping[str, bool]:
    return {entry["RegionName"]: entry.get(key) == optional for entry in answer["Regions"]}


def regions_enabled_by(client_for: ClientFor, region: str, account: str) -> Probe[frozenset[str]]:
    """The regions that are enabled in another account of the organization. Told to the management account
    and to AWS Account Management's delegated administrators, where that has trusted access.

    https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
    """
    status = {"RegionOptStatusContains": ["ENABLED", "ENABLING", "ENABLED_BY_DEFAULT"]}
    answer = ask_every_page(client_for, "account", region, "list_regions", AccountId=account, **status)
    return answer.then(lambda found: frozenset(entry["RegionName"] for entry in found["Regions"]))


def activity(client_for: ClientFor, region: str, now: datetime.datetime) -> Probe[Activity]:
    """Write events of the last days in one region: one page, so at most 50 are counted.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
    (twice a second for each account and region: one call stays below that).
    """
    return ask(
        client_for,
        "cloudtrail",
        region,
        "lookup_events",
        LookupAttributes=[{"AttributeKey": "ReadOnly", "AttributeValue": "false"}],
        StartTime=now - datetime.timedelta(days=ACTIVITY_DAYS),
        MaxResults=50,
    ).then(lambda page: Activity(region, len(page["Events"]), ACTIVITY_DAYS, bool(page.get("NextToken"))))


def rules(client_for: ClientFor, region: str) -> Probe[bool]:
    """Whether EventBridge answers in this region; bad where a service control policy forbids it.

    A policy that denies a region forbids reads there too, so a read tells of the rules that can't be made.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
    """
    found = ask(client_for, "events", region, "list_rules", Limit=1)
    return replace(found.then(lambda _: True), state="bad" if found.cause == "closed" else found.state)


def organization(client_for: ClientFor, region: str, account: str) -> Probe[Organization]:
    """The organization that the account is in, and what it is there.

    AWS tells delegated administrators only to the management account and to delegated administrators, so
    a refusal means that the account is neither.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
    """
    in_none = ("AWSOrganizationsNotInUse",)
    answer = ask(client_for, "organizations", region, "describe_organization", absent=in_none)
    if answer.state == "bad":
        return Probe("good", Organization())
    if answer.value is None:
        return answer
    found = answer.value["Organization"]
    seen = Organization(
        found["Id"], found.get("MasterAccountId", ""), found.get("FeatureSet") == "ALL", "member"
    )
    if seen.management_account == account:
        return Probe("good", replace(seen, role="management"))
    listed = administrators(client_for, region)
    if listed.value is None:
        if listed.cause == "refused":
            return Probe("good", seen)
        return Probe(listed.state, seen, listed.why, listed.action, listed.cause)
    return Probe("good", replace(seen, role="delegated" if account in listed.value else "member"))


def administrators(client_for: ClientFor, region: str) -> Probe[tuple[str, ...]]:
    """The accounts that may manage CloudTrail for the organization.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
    """
    answer = ask_every_page(
        client_for, "organizations", region, "list_delegated_administrators", ServicePrincipal=SERVICE
    )
    return answer.then(
        lambda found: tuple(sorted(one["Id"] for one in found.get("DelegatedAdministrators") or ()))
    )
