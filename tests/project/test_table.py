"""A test that runs through a table."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

SUITE = """
import pytest
from tests.table import for_each

@pytest.fixture
def two():
    return 2

@for_each("place", ["aws", "aws-cn", "aws-eusc"], str)
@pytest.mark.parametrize("first", ["a", "b"])
def test_a_table(place, first, two):
    assert two == 2
    assert (place, first) != ("aws-cn", "b")

@for_each("low, high", [(1, 2), (3, 4)])
def test_pairs(low, high):
    assert low < high
"""


def test_every_case_counts_and_the_one_that_fails_is_named(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SUITE)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["FAILED *test_a_table?b?*"])
    printed = [line for line in result.outlines if line.startswith("case: ")]
    assert printed == ["case: aws", "case: aws-cn"]


def test_a_table_for_a_test_that_takes_no_such_thing_is_refused() -> None:
    from tests.table import for_each

    with pytest.raises(AssertionError, match="takes no place"):
        for_each("place", ["aws"])(lambda: None)


def test_an_empty_table_is_refused() -> None:
    from tests.table import for_each

    with pytest.raises(AssertionError, match="shows nothing"):
        for_each("place", [])
