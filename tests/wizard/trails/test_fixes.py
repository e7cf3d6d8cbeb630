"""The calls that put a trail right, and those that undo them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from components.settings import Settings
from tests.wizard.trails.basic_selectors import RECORDS, SELECTORS, is_recorded
from tests.wizard.trails.cases import (
    ALL_EVENTS,
    ARN,
    DATA,
    ERRORS,
    KEY,
    LOG_FILES,
    MANAGEMENT,
    OBJECTS,
    RATE,
    RIGHT,
    SEEN,
    advanced,
    arns,
    basic,
    objects,
    settings,
)
from wizard.account.facts import Probe, Trail
from wizard.rehearsal.refusals.trail_selectors import check_advanced, check_basic
from wizard.rehearsal.stand_ins.trails import selects
from wizard.trails.closer_look import CloserLook
from wizard.trails.compare import compare
from wizard.trails.fixes import Call, fixes

FULL = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}
SCANNED = {"Name": "Management events selector", "FieldSelectors": [MANAGEMENT]}
BASIC, ADVANCED = "EventSelectors", "AdvancedEventSelectors"


def calls(
    trail: Trail, closer_look: CloserLook = SEEN, wanted: Settings | None = None, key: str = ""
) -> list[Call]:
    asked = wanted or settings()
    return fixes(trail, compare(trail, asked, closer_look, key), asked, closer_look)


def there(trail: Trail) -> list[Any]:
    """The trail's advanced selectors."""
    return list(trail.advanced_selectors or ())


def put(trail: Trail, **wanted: Any) -> dict[str, Any]:
    """What PutEventSelectors is given, without the trail's name."""
    (call,) = calls(trail, wanted=settings(**wanted))
    assert call.operation == "put_event_selectors"
    assert call.parameters["TrailName"] == ARN
    return {name: value for name, value in call.parameters.items() if name != "TrailName"}


def undone(trail: Trail, **wanted: Any) -> dict[str, Any]:
    (call,) = calls(trail, wanted=settings(**wanted))
    assert call.undo is not None
    return {name: value for name, value in call.undo.parameters.items() if name != "TrailName"}


def test_a_trail_that_is_right_needs_no_call() -> None:
    assert calls(RIGHT) == []


def test_validation_and_reach_come_before_selectors_those_before_insights_and_logging_starts_last() -> None:
    trail = replace(
        basic({"ReadWriteType": "WriteOnly"}),
        validates=False,
        is_multi_region=False,
        is_logging=False,
    )
    closer_look = replace(SEEN, insights=Probe("good", ()))
    assert [(call.operation, sorted(call.parameters)) for call in calls(trail, closer_look)] == [
        ("update_trail", ["EnableLogFileValidation", "Name"]),
        ("update_trail", ["IncludeGlobalServiceEvents", "IsMultiRegionTrail", "Name"]),
        ("put_event_selectors", ["EventSelectors", "TrailName"]),
        ("put_insight_selectors", ["InsightSelectors", "TrailName"]),
        ("start_logging", ["Name"]),
    ]


def test_every_call_and_every_undo_goes_to_the_trails_home_region() -> None:
    trail = replace(RIGHT, home_region="ap-south-1", validates=False, is_logging=False)
    found = calls(trail)
    assert [call.region for call in found] == ["ap-south-1", "ap-south-1"]
    assert [call.undo.region for call in found if call.undo] == ["ap-south-1", "ap-south-1"]


