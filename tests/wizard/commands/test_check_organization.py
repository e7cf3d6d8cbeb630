"""`check` for an organization's trail: who may make it, the log archive, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.wizard.command import ProjectFolder, Ran, project_folder
from tests.wizard.sky import (
    ACCOUNT,
    ARCHIVE,
    ARCHIVE_ROLE,
    MANAGEMENT,
    ORGANIZATION,
    Sky,
    member,
    organization,
    overhead,
    trail,
)
from wizard.account import assumed_role, connect
from wizard.account.facts import Probe
from wizard.check import gather
from wizard.stack.pulumi_command import PulumiCli

HOME = "eu-west-1"
WORDS = (
    "check",
    "--region",
    HOME,
    "--set",
    "approvedRegions=eu-west-1,us-east-1",
    "--set",
    "scope=organization",
)
WITH_ARCHIVE = ("--set", f"logArchiveRoleArn={ARCHIVE_ROLE}")
Check = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectFolder:
    monkeypatch.setattr(gather, "look", lambda: Probe("good", PulumiCli("/bin/pulumi", "3.250.0", True)))
    return project_folder(tmp_path, PULUMI_BACKEND_URL=f"file://{tmp_path}", COLUMNS="80")


@pytest.fixture
def check(project: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> Check:
    def run(sky: Sky, *words: str, json: bool = True) -> Ran:
        monkeypatch.setattr(connect, "connector", lambda *_: lambda: sky.client_for)
        monkeypatch.setattr(assumed_role, "clients_with", lambda *_: sky.client_for)
        with overhead(sky):
            return project.inside(*WORDS, *words, *(["--json"] if json else []))

    return run


def blockers(ran: Ran) -> dict[str, str]:
    return {one["name"]: one["text"] for one in ran.document["probes"] if one["blocks"]}


def states(ran: Ran) -> set[str]:
    return {one["state"] for one in ran.document["probes"]}


def test_a_management_account_where_all_is_well_ends_zero(check: Check) -> None:
    ran = check(organization())
    assert (ran.code, states(ran)) == (0, {"good"})


def test_a_log_archive_where_all_is_well_ends_zero_and_is_looked_into(check: Check) -> None:
    owners: list[str] = []

    def head(region: str, params: Any) -> dict[str, Any]:
        owners.append(params["headers"]["x-amz-expected-bucket-owner"])
        return {}

    sky = organization(HeadBucket=head)
    del sky.refusals["HeadBucket"]
    ran = check(sky, *WITH_ARCHIVE)
    assert set(owners) == {ARCHIVE}
    assert "in the log archive already" in str(ran.document)


def test_a_log_archive_that_is_free_ends_zero(check: Check) -> None:
    ran = check(organization(), *WITH_ARCHIVE)
    assert (ran.code, blockers(ran), states(ran)) == (0, {}, {"good"})
    names = [one["text"] for one in ran.document["probes"] if one["name"] == "log-bucket"]
    assert names == [f"The log bucket everyregion-{ARCHIVE}-{HOME} can be made."]


def test_a_delegated_administrator_is_told_what_it_cannot_see(check: Check) -> None:
    ran = check(organization(role="delegated"))
    assert (ran.code, blockers(ran), states(ran)) == (4, {}, {"good", "unknown"})
    (unknown,) = [one["text"] for one in ran.document["probes"] if one["state"] == "unknown"]
    assert "service-linked role isn't known: a delegated administrator can't look there" in unknown
    assert check(organization(role="delegated"), "--allow-unknown").code == 0
    assert f"a delegated administrator of CloudTrail of {ORGANIZATION}" in str(ran.document)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            {"DescribeOrganization": {"Organization": {"Id": ORGANIZATION, "MasterAccountId": ACCOUNT}}},
            "has only consolidated billing",
        ),
        (
            {
                "DescribeOrganization": {
                    "Organization": {
                        "Id": ORGANIZATION,
                        "MasterAccountId": MANAGEMENT,
                        "FeatureSet": "ALL",
                    }
                }
            },
            "is a plain member of organization",
        ),
    ],
)
def test_what_makes_it_hopeless_blocks(check: Check, answers: dict[str, Any], said: str) -> None:
    ran = check(organization(**answers))
    assert ran.code == 1
    assert said in blockers(ran)["organization-trail"]


def test_trusted_access_that_is_refused_is_unknown_with_the_action(check: Check) -> None:
    sky = organization()
    sky.refusals["ListAWSServiceAccessForOrganization"] = "refused"
    ran = check(sky)
    (found,) = [one for one in ran.document["probes"] if one["state"] == "unknown"]
    assert ran.code == 4
    assert (found["name"], found["action"]) == (
        "organization-trail",
        "organizations:ListAWSServiceAccessForOrganization",
    )


def test_a_role_that_cannot_be_taken_on_blocks_and_names_are_not_guessed(check: Check) -> None:
    sky = organization()
    sky.refusals["AssumeRole"] = "refused"
    ran = check(sky, *WITH_ARCHIVE, "--set", "logArchiveExternalId=CANARY-external")
    assert ran.code == 1
    assert "asks for another external id" in blockers(ran)["log-archive"]
    assert "CANARY" not in ran.out + ran.err
    assert "log-bucket" not in [one["name"] for one in ran.document["probes"]]


def test_a_suspended_log_archive_blocks(check: Check) -> None:
    accounts = [member(ACCOUNT, "main"), member(ARCHIVE, "Log Archive", State="SUSPENDED")]
    ran = check(organization(ListAccounts={"Accounts": accounts}), *WITH_ARCHIVE)
    assert "(Log Archive) is SUSPENDED" in blockers(ran)["log-archive"]


def test_a_role_of_another_partition_is_a_wrong_setting(check: Check) -> None:
    role = f"arn:aws-us-gov:iam::{ARCHIVE}:role/x"
    ran = check(organization(), "--set", f"logArchiveRoleArn={role}")
    assert ran.code == 2
    assert "An account of one partition can't take on a role of another." in ran.said


def test_five_trails_block_an_organization_trail_too(check: Check) -> None:
    ran = check(organization(*[trail(f"old{n}", HOME) for n in range(5)]))
    assert list(blockers(ran)) == ["trail-count"]


def test_an_opt_in_home_region_is_to_be_looked_at(check: Check) -> None:
    sky = organization(
        DescribeRegions={"Regions": [{"RegionName": name} for name in ("me-south-1", "us-east-1")]}
    )
    ran = check(sky, "--region", "me-south-1", "--set", "approvedRegions=me-south-1")
    (found,) = [one for one in ran.document["probes"] if one["name"] == "home-region-opt-in"]
    assert (found["state"], found["blocks"]) == ("bad", False)
    assert (
        "CloudTrail records nothing, in any region, of a member account that hasn't opted in" in found["text"]
    )


def test_a_trail_of_the_account_is_a_second_copy_beside_an_organizations(check: Check) -> None:
    ran = check(organization(trail("company", "us-east-1", IsMultiRegionTrail=True)))
    (found,) = [one for one in ran.document["probes"] if one["name"] == "second-copy"]
    assert "the new trail would be a second copy" in found["text"]


def test_our_own_organization_trail_is_no_second_copy(check: Check, project: ProjectFolder) -> None:
    project.stack_file.write_text(f"config:\n  aws:region: {HOME}\n")
    ours = trail("everyregion", HOME, IsMultiRegionTrail=True, IsOrganizationTrail=True)
    ran = check(organization({**ours, "S3BucketName": f"everyregion-{ACCOUNT}-{HOME}"}))
    assert (ran.code, blockers(ran)) == (0, {})
    assert "second-copy" not in [one["name"] for one in ran.document["probes"]]


def test_control_towers_trail_is_explained(check: Check) -> None:
    name = "aws-controltower-BaselineCloudTrail"
    theirs = trail(name, "us-east-1", IsMultiRegionTrail=True, IsOrganizationTrail=True)
    ran = check(organization(theirs))
    (found,) = [one for one in ran.document["probes"] if one["name"] == "second-copy"]
    assert "AWS Control Tower made it and would undo changes, so it is never touched" in found["text"]


def test_the_table_has_a_heading_for_it_within_eighty_columns(check: Check) -> None:
    ran = check(organization(), *WITH_ARCHIVE, json=False)
    assert "The organization's trail, and its log archive" in ran.out.splitlines()
    assert max(len(line) for line in ran.out.splitlines() if "file://" not in line) <= 80


TAKEN = (
    "--set",
    f"adoptTrail=arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/company",
    "--set",
    "trailName=company",
)
THEIRS = (
    "--set",
    f"adoptTrail=arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/company",
    "--set",
    "trailName=company",
)
OF_MEMBER = (
    "--set",
    f"adoptTrail=arn:aws:cloudtrail:{HOME}:777766665555:trail/company",
    "--set",
    "trailName=company",
)


def of(ran: Ran, name: str) -> list[tuple[str, str]]:
    return [(one["state"], one["text"]) for one in ran.document["probes"] if one["name"] == name]


def test_an_organization_s_trail_that_can_be_taken_over_is_good(check: Check) -> None:
    sky = organization(trail("company", HOME, IsOrganizationTrail=True, IsMultiRegionTrail=True))
    del sky.refusals["HeadBucket"]
    ran = check(sky, *TAKEN)
    assert of(ran, "adopted-trail") == [
        (
            "good",
            "company can be taken over; the set-up reads all of it first, and writes what it keeps.",
        )
    ]


def test_one_that_isn_t_there_blocks(check: Check) -> None:
    ran = check(organization(), *TAKEN)
    assert list(blockers(ran)) == ["adopted-trail"]
    assert "There is no trail" in blockers(ran)["adopted-trail"]


def test_a_member_s_own_blocks_with_what_to_do(check: Check) -> None:
    ran = check(organization(), *OF_MEMBER)
    assert "belongs to account 777766665555 (team), a member" in blockers(ran)["adopted-trail"]


def test_from_a_delegated_administrator_one_account_s_trail_blocks(check: Check) -> None:
    ran = check(organization(role="delegated"), *TAKEN)
    assert "an organization's trail belongs to the management account" in blockers(ran)["adopted-trail"]


def test_from_a_delegated_administrator_the_management_account_s_is_looked_for(check: Check) -> None:
    ran = check(organization(role="delegated"), *THEIRS)
    assert "that account 111122223333 sees" in blockers(ran)["adopted-trail"]


def test_a_bucket_elsewhere_blocks_with_the_setting_for_it(check: Check) -> None:
    sky = organization(trail("company", HOME, IsOrganizationTrail=True, IsMultiRegionTrail=True))
    sky.refusals["HeadBucket"] = "refused"
    ran = check(sky, *TAKEN)
    assert "Name a role in the bucket's account in logArchiveRoleArn" in blockers(ran)["adopted-trail"]
