"""Calls as command lines that a person can run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wizard.trails.cases import ARN
from wizard.trails.fixes import Call, command_line


def call(operation: str, parameters: dict[str, Any]) -> Call:
    return Call("cloudtrail", operation, "us-east-1", parameters, "")


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (
            call("update_trail", {"Name": ARN, "EnableLogFileValidation": True}),
            f"aws cloudtrail update-trail --name {ARN} --enable-log-file-validation --region us-east-1",
        ),
        (
            call(
                "update_trail",
                {"Name": ARN, "IsMultiRegionTrail": False, "IncludeGlobalServiceEvents": False},
            ),
            f"aws cloudtrail update-trail --name {ARN} --no-is-multi-region-trail "
            "--no-include-global-service-events --region us-east-1",
        ),
        (
            call("update_trail", {"Name": ARN, "KmsKeyId": ""}),
            f"aws cloudtrail update-trail --name {ARN} --kms-key-id '' --region us-east-1",
        ),
        (
            call("put_insight_selectors", {"TrailName": ARN, "InsightSelectors": []}),
            f"aws cloudtrail put-insight-selectors --trail-name {ARN} --insight-selectors '[]' "
            "--region us-east-1",
        ),
        (
            call("put_event_selectors", {"TrailName": "a", "EventSelectors": [{"ReadWriteType": "All"}]}),
            "aws cloudtrail put-event-selectors --trail-name a "
            """--event-selectors '[{"ReadWriteType": "All"}]' --region us-east-1""",
        ),
        (
            call("start_logging", {"Name": "it's; rm -rf ~"}),
            """aws cloudtrail start-logging --name 'it'"'"'s; rm -rf ~' --region us-east-1""",
        ),
    ],
)
def test_a_call_is_a_command_quoted_for_the_shell(made: Call, line: str) -> None:
    assert command_line(made) == line


def test_the_profile_is_named_where_one_was() -> None:
    line = command_line(call("stop_logging", {"Name": "a"}), "prod admin")
    assert line == "aws cloudtrail stop-logging --name a --region us-east-1 --profile 'prod admin'"
