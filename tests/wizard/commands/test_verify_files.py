"""`verify --html` and `--ocsf`: which files they write, and which they leave alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, project_folder
from tests.wizard.faults import clients
from tests.wizard.verify.scene import EMAIL, FEW, HOME, Scene, deployed
from wizard.drill import clock

FLAGS = ("--html", "--ocsf")


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
