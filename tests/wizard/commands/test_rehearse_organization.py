"""`python -m wizard rehearse` for an organization: read back from each account, and left up for a client."""

from __future__ import annotations

import functools
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.wizard.command import ProjectFolder, Ran, project_folder

pytestmark = pytest.mark.long

MANAGEMENT, DELEGATED, ARCHIVE = "123456789012", "210987654321", "999988887777"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/audit/deployer"
EXTERNAL_ID = "agreed-beforehand"
ORGANIZATION = ("rehearse", "--set", "scope=organization", "--defaults")
WITH_ARCHIVE = ("--set", f"logArchiveRoleArn={ROLE}", "--set", f"logArchiveExternalId={EXTERNAL_ID}")
FROM_DELEGATED = ("--from", "delegated-administrator")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    return project_folder(tmp_path_factory.mktemp("organization"))


@pytest.fixture(scope="module")
def plain(project: ProjectFolder) -> Ran:
    return project.inside(*ORGANIZATION, "--json")


@pytest.fixture(scope="module")
def archived(project: ProjectFolder) -> Ran:
    return project.inside(*ORGANIZATION, *WITH_ARCHIVE, "--json")


@pytest.fixture(scope="module")
def delegated(project: ProjectFolder) -> Ran:
    return project.inside(*ORGANIZATION, *FROM_DELEGATED, *WITH_ARCHIVE, "--json")


@pytest.mark.parametrize("run", ["plain", "archived", "delegated"])
def test_it_ends_well_with_a_trail_that_every_account_shows(run: str, request: pytest.FixtureRequest) -> None:
    ran: Ran = request.getfixturevalue(run)
    assert ran.code == 0, ran.err
    trail, organization = ran.document["trail"], ran.document["organization"]
    assert trail["isOrganization"] is True
    assert trail["arn"] == f"arn:aws:cloudtrail:us-east-1:{MANAGEMENT}:trail/everyregion"
    assert organization["trustedAccess"] is True
    assert organization["coveredAccounts"] == organization["accounts"]
    assert len(organization["accounts"]) == 6


@pytest.mark.parametrize("run", ["plain", "archived", "delegated"])
def test_a_member_s_log_file_alerts_once_where_nothing_is_approved_and_else_never(
    run: str, request: pytest.FixtureRequest
) -> None:
    ran: Ran = request.getfixturevalue(run)
    proof = ran.document["memberProof"]
    assert proof["proven"] is True
    assert (proof["alerts"], proof["alertsOfApproved"]) == (1, 0)
    folder = f"AWSLogs/{ran.document['organization']['id']}/{proof['member']}/CloudTrail/"
    assert len(proof["logFiles"]) == 2
    assert all(key.startswith(folder) for key in proof["logFiles"])


@pytest.mark.parametrize("run", ["plain", "archived", "delegated"])
def test_the_drill_finds_its_alert_wherever_that_is(run: str, request: pytest.FixtureRequest) -> None:
    ran: Ran = request.getfixturevalue(run)
    assert [(one["source"], one["alerted"]) for one in ran.document["drills"]] == [("delivered-logs", True)]
    assert [one["state"] for one in ran.document["drills"][0]["checks"]] == ["good"] * 9


def places(document: dict[str, Any]) -> tuple[Any, ...]:
    found = document["organization"]
    where = (document["account"], document["logBucket"]["account"], document["alert"]["account"])
    return (*where, document["providers"], found["deployedFrom"], found["delegatedAdministrators"])


def test_bucket_alert_and_providers_are_told_with_their_accounts(
    plain: Ran, archived: Ran, delegated: Ran
) -> None:
    assert places(plain.document) == (MANAGEMENT, MANAGEMENT, MANAGEMENT, 1, "management", [])
    assert places(archived.document) == (MANAGEMENT, ARCHIVE, ARCHIVE, 2, "management", [])
    assert places(delegated.document) == (
        *(DELEGATED, ARCHIVE, ARCHIVE, 2),
        *("delegated-administrator", [DELEGATED]),
    )


def test_the_external_id_is_never_said(archived: Ran, delegated: Ran) -> None:
    assert EXTERNAL_ID not in archived.out + archived.err + delegated.out + delegated.err


def test_a_person_reads_of_organization_and_member(project: ProjectFolder) -> None:
    ran = project.inside(*ORGANIZATION, *WITH_ARCHIVE)
    text = " ".join(ran.out.split())
    for part in (
        f"Deployed from account {MANAGEMENT} (management), with 2 AWS providers",
        "Trusted access for CloudTrail on",
        "Accounts that show the trail logging: 6 of 6",
        f"in us-east-1, account {ARCHIVE}",
        "By log files: whatever the trail logs, in whatever region and account",
        "Path: log files -> queue everyregion-alerts -> function everyregion-alert-digest",
        "Account 456789012345 started an instance in ap-northeast-1 (Asia Pacific (Tokyo)): one alert.",
        "And one in us-east-1 (US East (N. Virginia)), which is approved: no alert.",
    ):
        assert part in text
    assert EXTERNAL_ID not in ran.out + ran.err


