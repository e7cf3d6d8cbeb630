"""A `pulumi` command that is missing, too old or broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.stack.pulumi_command import advice


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def install(path: Path, script: str) -> None:
    (path / "pulumi").write_text(script)
    (path / "pulumi").chmod(0o755)


def test_a_cli_that_is_missing_is_said_with_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert advice() == (
        "The `pulumi` command isn't on PATH: `deploy` offers to install it. "
        "By hand: https://www.pulumi.com/docs/iac/download-install/"
    )


@pytest.mark.parametrize("version", ["v3.249.9", "v2.25.0", "3.100.0-alpha.1"])
def test_a_cli_that_is_too_old_is_named(path: Path, version: str) -> None:
    install(path, f"#!/bin/sh\necho {version}\n")
    assert "is older than 3.250.0, which this needs: update it" in advice()


@pytest.mark.parametrize("version", ["v3.250.0", "v3.272.1", "v4.0.0", "dev build"])
def test_a_cli_that_is_new_enough_needs_no_advice(path: Path, version: str) -> None:
    install(path, f"#!/bin/sh\necho {version}\n")
    assert advice() == ""


def test_a_cli_that_does_not_run_is_said(path: Path) -> None:
    install(path, "#!/nowhere/sh\n")
    assert advice().startswith("The `pulumi` command on PATH doesn't run")
