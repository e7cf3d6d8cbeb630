"""Which records a trail's selectors pick."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal import world
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.stand_ins.trails import recording, selects

WRITE = {
    "eventName": "RunInstances",
    "eventSource": "ec2.amazonaws.com",
    "readOnly": False,
    "managementEvent": True,
}
READ = {**WRITE, "eventName": "DescribeInstances", "readOnly": True}
OBJECT = {"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::data/a"}
DATA = {"eventName": "PutObject", "readOnly": False, "managementEvent": False, "resources": [OBJECT]}


def selector(*fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"FieldSelectors": list(fields)}]


def field(name: str, **operators: list[str]) -> dict[str, Any]:
    return {"Field": name, **operators}


MANAGEMENT = field("eventCategory", Equals=["Management"])
DATA_EVENTS = field("eventCategory", Equals=["Data"])
OBJECTS = field("resources.type", Equals=["AWS::S3::Object"])


@pytest.mark.parametrize(
    ("advanced", "record", "picked"),
    [
        (selector(MANAGEMENT), WRITE, True),
        (selector(MANAGEMENT), DATA, False),
        (selector(MANAGEMENT, field("readOnly", Equals=["false"])), READ, False),
        (selector(MANAGEMENT, field("eventSource", NotEquals=["ec2.amazonaws.com"])), WRITE, False),
        (selector(DATA_EVENTS, OBJECTS), DATA, True),
        (selector(DATA_EVENTS, OBJECTS), WRITE, False),
        (
            selector(DATA_EVENTS, OBJECTS, field("resources.ARN", StartsWith=["arn:aws:s3:::data/"])),
            DATA,
            True,
        ),
        (selector(DATA_EVENTS, OBJECTS, field("resources.ARN", StartsWith=["arn:aws:s3:::x/"])), DATA, False),
        (
            selector(DATA_EVENTS, OBJECTS, field("resources.ARN", NotStartsWith=["arn:aws:s3:::data/"])),
            DATA,
            False,
        ),
        (
            selector(
                DATA_EVENTS,
                OBJECTS,
                field("resources.ARN", StartsWith=["arn:aws:s3:::"], NotStartsWith=["arn:aws:s3:::logs/"]),
            ),
            DATA,
            True,
        ),
        (selector(DATA_EVENTS, field("eventName", EndsWith=["Object"])), DATA, True),
        ([*selector(MANAGEMENT), *selector(DATA_EVENTS, OBJECTS)], DATA, True),
    ],
)
def test_advanced_selectors(advanced: list[dict[str, Any]], record: dict[str, Any], picked: bool) -> None:
    assert selects(advanced, [], record) is picked


@pytest.mark.parametrize(
    ("basic", "record", "picked"),
    [
        ([], WRITE, True),
        ([], DATA, False),
        ([{"ReadWriteType": "WriteOnly"}], READ, False),
        ([{"ReadWriteType": "ReadOnly"}], READ, True),
        ([{"IncludeManagementEvents": False}], WRITE, False),
        ([{"ExcludeManagementEventSources": ["ec2.amazonaws.com"]}], WRITE, False),
        ([{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}], DATA, True),
    ],
)
def test_basic_selectors(basic: list[dict[str, Any]], record: dict[str, Any], picked: bool) -> None:
    assert selects([], basic, record) is picked


def test_a_multi_region_trail_records_everywhere_and_another_only_at_home(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    world.trail(account)
    assert [trail.trail_name for trail in recording(account, "us-west-2", WRITE)] == [world.TRAIL]
    account.client("cloudtrail").update_trail(Name=world.TRAIL, IsMultiRegionTrail=False)
    assert recording(account, "us-west-2", WRITE) == []
    assert [trail.trail_name for trail in recording(account, world.HOME, WRITE)] == [world.TRAIL]
