"""What the trail records, as CloudTrail and the scanners want it written."""

from __future__ import annotations

import random
from typing import Any

import pytest

from components.event_selectors import Field, Selector, insights, selectors
from tests.components.cases import objections, settings

OWN = ["arn:aws:s3:::logs", "arn:aws:s3:::logs-access"]
S3, TABLE = "AWS::S3::Object", "AWS::DynamoDB::Table"
BUCKET = f"{S3}=arn:aws:s3:::bucket/"


def made(*entries: str, **fields: Any) -> list[Selector]:
    return selectors(settings(data_events=entries, **fields), OWN)


def s3_arns(*entries: str) -> Field:
    """The field with the S3 selector's ARNs."""
    (selector,) = (s for s in made(*entries) if s.name == f"Data events selector: {S3}")
    (field,) = (field for field in selector.fields if field.name == "resources.ARN")
    return field


def test_without_data_events_only_management_events_are_recorded_reads_and_writes() -> None:
    # Prowler looks for this very name, and Security Hub fails a selector that leaves reads out.
    assert made() == [
        Selector("Management events selector", (Field("eventCategory", equals=("Management",)),))
    ]


def test_data_events_of_a_type_are_its_writes() -> None:
    assert made(TABLE)[1:] == [
        Selector(
            f"Data events selector: {TABLE}",
            (
                Field("resources.type", equals=(TABLE,)),
                Field("eventCategory", equals=("Data",)),
                Field("readOnly", equals=("false",)),
            ),
        )
    ]


def test_reads_are_recorded_when_asked_for() -> None:
    assert made(TABLE, data_events_reads=True)[1].fields == (
        Field("resources.type", equals=(TABLE,)),
        Field("eventCategory", equals=("Data",)),
    )


def test_the_log_bucket_and_its_access_log_bucket_are_left_out_of_all_buckets() -> None:
    assert s3_arns(S3) == Field(
        "resources.ARN", not_starts_with=("arn:aws:s3:::logs/", "arn:aws:s3:::logs-access/")
    )


def test_buckets_apart_from_the_log_bucket_need_nothing_left_out() -> None:
    # `logs-backup/` begins like `logs`, not like `logs/`.
    assert s3_arns(BUCKET, f"{S3}=arn:aws:s3:::logs-backup/") == Field(
        "resources.ARN", starts_with=("arn:aws:s3:::bucket/", "arn:aws:s3:::logs-backup/")
    )


@pytest.mark.parametrize("prefix", ["arn:aws:s3:::logs/", "arn:aws:s3:::logs/AWSLogs/", "arn:aws:s3:::lo"])
def test_a_prefix_that_overlaps_the_log_bucket_leaves_it_out(prefix: str) -> None:
    assert "arn:aws:s3:::logs/" in s3_arns(f"{S3}={prefix}").not_starts_with


def test_only_the_bucket_that_is_overlapped_is_left_out() -> None:
    assert s3_arns(f"{S3}=arn:aws:s3:::logs-access/") == Field(
        "resources.ARN",
        starts_with=("arn:aws:s3:::logs-access/",),
        not_starts_with=("arn:aws:s3:::logs-access/",),
    )


def test_what_is_left_out_by_hand_comes_beside_the_log_bucket() -> None:
    assert s3_arns(S3, "!arn:aws:s3:::cache/", "!arn:aws:s3:::logs/").not_starts_with == (
        "arn:aws:s3:::cache/",
        "arn:aws:s3:::logs/",
        "arn:aws:s3:::logs-access/",
    )


def test_a_part_of_a_recorded_bucket_can_be_left_out() -> None:
    assert s3_arns(BUCKET, "!arn:aws:s3:::bucket/tmp/") == Field(
        "resources.ARN",
        starts_with=("arn:aws:s3:::bucket/",),
        not_starts_with=("arn:aws:s3:::bucket/tmp/",),
    )


def test_an_entry_for_the_whole_type_makes_narrower_ones_pointless() -> None:
    assert s3_arns(BUCKET, S3).starts_with == ()


