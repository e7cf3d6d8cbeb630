"""Data events from the stack file to the trail, as CloudTrail then answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.base import BASE
from tests.engine.scene import scene

pytestmark = pytest.mark.engine


def test_data_events_reach_the_trail_and_leave_out_where_logs_are_written(cli: None, tmp_path: Path) -> None:
    wanted = ["AWS::S3::Object", "!arn:aws:s3:::scratch/", "AWS::Lambda::Function"]
    with scene(tmp_path / "stack", {**BASE, "regionAlert": [], "dataEvents": wanted}) as it:
        it.stack.up()
        answer = it.account.client("cloudtrail").get_event_selectors(TrailName="everyregion")
        assert it.stack.refresh().changes == {}
    found = {
        selector["Name"]: {
            field["Field"]: {name: values for name, values in field.items() if name != "Field" and values}
            for field in selector["FieldSelectors"]
        }
        for selector in answer["AdvancedEventSelectors"]
    }
    assert found == {
        "Management events selector": {"eventCategory": {"Equals": ["Management"]}},
        "Data events selector: AWS::S3::Object": {
            "eventCategory": {"Equals": ["Data"]},
            "resources.type": {"Equals": ["AWS::S3::Object"]},
            "readOnly": {"Equals": ["false"]},
            "resources.ARN": {
                "NotStartsWith": [
                    "arn:aws:s3:::scratch/",
                    "arn:aws:s3:::everyregion-123456789012-eu-west-1/",
                ]
            },
        },
        "Data events selector: AWS::Lambda::Function": {
            "eventCategory": {"Equals": ["Data"]},
            "resources.type": {"Equals": ["AWS::Lambda::Function"]},
            "readOnly": {"Equals": ["false"]},
        },
    }
