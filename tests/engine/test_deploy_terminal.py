"""`deploy` in a real terminal of 80 by 24: what is asked, the table over itself, and Ctrl-C."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.engine.base import BASE
from tests.engine.desk import Desk, desk
from tests.wizard.aws_stub import Aws, serving

pytestmark = [pytest.mark.engine, pytest.mark.terminal]

SECRET = "a passphrase that nobody sees"
ENTER = "\r"


@pytest.fixture
def at(cli: None, tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "at", BASE) as opened:
        refused = {"DescribeKey": "NotFoundException", "ListSubscriptionsByTopic": "AuthorizationError"}
        stub = Aws(account=opened.account.id, regions=tuple(opened.account.regions), refused=refused)
        with serving(stub) as aws:
            # The emulated account closes this way for its own process, whose variables are handed on.
            opened.environment |= {**aws.environment(), "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"}
            del opened.environment["PULUMI_CONFIG_PASSPHRASE"]
            yield opened


def spawn(at: Desk, *words: str) -> pexpect.spawn[str]:
    child: pexpect.spawn[str] = pexpect.spawn(
        sys.executable,
        ["-m", "wizard", *words],
        cwd=str(at.clone),
        env=at.folder.variables(),  # pyright: ignore[reportArgumentType]
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=30,
    )
    child.logfile_read = io.StringIO()
    child.delaybeforesend = None
    return child


def transcript(child: pexpect.spawn[str]) -> str:
    assert isinstance(child.logfile_read, io.StringIO)
    return child.logfile_read.getvalue()


def ended(child: pexpect.spawn[str]) -> int | None:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def screen(text: str) -> list[str]:
    """What a terminal shows of a table: lines written over those before, without colours."""
    shown = [""]
    for part in re.findall(r"\x1b\[\d*[A-Za-z]|\r\n|\r|[^\x1b\r]+", text):
        if part == "\r\n":
            shown.append("")
        elif part.endswith("A") and part.startswith("\x1b"):
            shown[-1 - int(part[2:-1]) :] = [""]
        elif not part.startswith(("\x1b", "\r")):
            shown[-1] += part
    return shown


def test_a_person_makes_the_stack_sees_the_plan_stops_it_and_lets_the_next_deploy_finish(at: Desk) -> None:
    at.provider.held = frozenset({"log-key"})
    child = spawn(at, "deploy")
    child.expect_exact("The stack dev doesn't exist yet")
    child.send(ENTER)
    for prompt in ("New passphrase (not shown): ", "The same again: "):
        child.expect_exact(prompt)
        child.sendline(SECRET)
    child.expect_exact("42 resources to make.")
    child.expect_exact("Deploy this?")
    child.send(ENTER)
    assert at.provider.begun.wait(30)
    child.expect(r"log key +0/2 +log-key")
    at.provider.cancelled.clear()
    child.sendcontrol("c")
    child.expect_exact("Stopping: finishing what is under way. Ctrl-C again ends it at once.")
    assert at.provider.cancelled.wait(30)
    at.provider.go.set()
    child.expect_exact("nothing is half-done")
    assert ended(child) == 130
    assert SECRET not in transcript(child)

    at.provider.held = frozenset()
    again = spawn(at, "deploy")
    again.expect_exact("Passphrase of the stack dev (not shown): ")
    again.sendline(SECRET)
    again.expect_exact("Deploy this?")
    again.send(ENTER)
    again.expect_exact("Deploying dev")
    again.expect_exact("Deployed in ")
    drawn = screen(f"Deploying dev{again.before}")
    headings = [line for line in drawn if line.startswith("Deploying dev")]
    assert len(headings) == 1, "the table is to be drawn over itself"
    assert re.search(r"(\d+) of \1 done, ", headings[0])
    assert max(map(len, drawn)) < 80
    assert ended(again) == 0
    assert SECRET not in transcript(again)
    assert sorted(at.provider.made) == at.names()


def test_who_says_no_after_the_stack_was_made_is_told_that_it_was(at: Desk) -> None:
    child = spawn(at, "deploy")
    child.expect_exact("The stack dev doesn't exist yet")
    child.send(ENTER)
    for prompt in ("New passphrase (not shown): ", "The same again: "):
        child.expect_exact(prompt)
        child.sendline(SECRET)
    child.expect_exact("Deploy this?")
    child.send(f"\x1b[B{ENTER}")
    assert ended(child) == 130
    said = " ".join(transcript(child).split())
    assert said.endswith("Stopped; it isn't as before: the stack dev is made, with nothing in it.")
    assert at.provider.made == []
