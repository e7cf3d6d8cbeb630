"""When a deployment would pay for management events a second time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wizard.account.facts import Activity, Trail
from wizard.account.second_copy import Own, recording_here, second_copy_cost, second_trail

COMPANY = Trail(
    name="company",
    arn="arn:aws:cloudtrail:us-east-1:111122223333:trail/company",
    home_region="us-east-1",
    bucket="company-logs",
    is_multi_region=True,
    is_organization=False,
    is_logging=True,
    records_management=True,
)


def found(trail: Trail) -> Trail | None:
    return second_trail([trail], Own("everyregion", "eu-west-1"))


def test_a_logging_multi_region_trail_with_management_events_counts() -> None:
    assert found(COMPANY) == COMPANY


def test_an_organization_trail_counts() -> None:
    assert found(replace(COMPANY, is_organization=True)) is not None


@pytest.mark.parametrize(
    "harmless",
    [
        replace(COMPANY, is_multi_region=False),
        replace(COMPANY, is_logging=False),
        replace(COMPANY, records_management=False),
        replace(COMPANY, name="everyregion", home_region="eu-west-1"),
    ],
)
def test_other_trails_do_not_count(harmless: Trail) -> None:
    assert found(harmless) is None


def test_a_trail_of_our_name_that_belongs_to_the_organization_is_not_ours() -> None:
    assert (
        found(replace(COMPANY, name="everyregion", home_region="eu-west-1", is_organization=True)) is not None
    )


def test_a_trail_of_our_name_at_home_elsewhere_is_not_ours() -> None:
    assert found(replace(COMPANY, name="everyregion")) is not None


@pytest.mark.parametrize(
    "unknown", [replace(COMPANY, is_logging=None), replace(COMPANY, records_management=None)]
)
def test_what_could_not_be_found_out_counts(unknown: Trail) -> None:
    assert found(unknown) == unknown


def test_the_cost_says_that_reads_are_not_in_the_estimate() -> None:
    lines = second_copy_cost(COMPANY, [Activity("eu-west-1", 50, 7, more=True), Activity("us-east-1", 20, 7)])
    assert lines[-1] == (
        "In the last 7 days there were 70 or more write events: 0.07 USD a year for those alone. "
        "Reads aren't counted here and are usually most of the events, so expect more."
    )


def test_without_activity_there_is_no_estimate() -> None:
    assert len(second_copy_cost(COMPANY, [])) == 2


def test_stopped_and_single_region_trails_record_here_too_those_of_every_region_first() -> None:
    stopped = replace(COMPANY, name="stopped", is_logging=False)
    single = replace(COMPANY, name="single", is_multi_region=False)
    data = replace(COMPANY, name="data", records_management=False)
    ours = replace(COMPANY, name="everyregion", home_region="eu-west-1")
    found = recording_here([single, stopped, data, ours, COMPANY], Own("everyregion", "eu-west-1"))
    assert found == [COMPANY, stopped, single]
