"""The function's archive: its own .py files, the same whatever else lies beside them, able to run alone."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pulumi
import pytest

from components.region_alert import archive, package
from tests.components.cases import deployed

SOURCE = Path(package.__file__).parent / "function" / "digest"


def contents(code: object) -> dict[str, bytes]:
    """Path in the archive -> what the file holds."""
    assert isinstance(code, pulumi.FileArchive)
    with zipfile.ZipFile(code.path) as files:
        return {name: files.read(name) for name in files.namelist()}


def of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    monkeypatch.setattr(package, "_SOURCE", folder)
    return contents(archive.source())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The function's folder as a fresh clone has it."""
    return Path(
        shutil.copytree(SOURCE, tmp_path / "digest", ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    )


def test_the_archive_holds_every_py_file_of_the_function_and_nothing_else() -> None:
    wanted = {f"digest/{path.relative_to(SOURCE).as_posix()}" for path in SOURCE.rglob("*.py")}
    assert set(contents(archive.source())) == wanted
    assert "digest/handler.py" in wanted


def test_the_function_is_registered_with_this_archive() -> None:
    registered = deployed().one("aws:lambda/function:Function").inputs["code"]
    assert contents(registered) == contents(archive.source())


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
    before = contents(archive.source())
    monkeypatch.chdir(tmp_path)
    assert contents(archive.source()) == before


def test_the_archive_is_all_that_lambda_needs_beside_its_own_boto3(tmp_path: Path) -> None:
    for path, content in contents(archive.source()).items():
        target = tmp_path / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
    # Away from the project: an import of anything outside the archive fails.
    code = "import sys; sys.path.insert(0, '.'); from digest.handler import handler; print(callable(handler))"
    run = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("True\n", "")


def test_the_package_has_no_date_no_owner_and_no_compression() -> None:
    with zipfile.ZipFile(io.BytesIO(package.package())) as files:
        found = {(one.date_time, one.create_system, one.compress_type) for one in files.infolist()}
        assert files.namelist() == sorted(files.namelist())
    assert found == {((1980, 1, 1, 0, 0, 0), 3, zipfile.ZIP_STORED)}


def test_line_ends_of_another_system_do_not_change_the_package(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = of(copy, monkeypatch)
    for file in copy.glob("*.py"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert of(copy, monkeypatch) == before


def test_a_hash_is_written_as_lambda_writes_it() -> None:
    assert package.code_sha256(b"") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
