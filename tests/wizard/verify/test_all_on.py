"""What only some settings ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wizard.verify.mutation import P
from tests.wizard.verify.scene import Scene, deployed
from wizard.verify.catalogue import CHECKS

pytestmark = pytest.mark.long
ALL_ON = {
    "dataEvents": ["AWS::S3::Object=arn:aws:s3:::payroll/", "AWS::DynamoDB::Table"],
    "objectLock": "governance",
    "cloudWatchLogs": "true",
    "logReaders": ["arn:aws:iam::444455556666:role/auditor"],
}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with deployed(**ALL_ON) as made:
        yield made


def test_a_stack_with_everything_on_passes_everything(scene: Scene) -> None:
    results = scene.results()
    assert {one.id for one in results if one.state != "passed"} == set()
    # Nothing tells CloudTrail's SNS topic, as there is none; nor is there an organization,
    # or was --integrity asked for.
    assert CHECKS.keys() - {one.id for one in results} == {
        "trail.topic",
        "bucket.read-lock",
        "coverage.accounts",
        "coverage.account",
        *(id for id in CHECKS if id.startswith(("organization.", "integrity."))),
    }


def test_a_lock_that_was_shortened(scene: Scene) -> None:
    s3, name = scene.client("s3"), scene.names.log_bucket

    def lock(days: int) -> None:
        rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": days}}
        s3.put_object_lock_configuration(
            Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule}
        )

    lock(1)
    try:
        assert scene.amiss() == {"bucket.lock": "failed"}
    finally:
        lock(365)


def test_data_events_that_were_taken_out(scene: Scene) -> None:
    cloudtrail = scene.client("cloudtrail")
    before = cloudtrail.get_event_selectors(TrailName=P)["AdvancedEventSelectors"]
    cloudtrail.put_event_selectors(TrailName=P, AdvancedEventSelectors=before[:2])
    try:
        assert scene.amiss() == {"trail.data-events": "failed"}
    finally:
        cloudtrail.put_event_selectors(TrailName=P, AdvancedEventSelectors=before)


def test_a_log_group_that_was_taken_away(scene: Scene) -> None:
    cloudtrail = scene.client("cloudtrail")
    (found,) = cloudtrail.describe_trails()["trailList"]
    was = {
        "CloudWatchLogsLogGroupArn": found["CloudWatchLogsLogGroupArn"],
        "CloudWatchLogsRoleArn": found["CloudWatchLogsRoleArn"],
    }
    cloudtrail.update_trail(Name=P, CloudWatchLogsLogGroupArn="", CloudWatchLogsRoleArn="")
    try:
        assert scene.amiss() == {"trail.log-group": "failed"}
    finally:
        cloudtrail.update_trail(Name=P, **was)
