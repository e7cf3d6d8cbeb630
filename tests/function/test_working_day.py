"""A working day in an account: quiet enough to be read, and nothing in it is hidden for long."""

from __future__ import annotations

import pytest

from bench.lived_day import Lived, lived
from bench.working_day import APPROVED, REGIONS, SILENT, day
from tests.function.cases import SETTINGS

ONE_DIGEST = 60


@pytest.fixture(scope="module")
def lived_day() -> Lived:
    """With few reads: none of them is told, however many there are."""
    return lived(day(reads=2))


def test_the_day_is_of_the_regions_that_the_settings_leave_unapproved() -> None:
    assert set(APPROVED) == SETTINGS.approved_regions
    assert {one.record["awsRegion"] for one in day(reads=1)} == set(REGIONS)


def test_a_working_day_is_at_most_thirty_messages(lived_day: Lived) -> None:
    assert 12 <= len(lived_day.told) <= 30


def test_each_principal_and_call_is_named_within_one_digest_of_its_first_event(lived_day: Lived) -> None:
    told = {pair for pair, cause in lived_day.causes.items() if cause not in SILENT}
    late = {pair: lived_day.delay(pair) for pair in told if lived_day.delay(pair) > ONE_DIGEST}
    assert len(told) == 20
    assert late == {}


def test_the_first_new_region_of_each_call_that_succeeded_is_named_within_one_digest(
    lived_day: Lived,
) -> None:
    told = {pair for pair in lived_day.succeeded if lived_day.causes.get(pair, SILENT[0]) not in SILENT}
    later = {pair: lived_day.second_region(pair) for pair in told}
    moved = {pair: region for pair, region in later.items() if region}
    late = {pair: lived_day.delay(*pair) for pair in moved.items() if lived_day.delay(*pair) > ONE_DIGEST}
    assert len(moved) == 9
    assert late == {}


def test_each_of_their_regions_is_named_within_ten_minutes(lived_day: Lived) -> None:
    told = [one for one in lived_day.arrived if lived_day.causes[one[0]] not in SILENT]
    late = {one: lived_day.delay(*one) for one in told if lived_day.delay(*one) > 600}
    assert len(told) == 166
    assert late == {}


@pytest.mark.parametrize("cause", SILENT)
def test_what_aws_and_consoles_do_by_themselves_is_never_told(lived_day: Lived, cause: str) -> None:
    assert any(one.cause == cause for one in day(reads=1))
    assert lived_day.naming(cause) == 0


def test_a_roll_out_over_13_regions_is_told_as_it_grows(lived_day: Lived) -> None:
    pair = next(pair for pair, cause in lived_day.causes.items() if cause == "stack-sets")
    counts = [len(one.regions[pair]) for one in lived_day.told if pair in one.regions]
    assert counts == [1, 1, 3, 3, 3, 2]