@pytest.mark.parametrize(
    ("trail", "after", "before"),
    [
        (
            replace(RIGHT, validates=False),
            {"EnableLogFileValidation": True},
            {"EnableLogFileValidation": False},
        ),
        (
            replace(RIGHT, is_multi_region=False),
            {"IsMultiRegionTrail": True, "IncludeGlobalServiceEvents": True},
            {"IsMultiRegionTrail": False, "IncludeGlobalServiceEvents": True},
        ),
        (
            replace(RIGHT, is_multi_region=False, global_events=False),
            {"IsMultiRegionTrail": True, "IncludeGlobalServiceEvents": True},
            {"IsMultiRegionTrail": False, "IncludeGlobalServiceEvents": False},
        ),
        (
            replace(RIGHT, global_events=False),
            {"IncludeGlobalServiceEvents": True},
            {"IncludeGlobalServiceEvents": False},
        ),
    ],
)
def test_update_trail_changes_one_thing_and_its_undo_brings_that_back(
    trail: Trail, after: dict[str, bool], before: dict[str, bool]
) -> None:
    (call,) = calls(trail)
    assert (call.operation, call.parameters) == ("update_trail", {"Name": ARN, **after})
    assert call.undo is not None
    assert (call.undo.operation, call.undo.parameters) == ("update_trail", {"Name": ARN, **before})


@pytest.mark.parametrize("before", ["", KEY])
def test_a_key_is_changed_only_to_one_that_was_found_good(before: str) -> None:
    good = KEY.replace("us-east-1", "eu-west-1")
    wanted = settings(encryption="existing-key", kmsKeyArn=good)
    trail = replace(RIGHT, key=before)
    assert calls(trail, wanted=wanted) == []
    (call,) = calls(trail, wanted=wanted, key=good)
    assert call.parameters == {"Name": ARN, "KmsKeyId": good}
    assert call.undo is not None
    assert call.undo.parameters == {"Name": ARN, "KmsKeyId": before}


def test_starting_is_undone_by_stopping() -> None:
    (call,) = calls(replace(RIGHT, is_logging=False))
    assert (call.operation, call.undo and call.undo.operation) == ("start_logging", "stop_logging")


def test_what_nobody_knows_is_not_changed() -> None:
    trail = replace(RIGHT, basic_selectors=None, is_logging=None, insights=None)
    assert calls(trail, replace(SEEN, insights=Probe("unknown", why="refused"))) == []


def test_what_needs_a_deployment_or_a_person_makes_no_call() -> None:
    trail = replace(RIGHT, key="", delivery_error="AccessDenied")
    wanted = settings(regionAlert=["rules"], tamperAlert=True, cloudWatchLogs=True)
    assert calls(trail, replace(SEEN, bucket=Probe("good", "others")), wanted) == []


def test_management_events_that_are_missing_stay_basic() -> None:
    assert put(basic({"ReadWriteType": "WriteOnly"})) == {BASIC: [FULL]}


def test_data_events_keep_their_own_mode_when_management_events_are_widened() -> None:
    one = objects("arn:aws:s3:::data/", mode="WriteOnly")
    kept = {**one, "IncludeManagementEvents": False, "ExcludeManagementEventSources": []}
    assert put(basic(one)) == {BASIC: [FULL, kept]}


def test_sources_that_were_left_out_are_recorded_again() -> None:
    one = {**objects("arn:aws:s3:::data/"), "ExcludeManagementEventSources": ["kms.amazonaws.com"]}
    assert put(basic(one))[BASIC][0] == FULL


def test_more_basic_selectors_than_aws_takes_become_advanced_ones() -> None:
    five = [objects(f"arn:aws:s3:::data-{n}/", mode="WriteOnly", management=False) for n in range(5)]
    made = put(basic(*five))
    assert list(made) == [ADVANCED]
    assert made[ADVANCED][0] == SCANNED
    assert len(made[ADVANCED]) == 6


def test_the_undo_brings_back_basic_selectors_exactly() -> None:
    one = {**objects("arn:aws:s3", mode="ReadOnly"), "ExcludeManagementEventSources": ["kms.amazonaws.com"]}
    assert undone(basic(one)) == {BASIC: [one]}


def test_the_undo_of_a_trail_without_selectors_is_the_default() -> None:
    assert undone(basic(), dataEvents=["AWS::Lambda::Function"]) == {BASIC: [FULL]}


def test_the_undo_brings_back_advanced_selectors_exactly() -> None:
    trail = advanced(
        [MANAGEMENT, {"Field": "readOnly", "Equals": ["false"]}], [DATA, OBJECTS, arns(Equals=["x"])]
    )
    assert undone(trail) == {ADVANCED: there(trail)}


