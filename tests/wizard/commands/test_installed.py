"""`python -m wizard` with a Python that lacks what it needs: which command to use instead."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import venv
from pathlib import Path

import pytest

from components import command_line
from tests.wizard.command import ROOT, project_folder
from wizard.commands import review

LACKS = "has no boto3, botocore, cryptography, platformdirs, pulumi, pulumi_aws, questionary, ruamel.yaml"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with a Python that has nothing installed, in a folder of its own."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder / "other", symlinks=True, with_pip=False)
    for name in ("wizard", "components"):
        shutil.copytree(ROOT / name, folder / "clone" / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(bare: Path, python: Path, *words: str, folder: str = "clone") -> tuple[int, str, str]:
    environment = {**os.environ, "PYTHONPATH": str(bare / "clone")}
    ran = subprocess.run(
        [python, "-m", "wizard", *words],
        cwd=bare / folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout, ran.stderr


def other(bare: Path) -> Path:
    return bare / "other/bin/python"


def whole(bare: Path, *, stamp: bool = True) -> Path:
    """The clone's venv/, as `make venv` leaves it; without its stamp: as an interrupted one leaves it."""
    folder = bare / "clone/venv"
    if not folder.exists():
        venv.create(folder, symlinks=True, with_pip=False)
    (folder / "installed.txt").unlink(missing_ok=True)
    if stamp:
        (folder / "installed.txt").write_text("1\n")
    return folder / "bin/python"


def test_without_a_venv_it_says_how_one_is_made_and_how_to_go_on(bare: Path) -> None:
    shutil.rmtree(bare / "clone/venv", ignore_errors=True)
    code, out, err = run(bare, other(bare), "deploy", "--stack", "my stack")
    python = other(bare)
    assert (code, out) == (2, "")
    assert err == (
        f"This Python, {python}, {LACKS}. Run: make venv && venv/bin/python -m wizard deploy --stack "
        "'my stack'\n"
    )


def test_beside_a_venv_it_names_that_ones_command(bare: Path) -> None:
    whole(bare)
    code, _, err = run(bare, other(bare), "check")
    assert code == 2
    assert err.endswith("Everything is installed in venv/. Run: venv/bin/python -m wizard check\n")


def test_a_venv_whose_installation_was_interrupted_is_finished(bare: Path) -> None:
    code, _, err = run(bare, whole(bare, stamp=False), "check")
    assert code == 2
    assert err.endswith("Run: make venv && venv/bin/python -m wizard check\n")


def test_a_venv_that_lost_something_is_made_again(bare: Path) -> None:
    code, _, err = run(bare, whole(bare), "check")
    assert code == 2
    assert err.endswith("Run: make clean venv && venv/bin/python -m wizard check\n")


def test_from_another_folder_every_path_is_whole(bare: Path) -> None:
    shutil.rmtree(bare / "clone/venv", ignore_errors=True)
    err = run(bare, other(bare), folder="other")[2]
    assert f"Run: make -C {bare}/clone venv && {bare}/clone/venv/bin/python -m wizard\n" in err


def test_a_rehearsal_needs_the_emulator_too(bare: Path) -> None:
    assert "ruamel.yaml, moto. " in run(bare, other(bare), "rehearse")[2]


def test_with_json_it_is_a_document_too(bare: Path) -> None:
    code, out, err = run(bare, other(bare), "check", "--json")
    document = json.loads(out)
    assert (code, document["schema"], document["exitCode"]) == (2, "everyregion/check/1", 2)
    assert document["error"] == err.strip()


def test_a_package_that_is_there_and_broken_is_no_mistake_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise ImportError("cannot import name 'select' from 'questionary'", name="questionary")

    monkeypatch.setattr(review, "run", refuse)
    ran = project_folder(tmp_path).inside("review")
    assert ran.code == 2
    assert "can't import questionary: cannot import name 'select'" in ran.said
    assert "a mistake in Everyregion" not in ran.said


OLD = sorted(Path.home().glob(".pyenv/versions/3.[6-9].*/bin/python"))


@pytest.mark.skipif(not OLD, reason="no Python older than 3.10 in ~/.pyenv")
@pytest.mark.parametrize("python", OLD, ids=lambda path: path.parts[-3])
def test_a_python_that_is_too_old_says_so_and_which_command_to_use(bare: Path, python: Path) -> None:
    whole(bare)
    code, _, err = run(bare, python, "rehearse")
    assert code == 2
    assert f"Python {python.parts[-3]} ({python}) is too old: 3.10 or newer is needed." in err
    assert "Run: venv/bin/python -m wizard rehearse" in err


@pytest.mark.parametrize(
    ("executable", "on_path", "shown"),
    [
        ("/here/venv/bin/python", "", "venv/bin/python -m wizard"),
        ("/here/venv/bin/python3", "/here/venv/bin/python", "python -m wizard"),
        ("/usr/bin/python3", "/usr/bin/python3", "python3 -m wizard"),
        ("/my tools/bin/python", "", "'/my tools/bin/python' -m wizard"),
        ("/here/python", "", "./python -m wizard"),
    ],
)
def test_a_command_is_printed_as_it_works_there(
    monkeypatch: pytest.MonkeyPatch, executable: str, on_path: str, shown: str
) -> None:
    monkeypatch.setattr(command_line.sys, "executable", executable)
    monkeypatch.setattr(command_line.Path, "cwd", lambda: Path("/here"))
    name = Path(on_path).name
    monkeypatch.setattr(command_line.shutil, "which", lambda asked: on_path if asked == name else None)
    assert command_line.wizard() == shown


def test_no_message_has_the_command_written_out() -> None:
    """It would be one that doesn't work where no environment is activated."""
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in ("wizard", "components")
        for path in (ROOT / folder).rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"python -m wizard\b(?!\.)", line)
        and '"""' not in line
        and not line.startswith(("#", "A command's"))
    ]
    assert found == []
