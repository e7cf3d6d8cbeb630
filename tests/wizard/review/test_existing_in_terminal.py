"""A bad key met with somebody there: it is shown, and the answer can be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.wizard.aws_stub import Aws, serving
from tests.wizard.command import ProjectFolder, Ran, project_folder
from tests.wizard.review.existing_cases import ACCOUNT_DECIDES, DESCRIBES, ENCRYPTS, HOME, KEY
from tests.wizard.review.test_existing_in_setup import USE_KEY, key_with


@pytest.fixture
def aws() -> Iterator[Aws]:
    with serving(Aws()) as stub:
        key_with(stub, ACCOUNT_DECIDES)
        yield stub


@pytest.fixture
def project(tmp_path: Path, aws: Aws) -> ProjectFolder:
    return project_folder(tmp_path, **aws.environment())


def answering(project: ProjectFolder, *typed: str | Callable[[], str]) -> Ran:
    """The set-up with this key, answered at the review; each line is typed when it is asked for."""
    return project.inside("--plain", "--defaults", "--region", HOME, *USE_KEY, typed=typed)


def test_what_is_missing_is_shown_before_anything_is_written(project: ProjectFolder) -> None:
    def cancel() -> str:
        assert project.names() == {"Pulumi.yaml"}
        return "3"

    ran = answering(project, cancel)
    places = [ran.out.index(part) for part in (
        "BAD: Not so: CloudTrail can encrypt",
        "CloudTrailDescribes, for the policy of your KMS key:",
        "What now",
        "1: change an answer",
        "4: write Pulumi.dev.yaml",
    )]  # fmt: skip
    assert places == sorted(places)
    assert (ran.code, project.names()) == (130, {"Pulumi.yaml"})


def test_a_policy_that_was_mended_meanwhile_is_looked_at_again(project: ProjectFolder, aws: Aws) -> None:
    def look_again() -> str:
        key_with(aws, ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES)
        return "2"

    ran = answering(project, look_again, "1")
    bad, _, mended = ran.out.partition("good: CloudTrail can encrypt")
    assert "BAD: Not so: CloudTrail can encrypt" in bad
    assert "1: write Pulumi.dev.yaml" in mended
    assert f"everyregion:kmsKeyArn: {KEY}\n" in project.stack_file.read_text()


def test_the_answer_can_be_changed(project: ProjectFolder, aws: Aws) -> None:
    aws.refused["DescribeKey"] = "NotFoundException"  # No earlier stack left a key of its own.
    ran = answering(project, "1", "Encryption", "new-key", "1")
    assert "How log files are encrypted" in ran.out
    assert ran.code == 0
    assert "existing-key" not in project.stack_file.read_text()
