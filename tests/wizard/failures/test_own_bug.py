"""An error that nobody foresaw: one message and no trace, the trace in a file."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, project_folder
from wizard.commands import review
from wizard.failures import own_bug


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectFolder:
    """A project in which `review` breaks."""

    def broken(_options: object) -> int:
        local_value = "seen-by-nobody" + str(1)
        raise ReferenceError("the word\x1b[31m", len(local_value))

    monkeypatch.setattr(review, "run", broken)
    return project_folder(
        tmp_path,
        XDG_STATE_HOME=str(tmp_path / "state"),
        AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMIexample",
        PULUMI_CONFIG_PASSPHRASE="",
    )


def log(project: ProjectFolder) -> Path:
    [path] = (project.path.parent / "state" / "everyregion").iterdir()
    return path


def test_a_mistake_of_the_program_is_one_message_without_a_trace(project: ProjectFolder) -> None:
    ran = project.inside("review")
    assert ran.code == 3
    assert ran.out == ""
    assert ran.said.startswith("`review` ended by a mistake in Everyregion itself: ReferenceError in wizard/")
    assert str(log(project)) in ran.err
    assert "--debug" in ran.said
    assert "Traceback" not in ran.err


def test_the_file_has_the_whole_trace_for_its_owner_alone(project: ProjectFolder) -> None:
    project.inside("review")
    text = log(project).read_text()
    assert stat.S_IMODE(log(project).stat().st_mode) == 0o600
    assert re.match(r"everyregion \S+, Python 3\.\d+\.\S+, .+\ncommand: review\n\nTraceback ", text)
    assert 'raise ReferenceError("the word' in text


def test_the_file_has_no_local_values(project: ProjectFolder) -> None:
    project.inside("review")
    assert "seen-by-nobody1" not in log(project).read_text()


def test_debug_shows_the_trace(project: ProjectFolder) -> None:
    assert "Traceback (most recent call last)" in project.inside("review", "--debug").err


def test_json_still_gets_its_document(project: ProjectFolder) -> None:
    found = project.inside("review", "--json").document
    assert next(iter(found)) == "schema"
    assert (found["schema"], found["exitCode"]) == ("everyregion/review/1", 3)
    assert str(log(project)) in found["error"]


def test_secrets_of_the_environment_are_struck_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "correct horse")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "")
    text = own_bug.trace(ValueError("no stack opens with 'correct horse'"), "deploy")
    assert text.endswith("ValueError: no stack opens with '<PULUMI_CONFIG_PASSPHRASE>'")


def test_what_an_error_says_cannot_write_to_a_terminal() -> None:
    assert own_bug.trace(ValueError("a\x1b[31mb"), "deploy").endswith("ValueError: a\\x1b[31mb")


def test_the_place_in_the_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    try:
        own_bug.log_file.write(None, "")  # pyright: ignore[reportArgumentType]
    except AttributeError as error:
        message = own_bug.mistake_of(error, "check").message
    assert re.search(r"AttributeError in wizard/failures/log_file\.py, line \d+\.", message)


def test_a_folder_that_cannot_be_written_is_said(project: ProjectFolder) -> None:
    (project.path.parent / "state").write_text("a file")
    ran = project.inside("review")
    assert ran.code == 3
    assert "The full text can't be kept" in ran.said


def test_what_the_machine_refuses_is_told_in_json_too(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_options: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(review, "run", full)
    ran = project.inside("review", "--json")
    assert (ran.code, ran.document["exitCode"]) == (2, 2)
    assert ran.document["error"] == "This machine refused what was needed: [Errno 28] No space left on device"