def test_rules_alone_prove_nothing_of_other_accounts(project: ProjectFolder) -> None:
    ran = project.inside(*ORGANIZATION, "--set", 'regionAlert=["rules"]', "--json")
    assert ran.code == 0, ran.err
    assert ran.document["memberProof"] == {
        "proven": False,
        "why": "regionAlert has no delivered-logs, so nothing tells of the other accounts.",
    }


def test_rules_forward_from_the_trail_s_account_to_the_archive(project: ProjectFolder) -> None:
    both = ("--set", 'regionAlert=["rules","delivered-logs"]')
    ran = project.inside(*ORGANIZATION, *WITH_ARCHIVE, *both, "--json")
    assert ran.code == 0, ran.err
    assert len(ran.document["alert"]["watchedRegions"]) == 16
    assert [(one["source"], one["alerted"]) for one in ran.document["drills"]] == [
        ("rules", True),
        ("delivered-logs", True),
    ]


def test_an_account_alone_is_not_deployed_from_elsewhere(project: ProjectFolder) -> None:
    ran = project.inside("rehearse", "--defaults", *FROM_DELEGATED)
    assert ran.code == 2
    assert ran.said == (
        "--from delegated-administrator needs scope: organization, since an account alone has no other place "
        "to deploy from."
    )


def test_there_are_two_places_to_deploy_from(project: ProjectFolder) -> None:
    ran = project.inside(*ORGANIZATION, "--from", "member")
    assert (ran.code, ran.said) == (2, '--from "member": there are management and delegated-administrator.')


def test_with_a_key_of_one_s_own_it_is_rehearsed_beside_the_bucket(project: ProjectFolder) -> None:
    arn = f"arn:aws:kms:us-east-1:{ARCHIVE}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    keys = ("--set", "encryption=existing-key", "--set", f"kmsKeyArn={arn}")
    ran = project.inside(*ORGANIZATION, *WITH_ARCHIVE, *keys, "--json")
    assert ran.code == 0, ran.err
    assert ran.document["trail"]["kmsKeyId"] == arn


def test_a_client_takes_on_the_archive_s_role_of_an_organization_that_is_left_up(
    project: ProjectFolder,
) -> None:
    with project.left_up(*ORGANIZATION, *WITH_ARCHIVE) as up:
        client = functools.partial(boto3.client, endpoint_url=up.url, region_name="us-east-1")
        here = {"aws_access_key_id": "rehearsal", "aws_secret_access_key": "rehearsal"}
        sts = client("sts", **here)
        with pytest.raises(ClientError) as wrong:
            sts.assume_role(RoleArn=ROLE, RoleSessionName="me", ExternalId="guessed")
        keys = sts.assume_role(RoleArn=ROLE, RoleSessionName="me", ExternalId=EXTERNAL_ID)["Credentials"]
        there = {
            "aws_access_key_id": keys["AccessKeyId"],
            "aws_secret_access_key": keys["SecretAccessKey"],
            "aws_session_token": keys["SessionToken"],
        }
        who = client("sts", **there).get_caller_identity()
        buckets = client("s3", **there).list_buckets()["Buckets"]
        own = client("s3", **here).list_buckets()["Buckets"]
        trails = client("cloudtrail", **there).describe_trails()["trailList"]
        up.interrupt()
    assert wrong.value.response.get("Error", {}).get("Code") == "AccessDenied"
    assert "guessed" not in str(wrong.value)
    assert who["Arn"] == f"arn:aws:sts::{ARCHIVE}:assumed-role/deployer/me"
    assert [one["Name"] for one in buckets] == [
        f"everyregion-{ARCHIVE}-us-east-1",
        f"everyregion-{ARCHIVE}-us-east-1-access",
    ]
    assert own == []
    assert [one["TrailARN"].split(":")[4] for one in trails] == [MANAGEMENT]


# The role that AWS makes in each account that an organization creates; the guided set-up offers it first.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
def test_a_log_archive_reached_by_the_role_that_the_organization_made_there_is_rehearsed(
    project: ProjectFolder,
) -> None:
    role = "arn:aws:iam::345678901234:role/OrganizationAccountAccessRole"
    ran = project.inside(*ORGANIZATION, "--set", f"logArchiveRoleArn={role}", "--json")
    assert ran.code == 0, ran.err
    assert ran.document["logBucket"]["account"] == "345678901234"
