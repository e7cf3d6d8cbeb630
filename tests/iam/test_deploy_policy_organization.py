"""What the roles of an organization's deployment may do: management, delegated administrator, log archive."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from components.names import Names
from components.organization import Organization
from components.settings import validate
from wizard.iam import Principal, Request, evaluate
from wizard.policy.compose import LONGEST, Document, documents, size
from wizard.policy.needs import PURPOSES, Stack
from wizard.policy.registered import registered

HOME, MANAGEMENT, DELEGATED, ARCHIVE = "eu-west-1", "111122223333", "222233334444", "444455556666"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/everyregion"
CLOUDTRAIL = {"organizations:ServicePrincipal": "cloudtrail.amazonaws.com"}
ORGANIZATION = Organization("o-abcdefghij", MANAGEMENT)


@functools.cache
def policies(purpose: str, account: str, of: str, administrator: str = "") -> list[Document]:
    """account: that is deployed from; of: whose role the policy is for."""
    chosen = {
        "scope": "organization",
        "approvedRegions": [HOME],
        "logArchiveRoleArn": ROLE,
        "delegatedAdminAccountId": administrator,
    }
    settings = validate(chosen, HOME)
    names = Names.of(settings, account, None, ORGANIZATION)
    made = registered(settings, account, organization=ORGANIZATION)
    return documents(PURPOSES[purpose](Stack(settings, names, made, of)))


def may(
    policy: list[Document], action: str, resource: str = "*", context: dict[str, Any] | None = None
) -> bool:
    """Whether somebody of the resource's account may, where that account has nothing against it."""
    owner = resource.split(":")[4] if resource != "*" else MANAGEMENT
    deployer = f"arn:aws:iam::{owner or ARCHIVE}:role/deployer"
    request = Request(
        Principal.session(deployer, "me"), action, resource, {"aws:RequestedRegion": HOME, **(context or {})}
    )
    # A role always has a trust policy.
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": owner}, "Action": "sts:AssumeRole"}]}
    others = trust if action == "sts:AssumeRole" else None
    return evaluate(request, resource_policy=others, identity_policies=policy).allowed


FROM_MANAGEMENT = policies("deploy", MANAGEMENT, MANAGEMENT)
FROM_DELEGATED = policies("deploy", DELEGATED, DELEGATED)
IN_ARCHIVE = policies("deploy", MANAGEMENT, ARCHIVE)
TRAIL = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/everyregion"


@pytest.mark.parametrize("policy", [FROM_MANAGEMENT, FROM_DELEGATED], ids=["management", "delegated"])
def test_who_deploys_makes_the_trail_and_takes_on_the_role_in_the_log_archive(policy: list[Document]) -> None:
    assert may(policy, "cloudtrail:CreateTrail", TRAIL)
    assert may(policy, "sts:AssumeRole", ROLE)
    assert not may(policy, "sts:AssumeRole", f"arn:aws:iam::{ARCHIVE}:role/admin")
    assert not may(policy, "cloudtrail:DeleteTrail", f"{TRAIL}-of-somebody-else")


@pytest.mark.parametrize("policy", [FROM_MANAGEMENT, FROM_DELEGATED], ids=["management", "delegated"])
def test_who_deploys_makes_no_bucket_in_an_account_of_its_own(policy: list[Document]) -> None:
    assert not may(policy, "s3:CreateBucket", f"arn:aws:s3:::everyregion-{ARCHIVE}-{HOME}")
    assert not may(policy, "lambda:CreateFunction", f"arn:aws:lambda:{HOME}:{ARCHIVE}:function:everyregion")


def test_who_deploys_from_the_management_account_sees_who_is_a_delegated_administrator() -> None:
    registering = policies("deploy", MANAGEMENT, MANAGEMENT, "555566667777")
    assert may(registering, "organizations:ListDelegatedAdministrators")


def test_only_from_the_management_account_trusted_access_is_turned_on_and_for_cloudtrail_alone() -> None:
    turn_on = "organizations:EnableAWSServiceAccess"
    assert may(FROM_MANAGEMENT, turn_on, "*", CLOUDTRAIL)
    assert not may(FROM_MANAGEMENT, turn_on, "*", {"organizations:ServicePrincipal": "ram.amazonaws.com"})
    assert not may(FROM_DELEGATED, turn_on, "*", CLOUDTRAIL)


@pytest.mark.parametrize(
    "action",
    [
        "organizations:DisableAWSServiceAccess",
        "organizations:DeregisterDelegatedAdministrator",
        "cloudtrail:DeregisterOrganizationDelegatedAdmin",
        "organizations:LeaveOrganization",
        "organizations:CreatePolicy",
    ],
)
def test_nobody_may_take_away_what_other_trails_rest_on(action: str) -> None:
    policy = policies("deploy", MANAGEMENT, MANAGEMENT, DELEGATED)
    assert not may(policy, action, "*", CLOUDTRAIL)


