"""What is left out on purpose is never called unknown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wizard.verify.scene import deployed

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    "left_out",
    [
        {"encryption": "sse-s3"},
        {"encryption": "sse-s3", "regionAlert": []},
        {"accessLogs": "false", "dataEvents": ["AWS::S3::Object"]},
        {"regionAlert": [], "tamperAlert": "false", "cloudWatchLogs": "true", "cisAlarms": "true"},
    ],
    ids=[
        "no keys",
        "no keys and the tamper alert alone",
        "data events without access logs",
        "the benchmark's alarms alone",
    ],
)
def test_a_stack_with_less_than_the_defaults_passes_everything_too(left_out: dict[str, Any]) -> None:
    with deployed(**left_out) as scene:
        assert scene.amiss() == {}


def test_access_logs_turned_off_by_hand_say_nothing_of_data_events() -> None:
    with deployed(accessLogs="true", dataEvents=["AWS::S3::Object"]) as scene:
        bucket = scene.names.log_bucket
        scene.account.client("s3").put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})
        assert scene.amiss() == {"bucket.access-logs": "failed"}
