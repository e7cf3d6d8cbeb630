"""A message that nothing was changed is told only where it is so."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from types import ModuleType

import pytest

from tests.wizard.command import ProjectFolder, project_folder
from wizard.commands import deploy, destroy, preview, review
from wizard.failures import Cancelled, deeds
from wizard.stack import atomic_write
from wizard.stack.atomic_write import replace


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return project_folder(tmp_path)


def ends(monkeypatch: pytest.MonkeyPatch, *steps: object) -> None:
    def run(_options: object) -> int:
        for step in steps:
            if isinstance(step, BaseException):
                raise step
            assert callable(step)
            step()
        return 0

    monkeypatch.setattr(review, "run", run)


def write(name: str) -> object:
    return lambda: replace(Path(name), None, "config: {}\n")


def test_stopped_before_anything_is_written_it_says_so(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(monkeypatch, KeyboardInterrupt())
    ran = project.inside("review")
    assert (ran.code, ran.said) == (130, "Cancelled; nothing was written.")


def test_stopped_just_after_a_file_was_replaced_it_names_the_file(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = os.replace

    def replaced(*names: str) -> None:
        original(*names)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(atomic_write.os, "replace", replaced)
    ends(monkeypatch, write("Pulumi.dev.yaml"))
    ran = project.inside("review", "--json")
    assert (ran.code, ran.document["error"]) == (
        130, "Cancelled. It isn't as before: Pulumi.dev.yaml is written.",
    )  # fmt: skip
    assert (project.path / "Pulumi.dev.yaml").exists()


@pytest.mark.parametrize("command", [preview, deploy, destroy])
def test_who_leaves_a_run_of_the_engine_hears_of_what_is_deployed_and_not_of_a_file(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch, command: ModuleType
) -> None:
    def leave(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", leave)
    ran = project.inside(command.__name__.rpartition(".")[2])
    assert (ran.code, ran.said) == (130, "Cancelled; nothing was changed.")


def test_stopped_just_before_a_file_is_replaced_nothing_was_written(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic_write.os, "replace", never)
    ends(monkeypatch, write("Pulumi.dev.yaml"))
    assert project.inside("review").said == "Cancelled; nothing was written."
    assert project.names() == {"Pulumi.yaml"}


def test_the_first_of_two_files_stays_when_the_second_can_not_be_written(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(monkeypatch, write("Pulumi.dev.adopted.json"), write("missing/Pulumi.dev.yaml"))
    assert project.inside("review").said == (
        "missing/Pulumi.dev.yaml can't be written: its folder doesn't exist. It isn't as before: "
        "Pulumi.dev.adopted.json is written."
    )


def test_a_stop_after_the_engine_has_begun_claims_nothing(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(
        monkeypatch,
        lambda: deeds.done("the engine has begun to change AWS"),
        Cancelled("Stopped; nothing was changed."),
    )
    assert project.inside("review").said == (
        "Stopped. It isn't as before: the engine has begun to change AWS."
    )


def test_what_one_command_did_is_not_said_of_the_next(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(monkeypatch, write("Pulumi.dev.yaml"))
    assert project.inside("review").code == 0
    ends(monkeypatch, KeyboardInterrupt())
    assert project.inside("review").said == "Cancelled; nothing was written."
