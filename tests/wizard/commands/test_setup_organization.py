"""The set-up of an organization's trail with nobody there: what it writes, refuses, and never shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.wizard.command import ProjectFolder, Ran, project_folder
from tests.wizard.sky import ACCOUNT, ARCHIVE, ARCHIVE_ROLE, Sky, member, organization, overhead, trail
from wizard.account import assumed_role, connect

HOME = "eu-west-1"
WORDS = ("--defaults", "--yes", "--region", HOME, "--set", "scope=organization")
ROLE = ("--set", f"logArchiveRoleArn={ARCHIVE_ROLE}")
SECRET = ("--set", "logArchiveExternalId=CANARY-external")
Setup = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return project_folder(tmp_path)


@pytest.fixture
def setup(project: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> Setup:
    def run(sky: Sky, *words: str) -> Ran:
        monkeypatch.setattr(connect, "connector", lambda *_: lambda: sky.client_for)
        monkeypatch.setattr(assumed_role, "clients_with", lambda *_: sky.client_for)
        sky.refusals["DescribeKey"] = "missing"
        with overhead(sky):
            return project.inside(*words)

    return run


def config(project: ProjectFolder) -> dict[str, Any]:
    return yaml.safe_load(project.stack_file.read_text("utf-8"))["config"]


def test_the_scope_is_written_and_what_was_seen_is_told(setup: Setup, project: ProjectFolder) -> None:
    ran = setup(organization(), *WORDS)
    assert ran.code == 0, ran.err
    assert config(project)["everyregion:scope"] == "organization"
    said = " ".join(ran.out.split())
    assert "Account 111122223333 is the management account of o-abcdefghij, 3 accounts." in said
    assert "from here those trails can't be seen" in said
    assert "logArchiveRoleArn could name Log Archive (444455556666)" in said


def test_a_plain_member_is_refused_with_what_to_do_instead(setup: Setup, project: ProjectFolder) -> None:
    ran = setup(organization(role="member"), *WORDS)
    assert (ran.code, project.stack_file.exists()) == (2, False)
    assert "aws cloudtrail register-organization-delegated-admin --member-account-id 111122223333" in ran.said


def test_a_delegated_administrator_may(setup: Setup, project: ProjectFolder) -> None:
    assert setup(organization(role="delegated"), *WORDS).code == 0
    assert project.stack_file.exists()


def test_a_log_archive_is_looked_into_and_written(setup: Setup, project: ProjectFolder) -> None:
    ran = setup(organization(), *WORDS, *ROLE)
    assert ran.code == 0, ran.err
    assert config(project)["everyregion:logArchiveRoleArn"] == ARCHIVE_ROLE
    assert f"everyregion-{ARCHIVE}-{HOME}" in ran.out


def test_a_role_that_cannot_be_taken_on_is_refused(setup: Setup, project: ProjectFolder) -> None:
    sky = organization()
    sky.refusals["AssumeRole"] = "refused"
    ran = setup(sky, *WORDS, *ROLE, *SECRET)
    assert (ran.code, project.stack_file.exists()) == (2, False)
    assert "--role-template FILE` writes a CloudFormation template that makes it." in ran.said
    assert "CANARY" not in ran.out + ran.err


def test_a_suspended_account_is_refused(setup: Setup, project: ProjectFolder) -> None:
    accounts = [member(ACCOUNT, "main"), member(ARCHIVE, "Log Archive", State="SUSPENDED")]
    ran = setup(organization(ListAccounts={"Accounts": accounts}), *WORDS, *ROLE)
    assert (ran.code, project.stack_file.exists()) == (2, False)
    assert "Account 444455556666 (Log Archive) is SUSPENDED" in ran.said


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_external_id_is_written_and_never_shown(
    setup: Setup, project: ProjectFolder, form: tuple[str, ...]
) -> None:
    ran = setup(organization(), *WORDS, *ROLE, *SECRET, *form)
    assert ran.code == 0, ran.err
    assert config(project)["everyregion:logArchiveExternalId"] == "CANARY-external"
    assert "CANARY" not in ran.out + ran.err
    assert "logArchiveExternalId: (hidden)" in ran.out


def test_a_new_external_id_is_seen_to_differ(setup: Setup, project: ProjectFolder) -> None:
    setup(organization(), *WORDS, *ROLE, *SECRET)
    ran = setup(organization(), *WORDS, *ROLE, "--set", "logArchiveExternalId=CANARY-other")
    assert "+  everyregion:logArchiveExternalId: (hidden), another one" in ran.out
    assert "CANARY" not in ran.out + ran.err


def test_how_to_encrypt_it_is_said(setup: Setup) -> None:
    ran = setup(organization(), *WORDS, *ROLE, *SECRET)
    assert "`pulumi config set --secret logArchiveExternalId`" in " ".join(ran.out.split())


def test_review_does_not_show_it_either(setup: Setup, project: ProjectFolder) -> None:
    setup(organization(), *WORDS, *ROLE, *SECRET)
    for form in ((), ("--json",)):
        ran = project.inside("review", *form)
        assert ran.code == 0
        assert "CANARY" not in ran.out + ran.err


def test_an_external_id_that_yaml_takes_for_a_number_is_refused_unseen(project: ProjectFolder) -> None:
    project.stack_file.write_text(
        f"config:\n  aws:region: {HOME}\n  everyregion:approvedRegions: [eu-west-1]\n"
        f"  everyregion:scope: organization\n  everyregion:logArchiveRoleArn: {ARCHIVE_ROLE}\n"
        "  everyregion:logArchiveExternalId: 987654321987\n"
    )
    for form in ((), ("--json",)):
        ran = project.inside("review", *form)
        assert ran.code == 2
        assert "987654321987" not in ran.out + ran.err


def test_an_external_id_without_an_equals_sign_is_not_repeated(project: ProjectFolder) -> None:
    ran = project.inside("review", "--set", "logArchiveExternalId CANARY-external")
    assert ran.code == 2
    assert "CANARY" not in ran.out + ran.err


def test_control_towers_trail_stops_an_unattended_run_with_what_can_be_built(
    setup: Setup, project: ProjectFolder
) -> None:
    name = "aws-controltower-BaselineCloudTrail"
    theirs = trail(name, HOME, IsMultiRegionTrail=True, IsOrganizationTrail=True)
    ran = setup(organization(theirs), *WORDS)
    assert (ran.code, project.stack_file.exists()) == (2, False)
    assert "it is never touched, and no region alert is made on its bucket" in ran.said


def test_a_scope_that_is_not_given_is_asked_for_with_what_depends_on_it(project: ProjectFolder) -> None:
    ran = project.inside("--region", HOME, "--set", "scope=organization")
    assert ran.code == 2
    assert "no answer for: logArchiveRoleArn, delegatedAdminAccountId, approvedRegions" in ran.said