def test_one_selector_replaces_those_that_record_a_part_of_the_management_events() -> None:
    reads = {"Field": "readOnly", "Equals": ["true"]}
    data = [DATA, OBJECTS, arns(StartsWith=["arn:aws:s3:::data/"])]
    trail = advanced([MANAGEMENT, reads], data)
    assert put(trail) == {ADVANCED: [SCANNED, there(trail)[1]]}


def test_a_selector_under_another_name_gets_the_scanners_name() -> None:
    trail = replace(
        advanced([MANAGEMENT]), advanced_selectors=({"Name": "all", "FieldSelectors": [MANAGEMENT]},)
    )
    assert put(trail) == {ADVANCED: [SCANNED]}


def test_a_loop_is_left_out_of_each_selector_that_records_it_and_nothing_else_changes() -> None:
    elsewhere = [DATA, OBJECTS, arns(StartsWith=["arn:aws:s3:::data/"])]
    some = [DATA, OBJECTS, arns(NotStartsWith=["arn:aws:s3:::other/"])]
    trail = advanced([MANAGEMENT], [DATA, OBJECTS], elsewhere, some)
    before = there(trail)
    assert put(trail) == {
        ADVANCED: [
            before[0],
            {"Name": "s1", "FieldSelectors": [DATA, OBJECTS, arns(NotStartsWith=[LOG_FILES])]},
            before[2],
            {
                "Name": "s3",
                "FieldSelectors": [DATA, OBJECTS, arns(NotStartsWith=["arn:aws:s3:::other/", LOG_FILES])],
            },
        ]
    }


def test_a_loop_of_basic_selectors_needs_advanced_ones_that_record_the_rest_as_before() -> None:
    one = objects("arn:aws:s3:::company-logs/", "arn:aws:s3:::data/", mode="WriteOnly", management=False)
    made = put(basic(one, ALL_EVENTS))
    assert made[ADVANCED] == [
        {
            "Name": "Data events: AWS::S3::Object",
            "FieldSelectors": [
                OBJECTS,
                DATA,
                {"Field": "readOnly", "Equals": ["false"]},
                arns(
                    StartsWith=["arn:aws:s3:::company-logs/", "arn:aws:s3:::data/"],
                    NotStartsWith=[LOG_FILES],
                ),
            ],
        },
        SCANNED,
    ]


