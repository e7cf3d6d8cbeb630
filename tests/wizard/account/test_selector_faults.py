"""The selectors of trails that exist, judged: what is in vain, what two trails record, what isn't known."""

from __future__ import annotations

from dataclasses import replace

from components.event_selectors import selectors
from tests.wizard.trails.cases import (
    ALL_EVENTS,
    DATA,
    MANAGEMENT,
    OBJECTS,
    RIGHT,
    advanced,
    arns,
    basic,
    objects,
    settings,
)
from wizard.account.selector_faults import faults, recorded_twice

PAYMENTS = "arn:aws:s3:::payments/"


def test_a_trail_with_default_selectors_has_no_faults() -> None:
    assert faults(RIGHT) == []


def test_selectors_that_are_not_known_are_not_judged() -> None:
    assert faults(replace(RIGHT, advanced_selectors=None)) is None


def test_advanced_selectors_are_judged_in_the_trail_s_partition() -> None:
    found = faults(advanced([MANAGEMENT], [DATA, OBJECTS, arns(StartsWith=["arn:aws-cn:s3:::payments/"])]))
    assert found
    assert [one.kind for one in found] == ["part", "nothing"]
    assert "names the partition aws-cn, the home region is in aws." in found[0].what


def test_basic_selectors_are_judged_too() -> None:
    found = faults(basic(ALL_EVENTS, objects("arn:aws:s3:::payments", management=False)))
    assert found
    assert [(one.kind, one.where) for one in found] == [("wider", "Selector 2")]


OURS = selectors(settings(dataEvents=[f"AWS::S3::Object={PAYMENTS}"]), ())


def test_a_trail_that_records_the_same_objects_is_told() -> None:
    other = advanced([MANAGEMENT], [DATA, OBJECTS])
    assert [str(one) for one in recorded_twice(OURS, [other])] == [
        'Selector "Data events selector: AWS::S3::Object": records events that the trail "company" records '
        "as well. "
        "Each is paid for in both: 0.10 USD per 100,000 events, twice. Leave them out of one of the two."
    ]


def test_basic_selectors_of_another_trail_count() -> None:
    assert len(recorded_twice(OURS, [basic(objects(PAYMENTS))])) == 1
    assert len(recorded_twice(OURS, [basic(objects("arn:aws:s3"))])) == 1
    assert recorded_twice(OURS, [basic(objects(PAYMENTS, mode="ReadOnly"))]) == []


def test_a_stopped_trail_and_one_of_another_region_record_nothing_twice() -> None:
    other = basic(objects(PAYMENTS))
    assert recorded_twice(OURS, [replace(other, is_logging=False)]) == []
    assert recorded_twice(OURS, [replace(other, is_multi_region=False)], "eu-west-1") == []
    assert len(recorded_twice(OURS, [replace(other, is_multi_region=False)], "us-east-1")) == 1
