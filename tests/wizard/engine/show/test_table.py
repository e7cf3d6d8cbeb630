"""The table of a running deployment: whatever happens, it fits the terminal."""

from __future__ import annotations

import pytest

from tests.wizard.engine.events import BUCKET, KEY, TRAIL, begun, ended, failed, said, urn
from wizard.engine.automation.events import Run
from wizard.engine.show.table import Row, View, clock, lines, view_of

BUSY = View(
    "Deploying dev",
    64.9,
    (
        Row("log-key", 2, 2),
        Row("log-bucket", 5, 7, ("log-bucket-policy", "log-bucket-lifecycle")),
        Row("trail", 0, 1),
    ),
)


def test_each_component_has_its_count_and_what_is_at_work() -> None:
    assert lines(BUSY, 79, 23) == [
        f"Deploying dev{' ' * 46}7 of 10 done, 1m 04s",
        "  log key      2/2   done",
        "  log bucket   5/7   log-bucket-policy, log-bucket-lifecycle",
        "  trail        0/1",
    ]


def test_failures_come_first() -> None:
    view = View("Deploying dev", 3, BUSY.rows, (("trail", "AWS said no."),))
    assert lines(view, 40, 23)[:2] == [
        "Deploying dev 1 failed, 7 of 10 done, 3s",
        "  FAILED trail: AWS said no.",
    ]


def test_a_note_is_the_last_line() -> None:
    view = View("Deploying dev", 3, BUSY.rows, note="Stopping.")
    assert lines(view, 79, 23)[-1] == "Stopping."


def test_on_a_small_terminal_what_is_at_work_stays_and_the_rest_is_counted() -> None:
    rows = (*(Row(f"done-{n}", 1, 1) for n in range(5)), Row("busy", 0, 2, ("one",)), Row("later", 0, 3))
    assert lines(View("Deploying dev", 3, rows), 40, 4) == [
        "Deploying dev           5 of 10 done, 3s",
        "  busy     0/2   one",
        "  later    0/3",
        "  components: 5 done",
    ]


@pytest.mark.parametrize("columns", [10, 20, 39, 79, 99])
@pytest.mark.parametrize("rows", [1, 2, 3, 5, 9, 23])
def test_it_is_never_wider_or_higher_than_the_terminal(columns: int, rows: int) -> None:
    many = tuple(
        Row(f"component-{n}", n, 20, tuple(f"resource-{n}-{m}" for m in range(n))) for n in range(15)
    )
    failures = tuple((f"resource-{n}", "a long reason " * 10) for n in range(12))
    drawn = lines(View("Deploying a-stack-with-a-name", 7, many, failures, "Stopping."), columns, rows)
    assert max(map(len, drawn)) <= columns
    assert len(drawn) <= max(rows, 2)


def test_a_name_from_aws_cannot_move_the_cursor() -> None:
    view = View("Deploying dev", 3, (Row("trail", 0, 1, ("\x1b[2Jtrail",)),), (("trail", "no\nway"),))
    assert not any("\x1b" in line or "\n" in line for line in lines(view, 79, 23))


def test_what_was_planned_is_counted_before_it_begins() -> None:
    plan = Run()
    plan.see(begun("create", KEY, "log-key", component="log-key"))
    plan.see(begun("create", BUCKET, "log-bucket", component="log-bucket"))
    run = Run()
    run.see(begun("create", KEY, "log-key", component="log-key"))
    view = view_of("Deploying dev", run, plan.changes, 1)
    assert view.rows == (Row("log-key", 0, 1, ("log-key",)), Row("log-bucket", 0, 1))
    run.see(ended("create", KEY, "log-key", component="log-key"))
    assert view_of("Deploying dev", run, plan.changes, 1).rows[0] == Row("log-key", 1, 1)


def test_a_failure_has_its_reason_in_words() -> None:
    run = Run()
    run.see(begun("create", TRAIL, "trail", component="trail"))
    text = "creating trail: InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected"
    run.see(said(text, urn=urn(TRAIL, "trail")))
    run.see(failed("create", TRAIL, "trail", component="trail"))
    ((name, why),) = view_of("Deploying dev", run, [], 1).failures
    assert name == "trail"
    assert why.startswith("The log bucket's policy doesn't let CloudTrail write")


def test_seconds_are_read_as_people_say_them() -> None:
    assert [clock(s) for s in (0.4, 59.9, 60, 725)] == ["0s", "59s", "1m 00s", "12m 05s"]
