"""The same credentials for wizard and engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.engine.account import engine_environment, profile_of
from wizard.failures import UsageFailure
from wizard.stack.stack_file import StackFile


def stack_file(tmp_path: Path, text: str) -> StackFile:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(text)
    return StackFile.read(path, "everyregion")


def test_a_profile_wins_over_keys_in_the_environment_as_it_does_for_the_wizard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    monkeypatch.delenv("AWS_SECURITY_TOKEN", raising=False)
    assert engine_environment("audit") == {
        "AWS_PROFILE": "audit",
        "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "",
    }


def test_without_a_profile_the_environment_stays_as_it_is() -> None:
    assert engine_environment("") == {}


def test_the_stack_files_profile_is_used_by_both(tmp_path: Path) -> None:
    assert profile_of("", stack_file(tmp_path, "config:\n  aws:profile: audit\n")) == "audit"


def test_two_different_profiles_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageFailure, match=r"--profile says prod, but Pulumi\.dev\.yaml says audit"):
        profile_of("prod", stack_file(tmp_path, "config:\n  aws:profile: audit\n"))
