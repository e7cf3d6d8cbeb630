"""What is told of the account before the first question, where nothing can be told below it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.wizard.trails.cases import RIGHT
from wizard.account.facts import Identity, Organization, Probe, Surroundings
from wizard.account.look import Look
from wizard.interview import first_look
from wizard.interview.first_look import FirstLook
from wizard.screen.line_by_line import LineByLine

ME = Identity("111122223333", "arn:aws:iam::111122223333:user/ada")
KNOWN = {"trailName": "everyregion", "scope": "account"}
LOOKING = "Looking at the account: what there is comes before the first question ..."


class Known(Look):
    """A look that has ended, or never does."""

    def __init__(self, **found: Any) -> None:
        super().__init__(lambda: pytest.fail("nobody looks here"), "us-east-1", with_activity=False)
        self.identity, self.regions = Probe("good", ME), Probe("good", ("eu-west-1",))
        self.trails, self.surroundings = Probe("good", ()), Surroundings(Probe("good", Organization()))
        vars(self).update(found)

    def start(self) -> None:
        """It needn't."""


def told(look: Look, capsys: pytest.CaptureFixture[str]) -> list[str]:
    FirstLook(look, LineByLine(), lambda: KNOWN).come_first()
    return capsys.readouterr().out.splitlines()


def test_that_there_is_no_trail_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(Known(), capsys) == [
        LOOKING,
        "Account 111122223333 has no trail that records what this one would.",
    ]


def test_a_trail_that_is_there_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    look = Known(trails=Probe("good", (replace(RIGHT, name="audit", arn="arn:audit"),)))
    first = FirstLook(look, LineByLine(), lambda: KNOWN)
    first.come_first()
    first.tell(is_first=True)
    lines = " ".join(capsys.readouterr().out.split())
    assert lines.startswith(f"{LOOKING} There is a trail already: the trail audit, at home in")
    assert lines.count("There is a trail already") == 1
    assert first.note() == ""


def test_what_the_account_is_in_its_organization_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    there = Organization("o-abcdefghij", "999988887777", True, "member")
    lines = told(Known(surroundings=Surroundings(Probe("good", there))), capsys)
    assert lines[1] == "Account 111122223333 is a member of o-abcdefghij."


def test_an_account_that_can_not_be_looked_at_is_not_said_to_have_no_trail(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert told(Known(trails=Probe("unknown", why="not allowed")), capsys) == [LOOKING]


def test_who_does_not_answer_in_time_is_not_waited_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_look, "LONGEST", 0.1)
    look = Known(trails=Probe())
    assert told(look, capsys) == [LOOKING, "AWS hasn't answered yet; it is told as soon as it has."]


def test_an_answer_waits_only_while_the_look_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    look = Known(trails=Probe())
    first = FirstLook(look, LineByLine(), lambda: KNOWN)
    assert first.waits() == ""
    monkeypatch.setattr(Known, "has_begun", True)
    first._begin()
    assert first.waits() == "Looking for trails that exist already ..."
    look.trails = Probe("good", ())
    assert first.waits() == ""
