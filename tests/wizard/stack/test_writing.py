"""Writing the stack file: in one step or not at all, through the real command."""

from __future__ import annotations

import os
import resource
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wizard.aws_stub import Aws, serving
from tests.wizard.command import ProjectFolder, Ran, project_folder
from wizard.failures import UsageFailure
from wizard.stack.atomic_write import ChangedMeanwhile, replace

BEFORE = "# ours\nconfig:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: [eu-west-1]\n"


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with serving(Aws()) as stub:
        yield stub


@pytest.fixture
def project(tmp_path: Path, aws: Aws) -> ProjectFolder:
    folder = project_folder(tmp_path, **aws.environment())
    folder.stack_file.write_text(BEFORE)
    return folder


WORDS = ("--defaults", "--yes", "--set", "insights=none")


def changing(project: ProjectFolder) -> Ran:
    """A run that wants to write."""
    return project.inside(*WORDS)


def untouched(project: ProjectFolder, ran: Ran) -> None:
    assert ran.code == 2
    assert project.stack_file.read_text() == BEFORE
    assert project.names() == {"Pulumi.yaml", "Pulumi.dev.yaml"}
    assert "Traceback" not in ran.err


def test_a_read_only_folder_is_named_and_nothing_is_left_behind(project: ProjectFolder) -> None:
    project.path.chmod(0o555)
    try:
        # Root may write everywhere, unless it gives that right up.
        prefix = (
            ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
            if os.geteuid() == 0
            else ()
        )
        if prefix and not shutil.which("setpriv"):
            pytest.skip("running as root without setpriv: root may write in a read-only folder")
        ran = project.wizard(*WORDS, prefix=prefix)
    finally:
        project.path.chmod(0o755)
    untouched(project, ran)
    assert "Pulumi.dev.yaml can't be written: you may not write in that folder." in ran.said


def test_a_full_disk_is_named_and_nothing_is_left_behind(project: ProjectFolder) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))

    ran = project.wizard(*WORDS, preexec_fn=full)
    untouched(project, ran)
    assert "the disk is full, or a limit is reached. Make room and run again." in ran.said


def test_a_symlink_stays_one_and_its_target_is_written(project: ProjectFolder, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "audit.yaml"
    target.parent.mkdir()
    project.stack_file.rename(target)
    project.stack_file.symlink_to(target)
    assert changing(project).code == 0
    assert project.stack_file.is_symlink()
    assert "everyregion:insights: none" in target.read_text()
    assert [entry.name for entry in target.parent.iterdir()] == ["audit.yaml"]


def test_a_symlink_to_itself_is_named(project: ProjectFolder) -> None:
    project.stack_file.unlink()
    project.stack_file.symlink_to(project.stack_file)
    ran = changing(project)
    assert ran.code == 2
    assert "Pulumi.dev.yaml can't be read" in ran.said


def test_the_files_mode_is_kept(project: ProjectFolder) -> None:
    project.stack_file.chmod(0o640)
    assert changing(project).code == 0
    assert stat.S_IMODE(project.stack_file.stat().st_mode) == 0o640


def test_a_new_file_has_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace(tmp_path / "new.yaml", None, "a: 1\n")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.yaml").stat().st_mode) == 0o640


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("theirs: 1\n")
    with pytest.raises(ChangedMeanwhile, match="was changed by someone else meanwhile"):
        replace(path, b"config:\n", "ours: 1\n")
    assert path.read_text() == "theirs: 1\n"


def test_a_file_that_appeared_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("theirs: 1\n")
    with pytest.raises(ChangedMeanwhile):
        replace(path, None, "ours: 1\n")
    assert path.read_text() == "theirs: 1\n"


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageFailure, match="its folder doesn't exist"):
        replace(tmp_path / "gone" / "Pulumi.dev.yaml", None, "a: 1\n")


def test_an_interrupt_while_writing_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("before: 1\n")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace(path, b"before: 1\n", "after: 1\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["Pulumi.dev.yaml"]
    assert path.read_text() == "before: 1\n"
