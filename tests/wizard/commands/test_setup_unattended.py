"""`python -m wizard` with nobody there to ask, or asked line by line, against a stubbed AWS."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.readme import commands
from tests.wizard.aws_stub import ACCOUNT, COMPANY_TRAIL, Aws, serving
from tests.wizard.command import ROOT, ProjectFolder, project_folder

UNATTENDED = ("--defaults", "--yes", "--region", "eu-west-1")


@pytest.fixture
def aws() -> Iterator[Aws]:
    with serving(Aws()) as stub:
        yield stub


@pytest.fixture
def project(tmp_path: Path, aws: Aws) -> ProjectFolder:
    return project_folder(tmp_path, **aws.environment())


def test_the_defaults_write_a_stack_file_for_this_account(project: ProjectFolder) -> None:
    ran = project.wizard(*UNATTENDED)
    assert ran.code == 0, ran.err
    assert project.stack_file.read_text() == (
        "config:\n"
        "  aws:region: eu-west-1\n"
        "  aws:allowedAccountIds:\n"
        f'    - "{ACCOUNT}"\n'
        "  everyregion:approvedRegions:\n"
        "    - eu-west-1\n"
    )
    assert "only the home region eu-west-1 is approved" in " ".join(ran.out.split())


def test_a_second_run_changes_nothing_and_needs_no_yes(project: ProjectFolder) -> None:
    project.inside(*UNATTENDED)
    before = project.stack_file.stat()
    assert project.inside("--defaults").code == 0
    after = project.stack_file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_without_answers_every_missing_key_is_listed_at_once(project: ProjectFolder) -> None:
    ran = project.inside()
    assert ran.code == 2
    assert (
        "no answer for: scope, aws:region, approvedRegions, encryption, dataEvents, archiveClass, "
        "archiveAfterDays, "
        "expireAfterDays, insights, alertEmails." in ran.said
    )
    assert project.names() == {"Pulumi.yaml"}


def test_missing_and_wrong_answers_are_reported_together(project: ProjectFolder) -> None:
    (project.path / "answers.yaml").write_text("insigts: none\nexpireAfterDays: 10\n")
    ran = project.inside(
        "--answers", "answers.yaml", "--set", "alertEmails=a b@example.com", "--set", "nonsense"
    )
    assert ran.code == 2
    for part in (
        "no answer for: scope",
        "insigts (answers.yaml)",
        "Did you mean insights?",
        "expireAfterDays (answers.yaml)",
        "alertEmails (command line)",
        "--set KEY=VALUE",
    ):
        assert part in ran.said


def test_without_yes_nothing_is_written(project: ProjectFolder) -> None:
    ran = project.inside("--defaults", "--region", "eu-west-1")
    assert (ran.code, project.names()) == (2, {"Pulumi.yaml"})
    assert (
        "no terminal to confirm in, so nothing was written. To write Pulumi.dev.yaml, add --yes." in ran.said
    )


def test_a_trail_that_exists_stops_an_unattended_run(project: ProjectFolder, aws: Aws) -> None:
    aws.trails.append(COMPANY_TRAIL)
    ran = project.inside(*UNATTENDED)
    assert (ran.code, project.names()) == (2, {"Pulumi.yaml"})
    assert "The trail company (home region us-east-1, bucket company-logs)" in ran.said
    assert "2.00 USD per 100,000 events" in ran.said
    assert "--allow-second-trail" in ran.said


def test_a_second_trail_that_was_allowed_is_written(project: ProjectFolder, aws: Aws) -> None:
    aws.trails.append(COMPANY_TRAIL)
    assert project.inside(*UNATTENDED, "--allow-second-trail").code == 0
    assert project.stack_file.exists()


@pytest.mark.parametrize("refused", ["DescribeTrails", "ListTrails"])
def test_trails_that_may_not_be_looked_at_are_no_account_without_any(
    project: ProjectFolder, aws: Aws, refused: str
) -> None:
    aws.refused[refused] = "AccessDeniedException"
    ran = project.inside(*UNATTENDED)
    assert (ran.code, project.names()) == (4, {"Pulumi.yaml"})
    assert ran.said == (
        f"Whether a trail exists already isn't known: not allowed: cloudtrail:{refused} in eu-west-1 "
        "(AccessDeniedException). A second one would cost money for every event, so nothing was written. "
        "Allow cloudtrail:DescribeTrails and cloudtrail:ListTrails, or add --allow-second-trail to go on all "
        "the same."
    )


def test_somebody_at_a_terminal_who_said_yes_beforehand_is_not_asked_either(
    project: ProjectFolder, aws: Aws
) -> None:
    aws.refused["DescribeTrails"] = "AccessDeniedException"
    ran = project.inside(*UNATTENDED, "--plain", typed=[])
    assert (ran.code, project.names()) == (4, {"Pulumi.yaml"})
    assert "Whether a trail exists already isn't known" in ran.said


OURS = {
    **COMPANY_TRAIL,
    "Name": "everyregion",
    "HomeRegion": "eu-west-1",
    "TrailARN": f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/everyregion",
}


def test_our_own_trail_is_no_second_one(project: ProjectFolder, aws: Aws) -> None:
    assert project.inside(*UNATTENDED).code == 0
    aws.trails.append(OURS)
    assert project.inside(*UNATTENDED, "--set", "insights=both").code == 0


@pytest.mark.parametrize("more", [(), ("--allow-second-trail",)])
def test_a_live_trail_of_our_name_that_no_stack_file_describes_stops_the_set_up(
    project: ProjectFolder, aws: Aws, more: tuple[str, ...]
) -> None:
    aws.trails.append(OURS)
    ran = project.inside(*UNATTENDED, *more)
    assert (ran.code, project.names()) == (2, {"Pulumi.yaml"})
    assert ran.said == (
        "There is a trail everyregion in eu-west-1 already, and there is no Pulumi.dev.yaml that describes "
        "it: it belongs to a stack of another folder or state, or to somebody else. AWS makes no second "
        "trail of that name, so `deploy` would stop. If only the file is lost, "
        "`pulumi config refresh --stack dev` writes it anew. Nothing was written. To go on all the same, "
        "and pay for both, add --set trailName=ANOTHER_NAME --allow-second-trail. "
        "To put right the one that exists, and make no other: "
        f"--fix-trail {OURS['TrailARN']} --yes. To take it into the stack (once no other stack has it): "
        f"--set adoptTrail={OURS['TrailARN']}."
    )


def test_it_stops_the_set_up_too_where_it_is_stopped_or_of_one_region(
    project: ProjectFolder, aws: Aws
) -> None:
    aws.trails.append({**OURS, "IsMultiRegionTrail": False})
    assert (project.inside(*UNATTENDED).code, project.names()) == (2, {"Pulumi.yaml"})


def test_a_stack_file_that_describes_another_trail_is_kept_as_it_is(project: ProjectFolder, aws: Aws) -> None:
    project.stack_file.write_text(
        "config:\n  aws:region: eu-west-1\n  everyregion:trailName: first\n"
        "  everyregion:approvedRegions: [eu-west-1]\n"
    )
    before = project.stack_file.read_bytes()
    aws.trails.append(OURS)
    ran = project.inside(*UNATTENDED, "--set", "trailName=everyregion")
    assert ran.code == 2
    assert "already, and Pulumi.dev.yaml describes another one: it belongs to" in ran.said
    assert project.stack_file.read_bytes() == before


def test_one_beside_it_under_another_name_is_written(project: ProjectFolder, aws: Aws) -> None:
    aws.trails.append(OURS)
    assert project.inside(*UNATTENDED, "--allow-second-trail", "--set", "trailName=second").code == 0
    assert "everyregion:trailName: second\n" in project.stack_file.read_text()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ExpiredToken", "The AWS credentials have expired (ExpiredToken)."),
        ("InvalidClientTokenId", "AWS doesn't accept the credentials (InvalidClientTokenId"),
    ],
)
def test_bad_credentials_end_three(project: ProjectFolder, aws: Aws, code: str, sentence: str) -> None:
    aws.refused["GetCallerIdentity"] = code
    ran = project.inside(*UNATTENDED)
    assert (ran.code, project.names()) == (3, {"Pulumi.yaml"})
    assert sentence in ran.said
    assert "aws sso login" in ran.said
    assert "Traceback" not in ran.err


def test_no_credentials_end_three(tmp_path: Path) -> None:
    project = project_folder(tmp_path, AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    ran = project.inside(*UNATTENDED)
    assert (ran.code, project.names()) == (3, {"Pulumi.yaml"})
    assert "There are no AWS credentials. Log in" in ran.said


def test_a_profile_that_does_not_exist_ends_three(tmp_path: Path) -> None:
    ran = project_folder(tmp_path).inside(*UNATTENDED, "--profile", "nowhere")
    assert ran.code == 3
    assert "nowhere" in ran.said
    assert "aws configure list-profiles" in ran.said


def test_the_wrong_account_is_refused_before_anything_is_written(project: ProjectFolder) -> None:
    before = "config:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ['999988887777']\n"
    project.stack_file.write_text(before)
    ran = project.inside("--defaults", "--yes")
    assert (ran.code, project.stack_file.read_text()) == (2, before)
    assert f"The credentials are for account {ACCOUNT}, but Pulumi.dev.yaml is for 999988887777" in ran.said


def test_trails_that_may_not_be_listed_are_said(project: ProjectFolder, aws: Aws) -> None:
    aws.refused["DescribeTrails"] = "AccessDeniedException"
    ran = project.inside(*UNATTENDED, "--allow-second-trail")
    assert ran.code == 0
    assert "not allowed: cloudtrail:DescribeTrails in eu-west-1" in " ".join(ran.out.split())


def test_a_home_region_that_is_not_enabled_is_refused(project: ProjectFolder) -> None:
    ran = project.inside("--defaults", "--yes", "--region", "me-south-1")
    assert (ran.code, project.names()) == (2, {"Pulumi.yaml"})
    assert "aws:region: me-south-1 isn't enabled in this account." in ran.said


def test_a_home_region_of_another_partition_than_the_credentials_is_refused(project: ProjectFolder) -> None:
    ran = project.inside("--defaults", "--yes", "--region", "us-gov-west-1")
    assert (ran.code, project.names()) == (2, {"Pulumi.yaml"})
    assert "The credentials are for the partition aws, but us-gov-west-1 is in aws-us-gov." in ran.said


def test_json_is_one_document_and_stdout_holds_nothing_else(project: ProjectFolder) -> None:
    ran = project.inside(*UNATTENDED, "--json")
    assert ran.code == 0
    found = ran.document
    assert (found["schema"], found["written"], found["account"]) == ("everyregion/setup/1", True, ACCOUNT)
    assert found["settings"]["approvedRegions"] == ["eu-west-1"]


def test_a_failure_is_one_document_too(project: ProjectFolder) -> None:
    ran = project.inside("--defaults", "--json", "--set", "insights=often", "--region", "eu-west-1")
    assert ran.code == 2
    assert ran.document["schema"] == "everyregion/setup/1"
    assert [problem["key"] for problem in ran.document["problems"]] == ["insights (command line)"]


def test_flags_win_over_the_answers_file_and_that_over_the_stack_file(project: ProjectFolder) -> None:
    project.stack_file.write_text(
        "config:\n  aws:region: eu-west-1\n  everyregion:insights: both\n  everyregion:expireAfterDays: 400\n"
        "  everyregion:archiveAfterDays: 30\n"
    )
    (project.path / "answers.json").write_text('{"insights": "call-rate", "expireAfterDays": 500}')
    ran = project.inside(
        "--defaults", "--yes", "--answers", "answers.json", "--set", "insights=none", "--json"
    )
    found = ran.document["settings"]
    assert (found["insights"], found["expireAfterDays"], found["archiveAfterDays"]) == ("none", 500, 30)
    assert found["archiveClass"] == "GLACIER_IR"


def test_another_stacks_file_serves_as_answers(project: ProjectFolder) -> None:
    (project.path / "Pulumi.prod.yaml").write_text(
        "encryptionsalt: v1:x\nconfig:\n  aws:region: us-west-2\n  aws:allowedAccountIds: ['999988887777']\n"
        "  everyregion:approvedRegions: [us-west-2, eu-west-1]\n  other:token: {secure: AAAB}\n"
    )
    ran = project.inside("--defaults", "--yes", "--answers", "Pulumi.prod.yaml", "--json")
    assert ran.code == 0, ran.err
    assert ran.document["settings"]["aws:region"] == "us-west-2"
    assert ACCOUNT in project.stack_file.read_text()


def test_lists_come_by_commas_or_as_json(project: ProjectFolder) -> None:
    ran = project.inside(
        *UNATTENDED, "--json", "--set", "approvedRegions=eu-west-1, us-east-1",
        "--set", 'alertEmails=["ops@example.com", "sec@example.com"]',
    )  # fmt: skip
    assert ran.document["settings"]["approvedRegions"] == ["eu-west-1", "us-east-1"]
    assert ran.document["settings"]["alertEmails"] == ["ops@example.com", "sec@example.com"]


def test_a_renamed_project_writes_its_own_keys(tmp_path: Path, aws: Aws) -> None:
    project = project_folder(tmp_path, "acme-audit", **aws.environment())
    assert project.inside(*UNATTENDED).code == 0
    assert "  acme-audit:approvedRegions:\n" in project.stack_file.read_text()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chekc", "check"),
        ("reherse", "rehearse"),
        ("Deploy", "deploy"),
        ("destory", "destroy"),
        ("verfy", "verify"),
    ],
)
def test_a_near_miss_of_a_command_is_met_with_the_one_that_was_meant(
    project: ProjectFolder, typed: str, meant: str
) -> None:
    ran = project.inside(typed)
    assert ran.code == 2
    assert f'There is no command "{typed}". Did you mean `python -m wizard {meant}`?' in ran.said


def test_no_colour_and_no_escape_sequence_reaches_a_pipe(project: ProjectFolder) -> None:
    ran = project.wizard(*UNATTENDED)
    assert "\x1b" not in ran.out + ran.err


def test_a_missing_or_old_pulumi_is_said_with_the_next_steps(project: ProjectFolder, tmp_path: Path) -> None:
    assert "`deploy` offers to install it. By hand: https://www.pulumi.com/" in " ".join(
        replace(project, environment={**project.environment, "PATH": str(tmp_path)})
        .inside(*UNATTENDED)
        .out.split()
    )
    (tmp_path / "pulumi").write_text("#!/bin/sh\necho v3.100.0\n")
    (tmp_path / "pulumi").chmod(0o755)
    assert "pulumi v3.100.0 on PATH is older than 3.250.0" in " ".join(
        replace(project, environment={**project.environment, "PATH": str(tmp_path)})
        .inside("--defaults")
        .out.split()
    )


@pytest.mark.parametrize("command", commands("Without questions"))
def test_the_readmes_commands_without_questions_run_as_they_stand(
    project: ProjectFolder, command: str
) -> None:
    (project.path / "examples").symlink_to(ROOT / "examples")
    python, *words = shlex.split(command)
    assert (python, words[:2]) == ("venv/bin/python", ["-m", "wizard"])
    ran = project.wizard(*words[2:])
    assert (ran.code, ran.err) == (0, "")
    assert "everyregion:alertEmails:\n    - security@example.com\n" in project.stack_file.read_text()


def test_line_by_line_a_trail_that_exists_is_told_among_the_first_questions(
    project: ProjectFolder, aws: Aws
) -> None:
    aws.trails.append(COMPANY_TRAIL)

    def slowly() -> str:
        time.sleep(3)
        return ""

    ran = project.inside("--plain", typed=[slowly, *[""] * 9, "2"])
    assert ran.out.index("There is a trail already") < ran.out.index("[2/10]")
    assert ran.out.count("There is a trail already") == 1