def test_wanted_data_events_are_added_without_its_own_log_files() -> None:
    made = put(RIGHT, dataEvents=["AWS::S3::Object", "AWS::Lambda::Function"])
    assert made[ADVANCED] == [
        SCANNED,
        {
            "Name": "Data events selector: AWS::S3::Object",
            "FieldSelectors": [
                OBJECTS,
                DATA,
                {"Field": "readOnly", "Equals": ["false"]},
                arns(NotStartsWith=["arn:aws:s3:::company-logs/"]),
            ],
        },
        {
            "Name": "Data events selector: AWS::Lambda::Function",
            "FieldSelectors": [
                {"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]},
                DATA,
                {"Field": "readOnly", "Equals": ["false"]},
            ],
        },
    ]


def test_data_events_of_others_stay_when_some_are_added() -> None:
    theirs = [DATA, OBJECTS, arns(StartsWith=["arn:aws:s3:::theirs/"])]
    trail = advanced([MANAGEMENT], theirs)
    made = put(trail, dataEvents=["AWS::S3::Object=arn:aws:s3:::data/"])[ADVANCED]
    assert made[:2] == there(trail)
    assert len(made) == 3


def test_after_the_calls_nothing_differs_any_more() -> None:
    trail = basic(objects("arn:aws:s3", mode="WriteOnly"))
    wanted = settings(dataEvents=["AWS::DynamoDB::Table"])
    (call,) = calls(trail, wanted=wanted)
    after = replace(trail, basic_selectors=(), advanced_selectors=tuple(call.parameters[ADVANCED]))
    assert compare(after, wanted, SEEN) == []


CAMEL = {"Field": "field", "Equals": "equals", "StartsWith": "startsWiths", "NotStartsWith": "notStartsWiths",
         "NotEquals": "notEquals"}  # fmt: skip


@pytest.mark.parametrize(
    "trail",
    [
        basic({"ReadWriteType": "WriteOnly", "ExcludeManagementEventSources": ["kms.amazonaws.com"]}),
        basic(objects("arn:aws:s3", mode="WriteOnly")),
        basic(*[objects(f"arn:aws:s3:::{n}/", management=False) for n in range(5)]),
        advanced([MANAGEMENT], [DATA, OBJECTS]),
        advanced(
            [DATA, OBJECTS, arns(StartsWith=["arn:aws:s3:::company"], NotStartsWith=["arn:aws:s3:::x/"])]
        ),
    ],
)
@pytest.mark.parametrize("wanted", [[], ["AWS::S3::Object"], ["AWS::Lambda::Function"]])
def test_cloudtrail_takes_the_selectors(trail: Trail, wanted: list[str]) -> None:
    for call in calls(trail, wanted=settings(dataEvents=wanted)):
        assert {BASIC, ADVANCED} & set(call.parameters)
        check_basic([{name[0].lower() + name[1:]: value for name, value in one.items()}
                     for one in _plain(call.parameters.get(BASIC, []))])  # fmt: skip
        check_advanced(
            [
                {
                    "name": one["Name"],
                    "fieldSelectors": [
                        {CAMEL[k]: v for k, v in field.items()} for field in one["FieldSelectors"]
                    ],
                }
                for one in call.parameters.get(ADVANCED, [])
            ]
        )


def _plain(selectors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Data resources in lower case too, as the check takes them."""
    return [
        {**one, "DataResources": [{"type": d["Type"], "values": d["Values"]} for d in one["DataResources"]]}
        for one in selectors
    ]


@pytest.mark.parametrize(
    ("now", "after"),
    [
        ([], [{"InsightType": RATE}, {"InsightType": ERRORS}]),
        ([{"InsightType": ERRORS}], [{"InsightType": ERRORS}, {"InsightType": RATE}]),
        (
            [{"InsightType": RATE, "EventCategories": ["Data"]}],
            [{"InsightType": RATE, "EventCategories": ["Management", "Data"]}, {"InsightType": ERRORS}],
        ),
    ],
)
def test_insights_are_added_to_those_that_are_on_and_the_undo_brings_back_exactly_those(
    now: list[Any], after: list[Any]
) -> None:
    (call,) = calls(RIGHT, replace(SEEN, insights=Probe("good", tuple(now))))
    assert call.parameters == {"TrailName": ARN, "InsightSelectors": after}
    assert call.undo is not None
    assert call.undo.parameters == {"TrailName": ARN, "InsightSelectors": now}


def test_only_the_differences_that_were_chosen_are_put_right() -> None:
    trail = replace(basic(objects("arn:aws:s3", mode="WriteOnly")), validates=False)
    found = [one for one in compare(trail, settings(), SEEN) if one.kind == "loop"]
    (call,) = fixes(trail, found, settings(), SEEN)
    first = call.parameters[ADVANCED][0]
    assert {"Field": "readOnly", "Equals": ["false"]} in first["FieldSelectors"]
    assert first["Name"] == "Management events, in part"


@pytest.mark.parametrize("pair", list(itertools.combinations(range(len(SELECTORS)), 2)))
def test_nothing_that_was_recorded_is_missed_afterwards(pair: tuple[int, int]) -> None:
    trail = basic(*(SELECTORS[n] for n in pair))
    found = calls(trail, wanted=settings(dataEvents=["AWS::DynamoDB::Table"]))
    for call in found:
        made, kept = call.parameters.get(ADVANCED, ()), call.parameters.get(BASIC, ())
        for record in RECORDS:
            if any(is_recorded(SELECTORS[n], record) for n in pair):
                assert selects(made, [], record) if made else any(is_recorded(one, record) for one in kept)
