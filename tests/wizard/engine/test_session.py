"""What deploy and destroy begin with, where nobody is there to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wizard.command import project_folder


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("deploy", "To deploy without being asked, add --yes; `preview` shows what it would do."),
        # A preview shows what a deploy would do.
        ("destroy", "To destroy without being asked, add --yes."),
    ],
)
def test_without_a_terminal_or_a_yes_nothing_begins(tmp_path: Path, command: str, said: str) -> None:
    project = project_folder(tmp_path)
    project.stack_file.write_text(
        "config:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: [eu-west-1]\n"
    )
    ran = project.inside(command)
    assert (ran.code, ran.said) == (
        2,
        f"There is no terminal to confirm in, so nothing was changed. {said}",
    )