def test_prefixes_of_one_type_are_alternatives_in_one_selector() -> None:
    tables = [f"arn:aws:dynamodb:eu-west-1:111122223333:table/{name}" for name in ("a", "b")]
    assert made(*(f"{TABLE}={arn}" for arn in tables))[1:] == [
        Selector(
            f"Data events selector: {TABLE}",
            (
                Field("resources.type", equals=(TABLE,)),
                Field("eventCategory", equals=("Data",)),
                Field("readOnly", equals=("false",)),
                Field("resources.ARN", starts_with=tuple(tables)),
            ),
        )
    ]


def test_types_without_buckets_in_them_leave_nothing_out() -> None:
    names = {field.name for selector in made(S3, TABLE, "!arn:aws:s3:::x/")[2:] for field in selector.fields}
    assert names == {"resources.type", "eventCategory", "readOnly"}


def test_s3_comes_right_after_management_since_scanners_read_the_first() -> None:
    names = [selector.name for selector in made("AWS::Lambda::Function", TABLE, BUCKET)]
    assert names == [
        "Management events selector",
        "Data events selector: AWS::S3::Object",
        "Data events selector: AWS::Lambda::Function",
        "Data events selector: AWS::DynamoDB::Table",
    ]


def values(made: list[Selector]) -> int:
    return sum(
        len(field.equals) + len(field.starts_with) + len(field.not_starts_with)
        for selector in made
        for field in selector.fields
    )


def any_entries(chance: random.Random) -> tuple[str, ...]:
    kinds = (
        lambda n: f"{S3}=arn:aws:s3:::b{n}/",
        lambda n: f"!arn:aws:s3:::c{n}/",
        lambda n: f"AWS::Thing{n}::Part",
        lambda n: f"AWS::Thing{n % 5}::Part=arn:aws:thing:eu-west-1:111122223333:part/{n}",
    )
    numbers = range(chance.randrange(1, 700))
    return (chance.choice((S3, BUCKET)), *(chance.choice(kinds)(number) for number in numbers))


@pytest.mark.parametrize("seed", range(40))
def test_settings_that_are_accepted_never_make_more_values_than_a_trail_takes(seed: int) -> None:
    chance = random.Random(seed)
    entries, reads = any_entries(chance), chance.random() < 0.5
    refused = [text for text in objections(data_events=entries, data_events_reads=reads) if "500" in text]
    assert refused or values(made(*entries, data_events_reads=reads)) <= 500


def test_five_hundred_values_are_reached_exactly() -> None:
    buckets = tuple(f"{S3}=arn:aws:s3:::b{number}/" for number in range(492))
    entries = (*buckets, f"{S3}=arn:aws:s3:::logs/", f"{S3}=arn:aws:s3:::logs-access/")
    assert objections(data_events=entries) == []
    assert values(made(*entries)) == 500


def test_every_condition_has_a_value_and_only_arns_are_compared_by_prefix() -> None:
    chance = random.Random(7)
    for selector in made(*any_entries(chance)):
        for field in selector.fields:
            assert field.equals or field.starts_with or field.not_starts_with
            if field.name != "resources.ARN":
                assert (field.starts_with, field.not_starts_with) == ((), ())


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [
        ("both", ["ApiCallRateInsight", "ApiErrorRateInsight"]),
        ("call-rate", ["ApiCallRateInsight"]),
        ("error-rate", ["ApiErrorRateInsight"]),
        ("none", []),
    ],
)
def test_insights_are_those_that_were_chosen(choice: str, kinds: list[str]) -> None:
    assert insights(settings(insights=choice)) == kinds


def test_whole_arns_are_compared_as_a_whole() -> None:
    function = "arn:aws:lambda:eu-west-1:111122223333:function:"
    made = selectors(
        settings(
            data_events=(
                f"AWS::Lambda::Function=={function}ship",
                f"AWS::Lambda::Function=={function}pay",
                f"AWS::Lambda::Function={function}team-",
                f"!AWS::Lambda::Function=={function}team-test",
            )
        ),
        OWN,
    )
    assert made[1].fields[-1] == Field(
        "resources.ARN",
        equals=(f"{function}ship", f"{function}pay"),
        starts_with=(f"{function}team-",),
        not_equals=(f"{function}team-test",),
    )
