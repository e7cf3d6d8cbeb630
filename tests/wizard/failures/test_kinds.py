"""How commands end: exit codes are a promise, said the same wherever they are listed."""

from __future__ import annotations

import re

import pytest

from tests.project.sources import ROOT
from wizard.commands import parser
from wizard.failures import AwsFailure, Cancelled, ExitCode, Failure, UsageFailure

PROMISED = {
    0: "good",
    1: "a check failed",
    2: "usage or settings",
    3: "AWS or the engine refused, or this program has a mistake",
    4: "only something is unknown",
    7: "preview --expect-no-changes saw changes",
    130: "cancelled",
}


def test_each_exit_code_means_what_was_promised() -> None:
    assert {code.value: code.words for code in ExitCode} == PROMISED


def test_the_readme_lists_every_exit_code() -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert {int(number): words for number, words in rows} == PROMISED


def test_the_help_lists_every_exit_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit):
        parser.parse(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    listed = ", ".join(f"{number} {words}" for number, words in PROMISED.items())
    assert f"Exit codes: {listed}." in said


@pytest.mark.parametrize(
    ("failure", "code"),
    [(Failure("x"), 1), (UsageFailure("x"), 2), (AwsFailure("x"), 3), (Cancelled(), 130)],
)
def test_each_failure_ends_with_its_own(failure: Failure, code: int) -> None:
    assert failure.exit_code == code
