"""A message that nothing was changed is told only where it is so."""

from __future__ import annotations

import ast
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.project.sources import ROOT
from tests.wizard.command import ProjectFolder, project_folder
from wizard.commands import deploy, destroy, preview, review
from wizard.failures import Cancelled, deeds
from wizard.stack import atomic_write
from wizard.stack.atomic_write import replace

CLAIM = re.compile("othing (else )?was (changed|written|made|touched)")


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
        130, "Cancelled; it isn't as before: Pulumi.dev.yaml is written.",
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
    def stop() -> None:
        deeds.note("the engine has begun to change AWS")
        raise Cancelled(f"Stopped{deeds.claim('; nothing was changed')}.")

    ends(monkeypatch, stop)
    assert project.inside("review").said == (
        "Stopped; it isn't as before: the engine has begun to change AWS."
    )


def test_what_was_taken_back_never_happened() -> None:
    deeds.begin()
    deeds.note("the engine has begun to change AWS")
    deeds.note("calls that change the trail were made")
    deeds.take_back("the engine has begun to change AWS")
    assert deeds.claim("Nothing was changed.") == (
        "It isn't as before: calls that change the trail were made."
    )
    deeds.begin()
    assert deeds.claim("Nothing was changed.") == "Nothing was changed."


def claims(tree: ast.AST) -> Iterator[str]:
    """Texts that say nothing was changed, but for docstrings and what is handed to deeds.claim."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "deeds.claim":
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Constant) and CLAIM.search(str(node.value)):
            yield str(node.value)
        yield from claims(node)


def test_no_message_claims_by_itself_that_nothing_was_changed() -> None:
    found = [
        f"{path.name}: {text}"
        for path in (ROOT / "wizard").rglob("*.py")
        for text in claims(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_what_one_command_did_is_not_said_of_the_next(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(monkeypatch, write("Pulumi.dev.yaml"))
    assert project.inside("review").code == 0
    ends(monkeypatch, KeyboardInterrupt())
    assert project.inside("review").said == "Cancelled; nothing was written."
