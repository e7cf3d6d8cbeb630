"""`scp` through the real command line, without AWS. Who is denied what is told in tests/iam."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, project_folder

ACCOUNT = "111122223333"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/Deploy"
STACK_FILE = f"""\
config:
  aws:region: eu-west-1
  aws:allowedAccountIds: ["{ACCOUNT}"]
  everyregion:approvedRegions: [eu-west-1, eu-central-1]
"""
NO_AWS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    folder = project_folder(tmp_path, COLUMNS="200", **NO_AWS)
    folder.stack_file.write_text(STACK_FILE)
    return folder


def test_stdout_holds_the_policy_and_nothing_else(project: ProjectFolder) -> None:
    ran = project.inside("scp")
    assert ran.code == 0, ran.err
    denies, keeps = ran.document["Statement"]
    assert denies["Condition"]["StringNotEquals"] == {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}
    assert keeps["Sid"] == "KeepExemptRoles"
    assert "It denies every call, reads too, outside eu-west-1, eu-central-1" in ran.said


def test_out_writes_the_text_as_aws_counts_it(project: ProjectFolder) -> None:
    shown = project.inside("scp").document
    ran = project.inside("scp", "--out", "scp.json")
    text = (project.path / "scp.json").read_text("utf-8")
    assert (ran.code, ran.out) == (0, "")
    assert text == json.dumps(shown, separators=(",", ":"))
    assert "Written without white space, which AWS counts: scp.json." in ran.said
    assert f"It takes {len(text):,} of the 5,120 characters" in ran.said


def test_out_replaces_what_it_wrote_before(project: ProjectFolder) -> None:
    project.inside("scp", "--out", "scp.json")
    project.inside("scp", "--out", "scp.json", "--set", "approvedRegions=eu-west-1")
    assert "eu-central-1" not in (project.path / "scp.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("out", "said"),
    [("missing/scp.json", "its folder doesn't exist"), (".", "isn't a file"), ("-", "names no file")],
)
def test_a_file_that_cannot_be_written_is_said(project: ProjectFolder, out: str, said: str) -> None:
    ran = project.inside("scp", "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.said
    assert project.names() == {"Pulumi.yaml", "Pulumi.dev.yaml"}


def test_json_is_one_document(project: ProjectFolder) -> None:
    ran = project.inside("scp", "--exempt", DEPLOYER, "--json")
    found = ran.document
    assert (ran.code, ran.err) == (0, "")
    assert list(found) == [
        "schema", "stack", "name", "approvedRegions", "exempt", "characters", "document", "explanation",
        "cautions", "file", "attached",
    ]  # fmt: skip
    assert found["schema"] == "everyregion/scp/1"
    assert (found["stack"], found["name"]) == ("dev", "everyregion-approved-regions")
    assert found["exempt"][-1] == DEPLOYER
    assert found["characters"] == len(json.dumps(found["document"], separators=(",", ":")))
    assert (found["file"], found["attached"]) == ("", None)


def test_the_regions_are_the_settings_own_truth(project: ProjectFolder) -> None:
    found = project.inside("scp", "--set", "approvedRegions=eu-west-1,us-east-1", "--json").document
    assert found["approvedRegions"] == ["eu-west-1", "us-east-1"]
    assert not any("us-east-1 isn't approved" in one for one in found["cautions"])


def test_it_works_without_a_stack_file_and_says_what_it_doesnt_know(tmp_path: Path) -> None:
    folder = project_folder(tmp_path, COLUMNS="200", **NO_AWS)
    ran = folder.inside("scp", "--defaults", "--region", "eu-west-1")
    assert ran.code == 0, ran.err
    assert "arn:aws:iam::*:role/everyregion-eu-west-1-alert-digest" in ran.out
    assert "The stack file names no account (aws:allowedAccountIds)" in ran.said


def test_without_settings_it_says_what_to_do(tmp_path: Path) -> None:
    ran = project_folder(tmp_path, **NO_AWS).inside("scp")
    assert ran.code == 2
    assert "There is no Pulumi.dev.yaml, so which regions are approved isn't known." in ran.said


def test_encrypted_addresses_dont_matter_and_encrypted_regions_do(project: ProjectFolder) -> None:
    project.stack_file.write_text(STACK_FILE + "  everyregion:alertEmails:\n    secure: v1:abc\n")
    assert project.inside("scp").code == 0
    secret = STACK_FILE.replace("[eu-west-1, eu-central-1]", "\n    secure: v1:abc")
    project.stack_file.write_text(secret)
    ran = project.inside("scp")
    assert (ran.code, ran.out) == (2, "")
    assert "Encrypted settings can't be read here: approvedRegions." in ran.said


def test_a_role_that_the_stack_file_has_pulumi_take_on_is_exempt(project: ProjectFolder) -> None:
    project.stack_file.write_text(STACK_FILE + f"  aws:assumeRoles:\n    - roleArn: {DEPLOYER}\n")
    assert DEPLOYER in project.inside("scp", "--json").document["exempt"]


def test_all_that_is_wrong_on_the_command_line_is_said_at_once(project: ProjectFolder) -> None:
    ran = project.inside(
        "scp",
        "--exempt",
        "*",
        "--exempt",
        f"arn:aws:iam::{ACCOUNT}:role/*",
        "--bedrock",
        "eu.*",
        "--name",
        "ä",
    )
    assert (ran.code, ran.out) == (2, "")
    assert ran.said.startswith(
        "This policy can't be made: - --exempt: \"*\" isn't the ARN of a role or user."
    )
    assert "names nearly everybody" in ran.said
    assert "--bedrock:" in ran.said
    assert "--name: it isn't a policy's name." in ran.said


def test_what_is_too_long_is_said_with_how_much(project: ProjectFolder) -> None:
    words = [
        word for n in range(40) for word in ("--exempt", f"arn:aws:iam::{ACCOUNT}:role/{'x' * 50}{n:02}")
    ]
    ran = project.inside("scp", *words, "--out", "scp.json")
    assert (ran.code, ran.out) == (2, "")
    assert "more than the 5,120 that AWS takes" in ran.said
    assert not (project.path / "scp.json").exists()
