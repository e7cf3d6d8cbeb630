"""What selectors record, judged without AWS."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from tests.wizard.trails.basic_selectors import RECORDS, SELECTORS, is_recorded
from tests.wizard.trails.cases import DATA, MANAGEMENT, OBJECTS, RIGHT, advanced, arns, basic, objects
from wizard.account.selectors_record import (
    Management,
    as_advanced,
    covers,
    log_files_of,
    management,
    records_writing,
)
from wizard.rehearsal.stand_ins.trails import selects

ALL = Management("all")


@pytest.mark.parametrize("pair", list(itertools.combinations(range(len(SELECTORS)), 2)))
def test_basic_selectors_record_the_same_in_the_advanced_form(pair: tuple[int, int]) -> None:
    chosen = [SELECTORS[n] for n in pair]
    made = as_advanced(basic(*chosen))
    assert made
    for record in RECORDS:
        assert selects(made, [], record) == any(is_recorded(one, record) for one in chosen), record


def test_a_trail_without_selectors_records_all_management_events() -> None:
    made = as_advanced(basic())
    assert made == [{"Name": "Management events selector", "FieldSelectors": [MANAGEMENT]}]


def test_advanced_selectors_stay_as_they_are() -> None:
    trail = advanced([MANAGEMENT], [DATA, OBJECTS])
    assert as_advanced(trail) == list(trail.advanced_selectors or ())


def test_selectors_that_nobody_could_read_are_not_known() -> None:
    assert as_advanced(replace(RIGHT, basic_selectors=None)) is None


NO_KMS = {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}
NO_RDS = {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]}
READS = {"Field": "readOnly", "Equals": ["true"]}
WRITES = {"Field": "readOnly", "Equals": ["false"]}


@pytest.mark.parametrize(
    ("selectors", "reads", "writes"),
    [
        ([[MANAGEMENT]], ALL, ALL),
        ([[MANAGEMENT, WRITES]], Management("none"), ALL),
        ([[MANAGEMENT, READS]], ALL, Management("none")),
        ([[MANAGEMENT, READS], [MANAGEMENT, WRITES]], ALL, ALL),
        ([[DATA, OBJECTS]], Management("none"), Management("none")),
        ([[MANAGEMENT, NO_KMS]], *[Management("most", ("kms.amazonaws.com",))] * 2),
        ([[MANAGEMENT, NO_KMS], [MANAGEMENT, NO_RDS]], *[Management("most", ("kms.amazonaws.com",))] * 2),
        ([[MANAGEMENT, NO_KMS], [MANAGEMENT, WRITES]], Management("most", ("kms.amazonaws.com",)), ALL),
        (
            [[MANAGEMENT, {"Field": "eventSource", "Equals": ["iam.amazonaws.com"]}]],
            *[Management("some")] * 2,
        ),
        ([[MANAGEMENT, {"Field": "eventName", "NotEquals": ["Decrypt"]}]], *[Management("some")] * 2),
    ],
)
def test_what_is_recorded_of_management_events(
    selectors: list[Any], reads: Management, writes: Management
) -> None:
    found = management(advanced(*selectors).advanced_selectors or ())
    assert (found["reads"], found["writes"]) == (reads, writes)


def data(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"Name": "wanted", "FieldSelectors": [OBJECTS, DATA, *fields]}


BUCKET, FOLDER = "arn:aws:s3:::data/", "arn:aws:s3:::data/in/"
OWN = "arn:aws:s3:::company-logs/"


@pytest.mark.parametrize(
    ("there", "wanted", "is_covered"),
    [
        (data(), data(), True),
        (data(), data(arns(StartsWith=[BUCKET])), True),
        (data(arns(StartsWith=[BUCKET])), data(arns(StartsWith=[FOLDER])), True),
        (data(arns(StartsWith=[FOLDER])), data(arns(StartsWith=[BUCKET])), False),
        (data(arns(StartsWith=[BUCKET])), data(), False),
        (data(WRITES), data(WRITES), True),
        (data(WRITES), data(), False),
        (data(READS), data(WRITES), False),
        (data(arns(NotStartsWith=[OWN])), data(arns(NotStartsWith=[OWN])), True),
        (data(arns(NotStartsWith=[OWN])), data(), False),
        (data(arns(NotStartsWith=[f"{OWN}AWSLogs/"])), data(arns(NotStartsWith=[OWN])), True),
        (data(arns(NotStartsWith=[BUCKET])), data(arns(StartsWith=[FOLDER])), False),
        (data(arns(NotStartsWith=[OWN])), data(arns(StartsWith=[FOLDER])), True),
        (data(arns(Equals=[FOLDER])), data(arns(StartsWith=[FOLDER])), False),
        (data(arns(NotEndsWith=[".tmp"])), data(), False),
        (data({"Field": "eventName", "Equals": ["PutObject"]}), data(), False),
        (
            {"FieldSelectors": [DATA, {"Field": "resources.type", "Equals": ["AWS::SNS::Topic"]}]},
            data(),
            False,
        ),
    ],
)
def test_wanted_data_events_are_covered_when_each_of_them_is_recorded(
    there: Any, wanted: Any, is_covered: bool
) -> None:
    assert covers([there], wanted) is is_covered


def test_a_whole_arn_is_covered_by_itself_and_by_its_beginning() -> None:
    one = "arn:aws:s3:::bucket/key"
    wanted = data(arns(Equals=[one]))
    assert covers([data(arns(Equals=[one, "arn:aws:s3:::bucket/other"]))], wanted)
    assert covers([data(arns(StartsWith=["arn:aws:s3:::bucket/"]))], wanted)
    assert not covers([data(arns(Equals=["arn:aws:s3:::bucket/other"]))], wanted)
    assert not covers([data(arns(NotEquals=[one]))], wanted)


def test_two_selectors_together_cover_reads_and_writes() -> None:
    assert covers([data(READS), data(WRITES)], data())


@pytest.mark.parametrize(
    ("fields", "loops"),
    [
        ([], True),
        ([WRITES], True),
        ([READS], False),
        ([arns(StartsWith=[OWN])], True),
        ([arns(StartsWith=[BUCKET])], False),
        ([arns(StartsWith=["arn:aws:s3:::company"])], True),
        ([arns(StartsWith=[f"{OWN}AWSLogs/111122223333/"])], True),
        ([arns(NotStartsWith=[OWN])], False),
        ([arns(NotStartsWith=[f"{OWN}AWSLogs/111122223333/Config/"])], True),
        ([{"Field": "eventName", "Equals": ["DeleteObject"]}], False),
        ([{"Field": "eventName", "NotEquals": ["PutObject"]}], False),
        ([{"Field": "userIdentity.arn", "StartsWith": ["arn:aws:iam::"]}], False),
        ([{"Field": "eventName", "StartsWith": ["Delete"]}], False),
        ([{"Field": "eventName", "StartsWith": ["Put"]}], True),
        ([{"Field": "eventName", "NotStartsWith": ["Put"]}], False),
        ([{"Field": "eventName", "EndsWith": ["Tagging"]}], False),
        ([arns(NotEndsWith=[".json.gz"])], False),
        ([arns(NotEndsWith=[".gz"])], False),
        ([arns(NotEndsWith=[".csv"])], True),
        ([arns(EndsWith=[".csv"])], False),
        ([arns(EndsWith=["file.json.gz"])], True),
        ([arns(Equals=[f"{OWN}AWSLogs/111122223333/CloudTrail/file.json.gz"])], False),
        ([arns(StartsWith=[f"{OWN}exports/"])], False),
        ([arns(StartsWith=[f"{OWN}exports/"], EndsWith=[".gz"])], True),
    ],
)
def test_a_selector_that_records_the_trails_own_log_files(fields: list[Any], loops: bool) -> None:
    assert records_writing(data(*fields), log_files_of(RIGHT)) is loops


def test_log_files_lie_below_the_trails_prefix() -> None:
    assert (
        log_files_of(replace(RIGHT, prefix="audit/x")).prefix == "arn:aws:s3:::company-logs/audit/x/AWSLogs/"
    )


def test_a_basic_selector_of_all_buckets_records_its_own_log_files() -> None:
    made = as_advanced(basic(objects("arn:aws:s3")))
    assert made
    assert [records_writing(one, log_files_of(RIGHT)) for one in made] == [False, True]
