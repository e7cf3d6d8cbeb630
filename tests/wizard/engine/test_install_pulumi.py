"""The Pulumi CLI: found, too old, missing, or installed after asking."""

from __future__ import annotations

import os
import urllib.error
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation

from wizard.engine import install_pulumi
from wizard.engine.automation import pulumi_process
from wizard.failures import AwsFailure, Cancelled, UsageFailure
from wizard.screen.questions import Ask


class Answers:
    def __init__(self, answer: Any) -> None:
        self.answer, self.asked = answer, list[Ask]()

    def pick(self, ask: Ask) -> Any:
        self.asked.append(ask)
        return self.answer


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def pulumi(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    script = folder / "pulumi"
    script.write_text(f"#!/bin/sh\necho v{version}\n")
    script.chmod(0o755)
    return script


def test_one_on_path_is_taken(nowhere: Path) -> None:
    pulumi(nowhere / "bin", "3.260.0")
    found = pulumi_process.find()
    assert found is not None
    assert (found.command, str(found.version)) == ("pulumi", "3.260.0")


def test_one_that_the_official_installer_left_is_found_without_path(nowhere: Path) -> None:
    script = pulumi(nowhere / ".pulumi" / "bin", "3.260.0")
    found = pulumi_process.find()
    assert found is not None
    assert found.command == str(script)


def test_one_that_is_too_old_is_named_with_what_is_needed(nowhere: Path) -> None:
    pulumi(nowhere / "bin", "3.100.0")
    with pytest.raises(UsageFailure, match=r"pulumi 3\.100\.0 at .* is older than 3\.250\.0"):
        pulumi_process.find()


def test_without_one_and_without_a_terminal_it_says_where_to_get_it(nowhere: Path) -> None:
    with pytest.raises(UsageFailure, match="/docs/iac/download-install/"):
        install_pulumi.cli_for(None)


def test_nothing_is_installed_unless_somebody_agrees(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automation.PulumiCommand, "install", lambda: pytest.fail("it was installed"))
    with pytest.raises(Cancelled):
        install_pulumi.cli_for(Answers(False))  # pyright: ignore[reportArgumentType]


def test_the_sdks_own_installer_is_used_and_its_cli_found(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pulumi._version import version

    root = nowhere / ".pulumi" / "versions" / str(version)
    monkeypatch.setattr(automation.PulumiCommand, "install", lambda: pulumi(root / "bin", str(version)))
    asker = Answers(True)
    found = install_pulumi.cli_for(asker)  # pyright: ignore[reportArgumentType]
    assert found.command == os.path.join(root, "bin", "pulumi")
    assert str(root) in asker.asked[0].options[0].words


def test_an_installation_that_fails_says_how_to_do_it_by_hand(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr(automation.PulumiCommand, "install", fails)
    with pytest.raises(AwsFailure, match=r"couldn't be installed \(no route to host\)"):
        install_pulumi.cli_for(Answers(True))  # pyright: ignore[reportArgumentType]
