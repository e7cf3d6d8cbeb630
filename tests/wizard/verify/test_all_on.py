"""What only some settings ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.wizard.verify.mutation import P, amiss_after
from tests.wizard.verify.mutations_of_queries import OF_QUERIES
from tests.wizard.verify.scene import Scene, deployed
from wizard.verify.catalogue import CHECKS

pytestmark = pytest.mark.long
ALL_ON = {
    "dataEvents": ["AWS::S3::Object=arn:aws:s3:::payroll/", "AWS::DynamoDB::Table"],
    "objectLock": "governance",
    "cloudWatchLogs": "true",
    "cisAlarms": "true",
    "queries": "true",
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


def filter_of(scene: Scene, name: str) -> tuple[Any, dict[str, Any]]:
    """The client, and the metric filter as it is put."""
    logs = scene.client("logs")
    listed = logs.describe_metric_filters(logGroupName=scene.names.log_group, filterNamePrefix=name)
    keys = ("filterName", "filterPattern", "metricTransformations", "logGroupName")
    return logs, {key: listed["metricFilters"][0][key] for key in keys}


def test_a_metric_filter_that_looks_for_less(scene: Scene) -> None:
    logs, before = filter_of(scene, f"{P}-cis-root-use")
    logs.put_metric_filter(**{**before, "filterPattern": '{ $.userIdentity.type = "Nobody" }'})
    try:
        assert scene.amiss() == {"trail.cis-alarms": "failed"}
    finally:
        logs.put_metric_filter(**before)


def test_a_metric_filter_that_is_gone(scene: Scene) -> None:
    logs, before = filter_of(scene, f"{P}-cis-vpcs")
    logs.delete_metric_filter(logGroupName=before["logGroupName"], filterName=before["filterName"])
    try:
        assert scene.amiss() == {"trail.cis-alarms": "failed"}
    finally:
        logs.put_metric_filter(**before)


def test_an_alarm_of_the_benchmark_that_is_mute(scene: Scene) -> None:
    cloudwatch, alarm = scene.client("cloudwatch"), [f"{P}-cis-trails"]
    cloudwatch.disable_alarm_actions(AlarmNames=alarm)
    try:
        assert scene.amiss() == {"trail.cis-alarms": "failed"}
    finally:
        cloudwatch.enable_alarm_actions(AlarmNames=alarm)


@pytest.mark.parametrize("name", OF_QUERIES)
def test_a_change_of_what_athena_is_asked_with_fails_its_checks_and_no_others(
    scene: Scene, name: str
) -> None:
    change, expected = OF_QUERIES[name]
    assert amiss_after(scene, change) == dict.fromkeys(expected, "failed")
    assert scene.amiss() == {}
