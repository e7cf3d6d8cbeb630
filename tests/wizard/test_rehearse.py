"""`python -m wizard rehearse` as a process of its own: nothing leaves it, nothing of the user's changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, Ran, project_folder

STACK_FILE = """\
config:
  acme-audit:trailName: acme
  acme-audit:alertEmails: {secure: AAAB}
  everyregion:trailName: not-ours
"""


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    project = project_folder(tmp_path_factory.mktemp("rehearsed"))
    return project.wizard("rehearse", "--defaults", "--json")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """A renamed project with a stack file of its own and a profile that has a region."""
    parent = tmp_path_factory.mktemp("own")
    (parent / "aws-config").write_text("[profile audit]\nregion = eu-west-3\n")
    project = project_folder(parent, "acme-audit")
    project.stack_file.write_text(STACK_FILE)
    return project


@pytest.fixture(scope="module")
def read(own: ProjectFolder) -> Ran:
    """What a person reads of its rehearsal."""
    return own.wizard("rehearse", "--defaults", "--profile", "audit")


def test_json_is_one_document_read_back_from_the_emulated_account(rehearsed: Ran) -> None:
    assert (rehearsed.code, rehearsed.err) == (0, "")
    found = rehearsed.document
    assert next(iter(found)) == "schema"
    assert found["schema"] == "everyregion/rehearse/1"
    assert {key: found["trail"][key] for key in ("isMultiRegion", "isLogging", "logFileValidation")} == {
        "isMultiRegion": True,
        "isLogging": True,
        "logFileValidation": True,
    }
    assert found["providers"] == 1
    assert found["emulated"]


def test_watched_regions_are_the_enabled_ones_without_the_approved(rehearsed: Ran) -> None:
    found = rehearsed.document
    assert found["alert"]["watchedRegions"] == sorted(set(found["regions"]) - {"us-east-1"})
    assert len(found["alert"]["watchedRegions"]) == 16


def test_an_alert_is_proved(rehearsed: Ran) -> None:
    proof = rehearsed.document["proof"]
    assert (proof["region"], proof["event"], proof["alerted"]) == ("ap-northeast-1", "CreateKeyPair", True)
    assert proof["subject"].startswith("Everyregion: CreateKeyPair in ap-northeast-1")


def test_a_person_reads_trail_regions_path_proof_and_what_was_emulated(read: Ran) -> None:
    assert read.code == 0, read.err
    text = " ".join(read.out.split())
    for part in (
        "acme is logging: arn:aws:cloudtrail:eu-west-3:123456789012:trail/acme",
        "Regions that show it logging: 17 of 17 enabled",
        "Watched by rules: 16 regions",
        "| Subject: Everyregion: CreateKeyPair in ap-northeast-1",
        "Emulated here",
    ):
        assert part in text


def test_progress_goes_to_stderr_one_line_a_component(read: Ran) -> None:
    lines = read.err.splitlines()
    assert "Making trail" in lines
    assert len(lines) == len(set(lines))


def test_the_users_stack_file_is_not_touched_and_that_is_said(own: ProjectFolder, read: Ran) -> None:
    assert own.stack_file.read_text() == STACK_FILE
    assert own.names() == {"Pulumi.yaml", "Pulumi.dev.yaml"}
    assert "isn't touched" in read.out


def test_a_renamed_projects_own_keys_count(read: Ran) -> None:
    assert "trail/acme" in read.out


def test_the_home_region_comes_from_the_profile_when_nothing_else_names_one(read: Ran) -> None:
    assert "arn:aws:cloudtrail:eu-west-3:" in read.out


def test_a_secret_setting_takes_its_default_and_that_is_said(read: Ran) -> None:
    assert "can't be read here and take their defaults: alertEmails." in " ".join(read.out.split())


def test_a_misspelt_region_ends_two_and_is_suggested_before_anything_is_deployed(
    tmp_path: Path,
) -> None:
    ran = project_folder(tmp_path).wizard("rehearse", "--defaults", "--set", "approvedRegions=us-eats-1")
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean us-east-1?" in ran.said
    assert "Making" not in ran.err


def test_without_a_watched_region_nothing_is_proved_and_nobody_is_told(tmp_path: Path) -> None:
    ran = project_folder(tmp_path).wizard("rehearse", "--defaults", "--set", "regionAlert=[]")
    assert ran.code == 0, ran.err
    assert "No region is watched by rules, so there is nothing to prove." in " ".join(ran.out.split())