def test_an_administrator_is_registered_with_both_service_linked_roles() -> None:
    policy = policies("deploy", MANAGEMENT, MANAGEMENT, DELEGATED)
    assert may(policy, "cloudtrail:RegisterOrganizationDelegatedAdmin")
    assert may(policy, "organizations:RegisterDelegatedAdministrator", "*", CLOUDTRAIL)
    role = f"arn:aws:iam::{MANAGEMENT}:role/aws-service-role"
    for service in ("cloudtrail.amazonaws.com", "context.cloudtrail.amazonaws.com"):
        name = {"iam:AWSServiceName": service}
        assert may(policy, "iam:CreateServiceLinkedRole", f"{role}/{service}/AWSServiceRoleFor", name)
    other = {"iam:AWSServiceName": "ram.amazonaws.com"}
    assert not may(
        policy, "iam:CreateServiceLinkedRole", f"{role}/ram.amazonaws.com/AWSServiceRoleFor", other
    )
    assert not may(FROM_MANAGEMENT, "cloudtrail:RegisterOrganizationDelegatedAdmin")


def test_the_role_in_the_log_archive_makes_what_lies_there_and_no_trail() -> None:
    assert may(IN_ARCHIVE, "s3:CreateBucket", f"arn:aws:s3:::everyregion-{ARCHIVE}-{HOME}")
    bus = f"arn:aws:events:{HOME}:{ARCHIVE}:event-bus/everyregion-alerts"
    assert may(IN_ARCHIVE, "events:PutPermission", bus)
    assert not may(IN_ARCHIVE, "cloudtrail:CreateTrail", TRAIL)
    assert not may(IN_ARCHIVE, "sts:AssumeRole", ROLE)
    assert not may(IN_ARCHIVE, "organizations:EnableAWSServiceAccess", "*", CLOUDTRAIL)


def test_the_role_in_the_log_archive_reads_no_log_file() -> None:
    file = f"arn:aws:s3:::everyregion-{ARCHIVE}-{HOME}/AWSLogs/o-abcdefghij/{MANAGEMENT}/CloudTrail/f.json.gz"
    for purpose in ("deploy", "verify", "check"):
        assert not may(policies(purpose, MANAGEMENT, ARCHIVE), "s3:GetObject", file)


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("of", [MANAGEMENT, ARCHIVE])
def test_each_document_fits_into_a_managed_policy(purpose: str, of: str) -> None:
    made = policies(purpose, MANAGEMENT, of, DELEGATED)
    assert made
    assert all(size(document) <= LONGEST for document in made)


@pytest.mark.parametrize("of", [MANAGEMENT, ARCHIVE])
def test_verifying_and_checking_change_nothing(of: str) -> None:
    words = ("Create", "Put", "Delete", "Update", "Enable", "Register", "Start", "Stop", "Tag", "Send")
    for purpose in ("verify", "check"):
        for document in policies(purpose, MANAGEMENT, of):
            for one in document["Statement"]:
                actions = [one["Action"]] if isinstance(one["Action"], str) else one["Action"]
                assert [a for a in actions if a.partition(":")[2].startswith(words)] == []


VERIFIES = {of: policies("verify", MANAGEMENT, of) for of in (MANAGEMENT, ARCHIVE)}
BUCKET = f"arn:aws:s3:::everyregion-{ARCHIVE}-{HOME}"


def test_who_verifies_is_told_of_the_organization_and_takes_on_the_role_in_the_log_archive() -> None:
    here, there = VERIFIES[MANAGEMENT], VERIFIES[ARCHIVE]
    for action in ("DescribeOrganization", "ListAccounts", "ListAWSServiceAccessForOrganization"):
        assert may(here, f"organizations:{action}")
        assert not may(there, f"organizations:{action}")
    assert may(here, "sts:AssumeRole", ROLE)
    linked = "role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail"
    assert may(here, "iam:GetRole", f"arn:aws:iam::{MANAGEMENT}:{linked}")
    member = f"arn:aws:account::{MANAGEMENT}:account/o-abcdefghij/555566667777"
    assert may(here, "account:ListRegions", member)
    assert not may(here, "account:ListRegions", member.replace("abcdefghij", "anotherone"))


def test_a_delegated_administrator_verifies_without_the_linked_role_that_it_cant_see() -> None:
    from_delegated = policies("verify", DELEGATED, DELEGATED)
    assert may(from_delegated, "organizations:ListAccounts")
    actions = [one for document in from_delegated for one in document["Statement"]]
    assert not any("aws-service-role" in str(one["Resource"]) for one in actions)


def test_the_log_archive_s_role_lists_files_and_reads_the_digests_of_every_account() -> None:
    there = VERIFIES[ARCHIVE]
    digest = f"{BUCKET}/AWSLogs/o-abcdefghij/555566667777/CloudTrail-Digest/us-west-2/2026/11/26/x.json.gz"
    policy = {"Statement": []}
    for action, resource in (("s3:ListBucket", BUCKET), ("s3:GetObject", digest)):
        who = Principal.session(f"arn:aws:iam::{ARCHIVE}:role/everyregion", "me")
        request = Request(who, action, resource, {"aws:RequestedRegion": HOME}, ARCHIVE)
        assert evaluate(request, resource_policy=policy, identity_policies=there).allowed, action
    bus = f"arn:aws:events:{HOME}:{ARCHIVE}:event-bus/everyregion-alerts"
    assert may(there, "events:DescribeEventBus", bus)
    assert not may(VERIFIES[MANAGEMENT], "events:DescribeEventBus", bus)
