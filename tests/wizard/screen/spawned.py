"""The wizard in a pseudo-terminal: its questions, keys, and what it has shown."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable

import pexpect

from tests.wizard.command import ProjectFolder

ENTER, ESC, DOWN = "\r", "\x1b", "\x1b[B"
# In the order they are asked; with what the answers file says where a test doesn't ask.
ANSWERS = {
    "scope": "account",
    "aws:region": "eu-west-1",
    "approvedRegions": ["eu-west-1"],
    "encryption": "new-key",
    "dataEvents": [],
    "archiveClass": "GLACIER_IR",
    "archiveAfterDays": 90,
    "expireAfterDays": 2555,
    "insights": "both",
    "alertEmails": [],
}
QUESTIONS = (
    "Which accounts are covered",
    "Home region",
    "Regions you work in",
    "How log files are encrypted",
    "Data events to record",
    "Storage class",
    "Days before log files move",
    "Days before log files are deleted",
    "CloudTrail Insights",
    "Addresses that alerts go to",
)
COST_EXPLORER = "May Cost Explorer be asked"
BEFORE = "# ours\nconfig:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: [eu-west-1]  # agreed\n"
Spawn = Callable[..., "pexpect.spawn[str]"]


def asking_only(project: ProjectFolder, *numbers: int) -> list[str]:
    """The words that leave only these questions open, counted from 0."""
    given = {key: value for number, (key, value) in enumerate(ANSWERS.items()) if number not in numbers}
    file = project.path.parent / "answers.json"
    file.write_text(json.dumps(given))
    return ["--answers", str(file)]


def transcript(child: pexpect.spawn[str]) -> str:
    """Everything that the terminal has shown so far, on one line and without control sequences."""
    assert isinstance(child.logfile_read, io.StringIO)
    return " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", child.logfile_read.getvalue()).split())


def answer(child: pexpect.spawn[str], *numbers: int) -> None:
    for number in numbers:
        reach(child, number)
        child.send(ENTER)


def reach(child: pexpect.spawn[str], number: int) -> None:
    """Until the question is there. Cost Explorer isn't to be asked where that is the question before."""
    if child.expect_exact([QUESTIONS[number], COST_EXPLORER]):
        child.send(ENTER)
        child.expect_exact(QUESTIONS[number])


def ended(child: pexpect.spawn[str]) -> tuple[int | None, str]:
    """Exit code, and what was printed last."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before or ""
