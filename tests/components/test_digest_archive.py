"""The function's archive: its own .py files, the same whatever else lies beside them, able to run alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pulumi
import pytest

from components.region_alert import digest
from tests.components.cases import deployed

SOURCE = Path(digest.__file__).parent / "function" / "digest"


def contents(archive: object) -> dict[str, bytes]:
    """Path in the archive -> what the file holds."""
    assert isinstance(archive, pulumi.AssetArchive)
    files = {}
    for path, asset in archive.assets.items():
        assert isinstance(asset, pulumi.FileAsset)
        files[path] = Path(str(asset.path)).read_bytes()
    return files


def of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    monkeypatch.setattr(digest, "_SOURCE", folder)
    return contents(digest.source())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The function's folder as a fresh clone has it."""
    return Path(
        shutil.copytree(SOURCE, tmp_path / "digest", ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    )


def test_the_archive_holds_every_py_file_of_the_function_and_nothing_else() -> None:
    wanted = {f"digest/{path.relative_to(SOURCE).as_posix()}" for path in SOURCE.rglob("*.py")}
    assert set(contents(digest.source())) == wanted
    assert "digest/handler.py" in wanted


def test_the_function_is_registered_with_this_archive() -> None:
    registered = deployed().one("aws:lambda/function:Function").inputs["code"]
    assert contents(registered) == contents(digest.source())


def test_compiled_files_and_litter_change_nothing(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = of(copy, monkeypatch)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(copy)], check=True)
    assert list(copy.glob("__pycache__/*.pyc"))
    for name in ("handler.py.orig", ".handler.py.swp", "notes.txt", "handler.pyc"):
        (copy / name).write_text("litter")
    assert of(copy, monkeypatch) == before


def test_a_changed_line_changes_the_archive(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = of(copy, monkeypatch)
    (copy / "handler.py").write_text((copy / "handler.py").read_text() + "# changed\n")
    assert of(copy, monkeypatch) != before


def test_the_files_are_found_from_any_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(digest.source())
    monkeypatch.chdir(tmp_path)
    assert contents(digest.source()) == before


def test_the_archive_is_all_that_lambda_needs_beside_its_own_boto3(tmp_path: Path) -> None:
    for path, content in contents(digest.source()).items():
        target = tmp_path / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
    # Away from the project: an import of anything outside the archive fails.
    code = "import sys; sys.path.insert(0, '.'); from digest.handler import handler; print(callable(handler))"
    run = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("True\n", "")
