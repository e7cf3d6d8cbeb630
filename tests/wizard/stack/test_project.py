"""Which project and stack the wizard works on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from wizard.failures import UsageFailure
from wizard.stack.project import Project, choose_stack, find_project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "pulumi-home"))
    monkeypatch.delenv("PULUMI_STACK", raising=False)
    (tmp_path / "Pulumi.yaml").write_text("name: acme-audit\nruntime: python\n")
    return find_project(tmp_path)


def select(project: Project, home: Path, stack: str) -> None:
    digest = hashlib.sha1(str(project.file).encode()).hexdigest()
    note = home / "workspaces" / f"acme-audit-{digest}-workspace.json"
    note.parent.mkdir(parents=True)
    note.write_text(json.dumps({"stack": stack}))


def test_the_project_is_found_from_a_folder_below_it(tmp_path: Path, project: Project) -> None:
    (tmp_path / "docs" / "more").mkdir(parents=True)
    assert find_project(tmp_path / "docs" / "more") == project
    assert project.name == "acme-audit"


def test_no_project_is_said_with_the_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageFailure, match=r"There is no Pulumi\.yaml in"):
        find_project(tmp_path)


def test_a_project_without_a_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("runtime: python\n")
    with pytest.raises(UsageFailure, match="has no `name:`"):
        find_project(tmp_path)


def test_stack_files_lie_where_the_project_says(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: x\nstackConfigDir: stacks\n")
    assert find_project(tmp_path).stack_file("dev") == tmp_path / "stacks" / "Pulumi.dev.yaml"


def test_only_the_last_part_of_a_full_stack_name_is_in_the_file_name(
    tmp_path: Path, project: Project
) -> None:
    assert project.stack_file("acme/audit/prod") == tmp_path / "Pulumi.prod.yaml"


def test_the_stack_is_dev_when_nothing_says_otherwise(project: Project) -> None:
    assert choose_stack(project, "") == ("dev", "no stack is selected")


def test_the_selected_stack_is_used(tmp_path: Path, project: Project) -> None:
    select(project, tmp_path / "pulumi-home", "acme/prod")
    assert choose_stack(project, "") == ("acme/prod", "selected")


def test_the_environment_wins_over_the_selection(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    select(project, tmp_path / "pulumi-home", "prod")
    monkeypatch.setenv("PULUMI_STACK", "staging")
    assert choose_stack(project, "") == ("staging", "PULUMI_STACK")


def test_the_option_wins_over_the_environment(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_STACK", "staging")
    assert choose_stack(project, "prod") == ("prod", "--stack")


@pytest.mark.parametrize("stack", ["../../etc/passwd", "a b", "a/b/c/d", "x\x1b[2J", "é"])
def test_a_name_that_no_stack_can_have_is_refused(project: Project, stack: str) -> None:
    with pytest.raises(UsageFailure, match="can't be a stack's name"):
        choose_stack(project, stack)


def test_an_unreadable_note_is_no_selection(tmp_path: Path, project: Project) -> None:
    select(project, tmp_path / "pulumi-home", "prod")
    next((tmp_path / "pulumi-home" / "workspaces").iterdir()).write_text("[]")
    assert choose_stack(project, "")[0] == "dev"
