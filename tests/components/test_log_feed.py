"""The log bucket's notifications: one resource, since S3 keeps a single document for a bucket."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.components.cases import EVERYTHING, LOGS_ALONE, deployed
from tests.components.recording import Run

NOTIFICATION = "aws:s3/bucketNotification:BucketNotification"
READERS = EVERYTHING["log_readers"]
# An alert that doesn't need to hear of files.
NO_ALERT: dict[str, Any] = {"region_alert": ("rules",), "tamper_alert": False}


def everything() -> Run:
    return deployed(**EVERYTHING)


def notification(run: Run) -> dict[str, Any]:
    return run.one(NOTIFICATION).inputs


@pytest.mark.parametrize(
    ("fields", "to_event_bridge"),
    [
        ({"region_alert": ("delivered-logs",)}, True),
        ({"tamper_alert": True}, True),
        ({"log_readers": READERS}, False),
        ({"log_readers": READERS, "region_alert": ("delivered-logs",)}, True),
    ],
)
def test_eventbridge_hears_of_files_where_an_alert_needs_it(
    fields: dict[str, Any], to_event_bridge: bool
) -> None:
    found = notification(deployed(**{**NO_ALERT, **fields}))
    assert found["bucket"] == "everyregion-111122223333-eu-west-1"
    assert found["eventbridge"] is to_event_bridge


def test_without_readers_and_alerts_that_need_it_the_bucket_notifies_nobody() -> None:
    assert deployed(**NO_ALERT).of_type(NOTIFICATION) == []


def test_readers_get_a_queue_of_new_log_files_alone() -> None:
    assert notification(everything())["queues"] == [
        {
            "id": "siem",
            "queueArn": "arn:aws:mock:::siem-queue",
            "events": ["s3:ObjectCreated:*"],
            "filterPrefix": "AWSLogs/111122223333/CloudTrail/",
            "filterSuffix": ".json.gz",
        }
    ]


def test_the_queue_s_policy_comes_before_the_notification_since_s3_tries_it() -> None:
    assert "siem-queue-policy" in everything().one(NOTIFICATION).waits_for


def test_without_readers_there_is_no_queue_for_them() -> None:
    run = deployed(region_alert=("delivered-logs",))
    assert notification(run).get("queues", []) == []
    assert [q.name for q in run.of_type("aws:sqs/queue:Queue") if "siem" in q.name] == []


def test_the_readers_queue_waits_two_weeks_for_them_and_sets_bad_messages_aside() -> None:
    inputs = everything().one("aws:sqs/queue:Queue", "siem-queue").inputs
    assert inputs["name"] == "everyregion-siem"
    assert inputs["messageRetentionSeconds"] == 1_209_600
    assert inputs["sqsManagedSseEnabled"] is True
    assert json.loads(inputs["redrivePolicy"]) == {
        "deadLetterTargetArn": "arn:aws:mock:::siem-dead-letters",
        "maxReceiveCount": 10,
    }


def test_the_readers_dead_letters_have_a_name_that_sqs_takes() -> None:
    run = deployed(**LOGS_ALONE, log_readers=READERS, trail_name="x" * 128, log_bucket_name="logs")
    name = run.one("aws:sqs/queue:Queue", "siem-dead-letters").inputs["name"]
    assert name.endswith("-siem-dead-letters")
    assert len(name) <= 80


def test_the_readers_dead_letters_are_kept_as_long_and_encrypted() -> None:
    inputs = everything().one("aws:sqs/queue:Queue", "siem-dead-letters").inputs
    assert inputs["messageRetentionSeconds"] == 1_209_600
    assert inputs["sqsManagedSseEnabled"] is True
