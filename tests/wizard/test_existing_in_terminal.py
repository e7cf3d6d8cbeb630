"""A bad key met with somebody there: it is shown, and the answer can be changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.wizard.aws_stub import Aws, serving
from tests.wizard.command import ProjectFolder, project_folder
from tests.wizard.existing_cases import ACCOUNT_DECIDES, DESCRIBES, ENCRYPTS, HOME, KEY
from tests.wizard.test_existing_in_setup import USE_KEY, key_with

pytestmark = pytest.mark.terminal


@pytest.fixture
def aws() -> Iterator[Aws]:
    with serving(Aws()) as stub:
        key_with(stub, ACCOUNT_DECIDES)
        yield stub


@pytest.fixture
def project(tmp_path: Path, aws: Aws) -> ProjectFolder:
    return project_folder(tmp_path, **aws.environment())


@pytest.fixture
def child(project: ProjectFolder) -> Iterator[pexpect.spawn[str]]:
    started: pexpect.spawn[str] = pexpect.spawn(
        sys.executable,
        ["-m", "wizard", "--plain", "--defaults", "--region", HOME, *USE_KEY],
        cwd=str(project.path),
        env=project.variables(),  # pyright: ignore[reportArgumentType]
        dimensions=(40, 100),
        encoding="utf-8",
        timeout=20,
        echo=False,
    )
    started.expect("BAD: Not so: CloudTrail can encrypt")
    started.expect("CloudTrailDescribes, for the policy of your KMS key:")
    started.expect("What now")
    yield started
    started.close(force=True)


def test_what_is_missing_is_shown_before_anything_is_written(
    child: pexpect.spawn[str], project: ProjectFolder
) -> None:
    child.expect("1: change an answer")
    child.expect("4: write Pulumi.dev.yaml")
    child.sendline("3")
    child.expect(pexpect.EOF)
    assert project.names() == {"Pulumi.yaml"}


def test_a_policy_that_was_mended_meanwhile_is_looked_at_again(
    child: pexpect.spawn[str], project: ProjectFolder, aws: Aws
) -> None:
    key_with(aws, ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES)
    child.sendline("2")
    child.expect("good: CloudTrail can encrypt")
    child.expect("1: write Pulumi.dev.yaml")
    child.sendline("1")
    child.expect(pexpect.EOF)
    assert f"everyregion:kmsKeyArn: {KEY}\n" in project.stack_file.read_text()


def test_the_answer_can_be_changed(child: pexpect.spawn[str], project: ProjectFolder, aws: Aws) -> None:
    aws.refused["DescribeKey"] = "NotFoundException"  # No earlier stack left a key of its own.
    child.sendline("1")
    child.expect("Which answer")
    child.sendline("Encryption")
    child.expect("How log files are encrypted")
    child.sendline("new-key")
    child.expect("1: write Pulumi.dev.yaml")
    child.sendline("1")
    child.expect(pexpect.EOF)
    written = project.stack_file.read_text()
    assert "existing-key" not in written
    assert KEY not in written
