"""What the README and its companions tell people to type exists."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache

import pytest

from tests.project.sources import ROOT

PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def make_targets() -> set[str]:
    return set(re.findall(r"^(\w+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))


def commands_in_code(text: str, beginning: str) -> set[str]:
    """The word after `beginning`, wherever it stands in a code block or between backticks."""
    code = re.findall(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", text, re.DOTALL)
    lines = [line.strip().removeprefix("$ ") for pair in code for part in pair for line in part.splitlines()]
    return {found[1] for line in lines if (found := re.match(rf"(?:venv/bin/)?{beginning} ([a-z]\w*)", line))}


@cache
def wizard_knows(command: str) -> bool:
    argv = [sys.executable, "-m", "wizard", command, "--help"]
    return subprocess.run(argv, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_a_command_is_found_in_a_code_block_and_between_backticks() -> None:
    text = "Run make believe.\n```console\n$ make try\nmade\n```\nor `make test REQUIRE=engine`, and `make`."
    assert commands_in_code(text, "make") == {"try", "test"}


@pytest.mark.parametrize("page", PAGES)
def test_each_make_command_in_the_pages_is_a_target(page: str) -> None:
    assert commands_in_code(text_of(page), "make") - make_targets() == set()


@pytest.mark.parametrize("page", PAGES)
def test_each_wizard_command_in_the_pages_exists(page: str) -> None:
    promised = commands_in_code(text_of(page), "python -m wizard")
    assert {command for command in promised if not wizard_knows(command)} == set()


def test_a_wizard_command_that_nobody_wrote_is_not_known() -> None:
    assert not wizard_knows("juggle")


def test_the_readme_shows_the_two_commands() -> None:
    assert {"try", "test"} <= commands_in_code(text_of("README.md"), "make")


def test_make_alone_lists_every_command() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\w+)", listed, re.MULTILINE)) == make_targets()
