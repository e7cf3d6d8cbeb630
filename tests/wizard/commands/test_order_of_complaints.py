"""What a command says first where several things are missing: what nothing else could make good.

A misspelt option, then the settings (the stack file before what is in it), then a yes, then AWS.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, project_folder

GOOD = "config:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: [eu-west-1]\n"
WRONG = GOOD.replace("aws:region: eu-west-1", "aws:region: eu-nowhere-9")
NO_FILE = "There is no Pulumi.dev.yaml"
NO_REGION = "- aws:region: the home region is missing."
WRONG_REGION = 'aws:region (Pulumi.dev.yaml): "eu-nowhere-9" isn\'t an AWS region.'
UNCONFIRMED = "There is no terminal to confirm in"
UNANSWERED = "There is no terminal to ask in, and no answer for: scope,"
NOBODY = "There are no AWS credentials."


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    """A project where nobody has credentials, nor a terminal."""
    return project_folder(
        tmp_path,
        AWS_ACCESS_KEY_ID="",
        AWS_SECRET_ACCESS_KEY="",
        AWS_REGION="",
        AWS_DEFAULT_REGION="",
        AWS_EC2_METADATA_DISABLED="true",
        PULUMI_BACKEND_URL=f"file://{tmp_path}",
    )


@pytest.mark.parametrize(
    ("words", "without_file", "wrong_region", "with_file"),
    [
        ("", UNANSWERED, UNANSWERED, UNANSWERED),
        ("rehearse", UNANSWERED, UNANSWERED, UNANSWERED),
        ("check", NOBODY, WRONG_REGION, NOBODY),
        ("review", NO_FILE, WRONG_REGION, ""),
        ("preview", NO_FILE, WRONG_REGION, NOBODY),
        ("deploy", NO_FILE, WRONG_REGION, UNCONFIRMED),
        ("destroy", NO_FILE, WRONG_REGION, UNCONFIRMED),
        ("deploy --yes", NO_FILE, WRONG_REGION, NOBODY),
        ("destroy --yes", NO_FILE, WRONG_REGION, NOBODY),
        ("drill", NO_FILE, WRONG_REGION, NOBODY),
        ("verify", NO_FILE, WRONG_REGION, NOBODY),
        ("verify --all-trails", NOBODY, NOBODY, NOBODY),
        ("query root-use", NO_FILE, WRONG_REGION, "This stack has no table for Athena"),
        ("policy", NO_FILE, WRONG_REGION, "Which account the policy is for isn't known"),
        ("scp", NO_FILE, WRONG_REGION, ""),
        ("scp --attach ou-abcd-workload1", NO_FILE, WRONG_REGION, "Pulumi.dev.yaml doesn't name the account"),
    ],
)
def test_each_command_says_first_what_nothing_else_would_make_good(
    project: ProjectFolder, words: str, without_file: str, wrong_region: str, with_file: str
) -> None:
    for text, first in (("", without_file), (WRONG, wrong_region), (GOOD, with_file)):
        if text:
            project.stack_file.write_text(text)
        ran = project.inside(*words.split())
        said = ran.said.removeprefix("These settings can't be used: - ")
        code = 3 if first in (NOBODY, "Which account the policy is for isn't known") else 2 if first else 0
        assert (said[: len(first)], ran.code) == (first, code)
        assert project.inside(*words.split(), "--bogus").said.startswith("There is no option --bogus.")


@pytest.mark.parametrize("words", ["", "check", "review", "policy", "scp", "rehearse"])
def test_a_home_region_that_is_wrong_is_one_complaint_with_defaults(
    project: ProjectFolder, words: str
) -> None:
    """approvedRegions takes it, and can't be right either."""
    ran = project.inside(*words.split(), "--defaults", "--yes", "--region", "eu-nowhere-9")
    assert (ran.code, ran.said) == (
        2,
        "These settings can't be used: - aws:region (command line): \"eu-nowhere-9\" isn't an AWS region. "
        "Did you mean eu-north-1? If AWS opened it lately, update boto3.",
    )


@pytest.mark.parametrize("words", ["", "check", "review", "policy", "scp"])
def test_a_home_region_that_is_missing_is_one_complaint_with_defaults(
    project: ProjectFolder, words: str
) -> None:
    ran = project.inside(*words.split(), "--defaults", "--yes")
    assert (ran.code, ran.said) == (
        2,
        f"These settings can't be used: {NO_REGION} Trail, log bucket and alert live there. Pass --region, "
        "or run `pulumi config set aws:region <region>`.",
    )


def test_regions_that_somebody_named_are_complained_of_beside_it(project: ProjectFolder) -> None:
    ran = project.inside("review", "--defaults", "--set", "approvedRegions=eu-nowhere-9")
    assert ran.code == 2
    assert 'approvedRegions (command line): "eu-nowhere-9" isn\'t an AWS region.' in ran.said
