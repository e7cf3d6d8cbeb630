"""The state in a folder: cut by a full disk, on a full disk, and in a folder with a space in its name."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.resource_names import short_name
from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.desk import Desk, Steered, desk
from tests.machine import pulumi_cli_dir
from tests.wizard.aws_stub import Aws, serving
from tests.wizard.command import ProjectFolder, Ran, project_folder
from wizard.engine.interrupted import repair_state_files

pytestmark = pytest.mark.engine
HOME = "eu-west-1"
ALONE = {**BASE, "regionAlert": []}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[ProjectFolder]:
    """A stack that was made, with its state in `st ate`, named as a URL writes it."""
    (tmp_path / "st ate").mkdir()
    with serving(Aws()) as aws:
        made = project_folder(
            tmp_path,
            PULUMI_BACKEND_URL=f"file://{tmp_path}/st%20ate",
            PULUMI_HOME=str(tmp_path / "pulumi"),
            PULUMI_CONFIG_PASSPHRASE="correct horse",
            PATH=os.pathsep.join([str(pulumi_cli_dir()), os.environ["PATH"]]),
            **aws.environment(),
        )
        made.stack_file.write_text(
            f"config:\n  aws:region: {HOME}\n  everyregion:approvedRegions: [{HOME}]\n"
        )
        subprocess.run(
            ["pulumi", "stack", "init", "dev", "--non-interactive"],
            cwd=made.path, env=made.variables(), check=True, capture_output=True,
        )  # fmt: skip
        yield made


def state(project: ProjectFolder) -> Path:
    return project.path.parent / "st ate" / ".pulumi" / "stacks" / "everyregion" / "dev.json"


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize(
    "command", [("preview",), ("deploy", "--yes"), ("destroy", "--yes")], ids=lambda c: c[0]
)
def test_a_cut_state_ends_three_and_says_how_to_restore_it(
    project: ProjectFolder, command: tuple[str, ...]
) -> None:
    file = state(project)
    shutil.copy(file, f"{file}.bak")
    cut(file)
    ran = project.inside(*command)
    assert ran.code == 3
    assert f"{file}, the state of this stack, is cut or spoiled, as a full disk leaves it" in ran.said
    assert f"`cp '{file}.bak' '{file}'`" in ran.said


def test_without_a_good_copy_it_says_that_too(project: ProjectFolder) -> None:
    file = state(project)
    history = file.parents[2] / "history" / "everyregion" / "dev"
    history.mkdir(parents=True)
    (history / "dev-1.history.json").write_text("{}")
    cut(file)
    for copy in file.parent.glob("*.bak"):
        cut(copy)
    ran = project.inside("preview")
    assert ran.code == 3
    assert "There is no good copy beside it or in its history: restore it from a backup." in ran.said


def test_one_cut_by_the_first_run_is_put_aside(project: ProjectFolder) -> None:
    file = state(project)
    cut(file)
    for copy in file.parent.glob("*.bak"):
        copy.unlink()
    ran = project.inside("preview")
    assert ran.code == 3
    assert "No run of this stack has ended yet" in ran.said
    assert f"`mv '{file}' '{file}'.spoiled`" in ran.said


def test_what_is_printed_restores_it(project: ProjectFolder) -> None:
    file = state(project)
    good = file.read_bytes()
    shutil.copy(file, f"{file}.bak")
    cut(file)
    said = project.inside("preview").said
    subprocess.run(said.partition("`")[2].partition("`")[0], shell=True, check=True)
    assert file.read_bytes() == good


def test_a_full_disk_is_told_before_the_engine_begins(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil._ntuple_diskusage(10_000_000, 9_990_000, 10_000)  # pyright: ignore
    monkeypatch.setattr(repair_state_files.shutil, "disk_usage", lambda _: usage)
    before = state(project).read_bytes()
    ran = project.inside("deploy", "--yes")
    assert ran.code == 3
    assert "where Pulumi keeps the state, is full (0.0 MB free, 5 MB are needed)" in ran.said
    assert state(project).read_bytes() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 7 MB of its own."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=7m", "none", str(folder)], check=True)
    try:
        yield folder
    finally:
        # A CLI that a test has stopped may be about to go still.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> None:
    """To the last byte, whatever else is written meanwhile."""
    with open(folder / "fill", "ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


class Filling(Steered):
    """Somebody fills the disk of the state as the log bucket is made, and whatever becomes free of it, until
    `stopped`."""

    disk: Path | None = None
    stopped = threading.Event()

    def Create(self, request: Any, context: Any) -> Any:
        if self.disk and not request.preview and short_name(request.name) == "log-bucket":
            fill(self.disk)
            threading.Thread(target=self._go_on, args=(self.disk,), daemon=True).start()
        return super().Create(request, context)

    def _go_on(self, disk: Path) -> None:
        while not self.stopped.wait(0.002):
            fill(disk)


@pytest.mark.mount
def test_a_disk_that_is_really_full_is_told_before_anything_is_made(
    cli: None, small_disk: Path, tmp_path: Path
) -> None:
    with desk(tmp_path / "at", ALONE, PULUMI_BACKEND_URL=small_disk.as_uri()) as at:
        assert at.run("preview", "--yes").code == 0
        fill(small_disk)
        begun = time.monotonic()
        ran, seen = at.run("deploy", "--yes"), at.run("preview")
        took = time.monotonic() - begun
        assert ran.code == 3
        assert f"The disk of {small_disk}, where Pulumi keeps the state, is full" in ran.said
        assert at.provider.made == []
        assert seen.code == 0, seen.err
        assert took < 60


def _duplicates(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def _go_on(at: Desk) -> Ran:
    """The next deploy, after what it says to do where the state is cut.

    What the full disk left of the state and its copy, and what either knows, is a matter of milliseconds.
    """
    ran = at.run("deploy", "--yes")
    if "is cut or spoiled" not in ran.said:
        return ran
    assert ran.code == 3
    subprocess.run(ran.said.partition("`")[2].partition("`")[0], shell=True, check=True)
    return at.run("deploy", "--yes")


@pytest.mark.mount
def test_a_disk_that_fills_up_meanwhile_ends_the_deploy_and_the_next_one_goes_on(
    cli: None, small_disk: Path, tmp_path: Path
) -> None:
    with desk(tmp_path / "at", ALONE, Filling, PULUMI_BACKEND_URL=small_disk.as_uri()) as at:
        assert isinstance(at.provider, Filling)
        at.provider.disk = small_disk
        begun = time.monotonic()
        ran = at.run("deploy", "--yes")
        assert time.monotonic() - begun < 480
        assert ran.code == 3
        assert "The state couldn't be saved, so it may not know of what was made last." in ran.said
        assert "no space left on device" in ran.said
        at.provider.disk = None
        at.provider.stopped.set()
        time.sleep(0.1)
        (small_disk / "fill").unlink()
        again = _go_on(at)
        assert again.code == 0, again.said
        # Whether the state knows of it or only AWS does: nothing is made twice.
        assert "log-bucket" in at.provider.made
        assert _duplicates(at.provider.made) == set()
        assert len(leftovers.key_states(at.account)) == 1
        assert at.run("preview", "--expect-no-changes").code == 0
