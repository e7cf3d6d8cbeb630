"""The arithmetic of `make bench`."""

from __future__ import annotations

import pytest

from bench.figures import Figure, medians, parse, table


def test_a_line_is_a_name_a_value_and_the_most_that_is_allowed() -> None:
    assert parse("rehearsal-seconds 2.81 4\n\n") == [Figure("rehearsal-seconds", 2.81, 4)]


def test_the_budget_of_a_speed_is_the_least_that_is_wanted() -> None:
    assert not Figure("records-per-second", 29999, 30000).good
    assert Figure("records-per-second", 30000, 30000).good


def test_a_line_that_is_no_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="not `name value budget`: 'Traceback'"):
        parse("a 1 2\nTraceback")


def test_a_figure_at_its_budget_is_good_and_over_it_is_not() -> None:
    assert Figure("a", 4, 4).good
    assert not Figure("a", 4.001, 4).good


def test_runs_are_put_together_by_the_median_of_each_figure() -> None:
    runs = [[Figure("a", value, 4), Figure("b", -value, 9)] for value in (1, 9, 2)]
    assert medians(runs) == [Figure("a", 2, 4), Figure("b", -2, 9)]


def test_the_table_shows_name_measured_budget_ratio_and_verdict() -> None:
    assert table([Figure("seed-seconds", 1.5, 2), Figure("records-per-second", 15000, 30000)]) == [
        "figure              measured           budget  ratio",
        "seed-seconds             1.5        at most 2    75%  good",
        "records-per-second    15,000  at least 30,000    50%  MISSED",
    ]
