"""What a report says of results: counted by their worst, regions told together."""

from __future__ import annotations

from tests.project.sources import ROOT
from wizard.failures import ExitCode
from wizard.verify.page import updated
from wizard.verify.report import verdict
from wizard.verify.result import Result, counted_by_state, exit_code
from wizard.verify.rows import rows

GOOD = Result("trail.logging", "passed", "It logs in eu-west-1.", region="eu-west-1")
BAD = Result("trail.logging", "failed", "It doesn't log in eu-west-2.", "Start it.", region="eu-west-2")
UNSURE = Result("trail.tags", "unknown", "not allowed: cloudtrail:ListTags.", "Allow it.", cause="refused")
FINE = Result("bucket.versioning", "passed", "Versioning is Enabled.")


def test_a_check_of_several_regions_is_as_good_as_the_worst_of_them() -> None:
    assert counted_by_state([GOOD, BAD, UNSURE, FINE]) == {"failed": 1, "unknown": 1, "passed": 1}


def test_two_trails_are_two_checks() -> None:
    other = Result("trail.logging", "passed", "It logs.", trail="arn:aws:cloudtrail:x")
    assert counted_by_state([BAD, other]) == {"failed": 1, "unknown": 0, "passed": 1}


def test_the_verdict_says_the_worst_first() -> None:
    assert verdict([BAD, UNSURE, FINE]) == (
        "NOT as it should be: 1 check failed, 1 couldn't be told, 1 passed."
    )
    assert verdict([UNSURE, FINE]) == "Nothing failed, but 1 check couldn't be told; 1 passed."
    assert verdict([FINE]) == "Everything is as it should be: 1 check passed."


def test_exit_codes() -> None:
    assert exit_code([FINE], False) == ExitCode.GOOD
    assert exit_code([FINE, UNSURE], False) == ExitCode.UNKNOWN
    assert exit_code([FINE, UNSURE], True) == ExitCode.GOOD
    assert exit_code([BAD, UNSURE], True) == ExitCode.CHECK_FAILED


def test_what_is_said_of_several_regions_alike_is_one_row() -> None:
    other = Result("trail.logging", "failed", "It doesn't log in eu-west-3.", "Start it.", region="eu-west-3")
    (row,) = rows([BAD, other, GOOD], "failed")
    assert row.evidence == "It doesn't log in eu-west-2, eu-west-3."
    assert row.regions == ("eu-west-2", "eu-west-3")


def test_what_differs_in_more_than_the_region_is_told_apart() -> None:
    other = Result("trail.logging", "failed", "The trail doesn't show in eu-west-3.", "x", region="eu-west-3")
    assert [row.evidence for row in rows([BAD, other], "failed")] == [BAD.evidence, other.evidence]


def test_the_page_has_every_check_of_today() -> None:
    text = (ROOT / "docs" / "verify.md").read_text("utf-8")
    assert "<!-- checks -->" in text
    assert updated(text) == text, "write it anew: python -m wizard.verify.page"
