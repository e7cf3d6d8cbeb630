"""The calls of the look, one function each: read-only, one region, typed facts out."""

from __future__ import annotations

import datetime
from dataclasses import replace

from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, code_of, trouble, unanswered
from wizard.account.facts import Activity, Identity, Organization, Probe

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
    """
    wanted = [{"Name": "opt-in-status", "Values": ["opt-in-not-required", "opted-in"]}]
    try:
        answer = client_for("ec2", region).describe_regions(Filters=wanted)
    except AWS_ERRORS as error:
        first = unanswered(error, "ec2:DescribeRegions", region)
        second = _listed_regions(client_for, region)
        return second if second.value else replace(first, why=f"{first.why}; {second.why}")
    return Probe("good", tuple(sorted(entry["RegionName"] for entry in answer["Regions"])))


def _listed_regions(client_for: ClientFor, region: str) -> Probe[tuple[str, ...]]:
    """https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html"""
    try:
        pages = client_for("account", region).get_paginator("list_regions")
        answer = pages.paginate(RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"]).build_full_result()
    except AWS_ERRORS as error:
        return unanswered(error, "account:ListRegions", region)
    return Probe("good", tuple(sorted(entry["RegionName"] for entry in answer["Regions"])))


def activity(client_for: ClientFor, region: str, now: datetime.datetime) -> Probe[Activity]:
    """Write events of the last days in one region: one page, so at most 50 are counted.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
    (twice a second for each account and region: one call stays below that).
    """
    try:
        page = client_for("cloudtrail", region).lookup_events(
            LookupAttributes=[{"AttributeKey": "ReadOnly", "AttributeValue": "false"}],
            StartTime=now - datetime.timedelta(days=ACTIVITY_DAYS),
            MaxResults=50,
        )
    except AWS_ERRORS as error:
        return unanswered(error, "cloudtrail:LookupEvents", region)
    return Probe("good", Activity(region, len(page["Events"]), ACTIVITY_DAYS, bool(page.get("NextToken"))))


def rules(client_for: ClientFor, region: str) -> Probe[bool]:
    """Whether EventBridge answers in this region; bad where a service control policy forbids it.

    A policy that denies a region forbids reads there too, so a read tells of the rules that can't be made.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
    """
    try:
        client_for("events", region).list_rules(Limit=1)
    except AWS_ERRORS as error:
        found = unanswered(error, "events:ListRules", region)
        return replace(found, state="bad") if found.cause == "closed" else found
    return Probe("good", True)


def organization(client_for: ClientFor, region: str, account: str) -> Probe[Organization]:
    """The organization that the account is in, and what it is there.

    AWS tells delegated administrators only to the management account and to delegated administrators, so
    a refusal means that the account is neither.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
    """
    client = client_for("organizations", region)
    try:
        found = client.describe_organization()["Organization"]
    except AWS_ERRORS as error:
        if code_of(error) == "AWSOrganizationsNotInUseException":
            return Probe("good", Organization())
        return unanswered(error, "organizations:DescribeOrganization", region)
    seen = Organization(
        found["Id"], found.get("MasterAccountId", ""), found.get("FeatureSet") == "ALL", "member"
    )
    if seen.management_account == account:
        return Probe("good", replace(seen, role="management"))
    try:
        pages = client.get_paginator("list_delegated_administrators")
        listed = pages.paginate(ServicePrincipal="cloudtrail.amazonaws.com").build_full_result()
    except AWS_ERRORS as error:
        refused = unanswered(error, "organizations:ListDelegatedAdministrators", region)
        return Probe("good", seen) if refused.cause == "refused" else replace(refused, value=seen)
    is_delegated = any(one["Id"] == account for one in listed.get("DelegatedAdministrators") or ())
    return Probe("good", replace(seen, role="delegated" if is_delegated else "member"))
