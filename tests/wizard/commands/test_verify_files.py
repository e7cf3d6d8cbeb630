"""`verify --html` and `--ocsf`: which files they write, and which they leave alone."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.wizard.command import ROOT, ProjectFolder, project_folder
from tests.wizard.faults import clients
from tests.wizard.schema import faults_of
from tests.wizard.verify.scene import EMAIL, FEW, HOME, Scene, deployed
from wizard.drill import clock
from wizard.verify import run

FLAGS = ("--html", "--ocsf")
SCHEMA = json.loads((ROOT / "docs" / "verify.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with deployed(FEW) as made, clients():
        yield made


@pytest.fixture
def project(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectFolder:
    monkeypatch.setattr(clock.RealClock, "now", lambda self: scene.account.clock.now())
    monkeypatch.chdir(tmp_path)
    made = project_folder(
        tmp_path, AWS_ACCESS_KEY_ID="rehearsal", AWS_SECRET_ACCESS_KEY="rehearsal", COLUMNS="80"
    )
    made.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{scene.account.id}"]\n'
        f"  everyregion:approvedRegions: [{HOME}, us-east-1]\n  everyregion:alertEmails: [{EMAIL}]\n"
    )
    return made


def test_both_are_written_beside_the_report_which_says_where(project: ProjectFolder, tmp_path: Path) -> None:
    ran = project.inside("verify", "--html", str(tmp_path / "v.html"), "--ocsf", str(tmp_path / "v.json"))
    assert (ran.code, ran.err) == (0, "")
    said = " ".join(ran.out.split())
    assert said.endswith(f"The page: {tmp_path / 'v.html'} OCSF findings: {tmp_path / 'v.json'}")
    assert (tmp_path / "v.html").read_text("utf-8").startswith("<!doctype html>")
    findings = json.loads((tmp_path / "v.json").read_text("utf-8"))
    assert {one["class_uid"] for one in findings} == {2003}
    # Nothing else is left behind.
    assert sorted(path.suffix for path in tmp_path.glob("*v.*")) == [".html", ".json"]


def test_with_json_stdout_has_the_document_alone(project: ProjectFolder, tmp_path: Path) -> None:
    ran = project.inside("verify", "--json", "--html", str(tmp_path / "v.html"))
    assert ran.document["schema"] == "everyregion/verify/1"
    assert (tmp_path / "v.html").exists()


@pytest.mark.parametrize("flag", FLAGS)
def test_a_file_of_the_night_before_is_replaced(project: ProjectFolder, tmp_path: Path, flag: str) -> None:
    file = tmp_path / "report"
    assert project.inside("verify", flag, str(file)).code == 0
    before = file.stat().st_ino
    assert project.inside("verify", flag, str(file)).code == 0
    assert file.stat().st_ino != before, "it is replaced in one step"


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("text", ["my notes", "# Everyregion\n", "[1]", "<!doctype html><p>Everyregion"])
def test_a_file_that_it_did_not_write_is_left_alone(
    project: ProjectFolder, tmp_path: Path, flag: str, text: str
) -> None:
    file = tmp_path / "notes"
    file.write_text(text)
    ran = project.inside("verify", flag, str(file))
    assert ran.code == 2
    assert f"`verify {flag}` didn't write it: what is in it would be lost." in ran.said
    assert file.read_text() == text


@pytest.mark.parametrize("flag", FLAGS)
def test_an_empty_file_is_filled(project: ProjectFolder, tmp_path: Path, flag: str) -> None:
    (tmp_path / "made-by-mktemp").touch()
    assert project.inside("verify", flag, str(tmp_path / "made-by-mktemp")).code == 0


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize(
    ("name", "said"),
    [(".", "isn't a file"), (os.devnull, "isn't a file"), ("gone/report", "its folder doesn't exist")],
)
def test_what_cannot_be_written_is_said_before_anybody_waits(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch, flag: str, name: str, said: str
) -> None:
    monkeypatch.setattr("wizard.verify.run.gather", lambda *_: pytest.fail("it looked at the account"))
    ran = project.inside("verify", flag, name)
    assert ran.code == 2
    assert said in ran.said


@pytest.mark.parametrize("flag", FLAGS)
def test_a_full_disk_is_said_before_anybody_waits(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch, flag: str
) -> None:
    monkeypatch.setattr("wizard.verify.run.gather", lambda *_: pytest.fail("it looked at the account"))
    monkeypatch.setattr(os, "fsync", full)
    ran = project.inside("verify", flag, "report")
    assert ran.code == 2
    assert f"{flag} report can't be written: the disk is full" in ran.said


def full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def fills_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full once the account has been looked at."""
    looked = run.gather

    def gather(*about: Any) -> Any:
        found = looked(*about)
        monkeypatch.setattr(os, "fsync", full)
        return found

    monkeypatch.setattr(run, "gather", gather)


WHY = (
    "can't be written: the disk is full, or a limit is reached. Make room and run again. Nothing was changed."
)


@pytest.mark.usefixtures("fills_meanwhile")
def test_what_cannot_be_written_at_the_end_costs_no_answer(project: ProjectFolder, tmp_path: Path) -> None:
    ran = project.inside("verify", "--html", "v.html", "--ocsf", "v.json")
    assert ran.code == 2
    assert ran.out.startswith("Everything is as it should be: ")
    assert "The page:" not in ran.out
    assert " ".join(ran.err.split()) == f"v.html {WHY} v.json {WHY}"
    assert sorted(path.suffix for path in tmp_path.rglob("*v.*")) == [".yaml"]


@pytest.mark.usefixtures("fills_meanwhile")
def test_with_json_what_is_missing_stands_in_the_document(project: ProjectFolder) -> None:
    ran = project.inside("verify", "--json", "--html", "v.html")
    assert ran.document["verdict"].startswith("Everything is as it should be: ")
    assert ran.document["filesNotWritten"] == [{"file": "v.html", "why": f"v.html {WHY}"}]
    assert (ran.code, ran.document["exitCode"]) == (2, 2)
    assert faults_of(ran.document, SCHEMA) == []


@pytest.mark.usefixtures("fills_meanwhile")
def test_a_failed_check_ends_with_1_whatever_was_written(project: ProjectFolder) -> None:
    text = project.stack_file.read_text()
    project.stack_file.write_text(text + "  everyregion:tamperAlert: false\n  everyregion:insights: none\n")
    ran = project.inside("verify", "--html", "v.html")
    assert (ran.code, "can't be written" in ran.err) == (1, True)


def test_one_file_cannot_be_both(project: ProjectFolder) -> None:
    ran = project.inside("verify", "--html", "report", "--ocsf", "./report")
    assert ran.code == 2
    assert "--html and --ocsf name the same file" in ran.said


def test_a_page_is_written_of_any_trail(scene: Scene, project: ProjectFolder, tmp_path: Path) -> None:
    project.stack_file.unlink()
    assert project.inside("verify", "--all-trails", "--html", str(tmp_path / "v.html")).code == 0
    text = (tmp_path / "v.html").read_text("utf-8")
    assert (
        "There is no stack file: the trail is measured by what Everyregion would deploy by default." in text
    )
    assert "Approved" not in text
