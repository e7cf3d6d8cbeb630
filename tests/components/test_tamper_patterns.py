"""What counts as tampering: writes on our own resources, by whatever name a call goes."""

from __future__ import annotations

from typing import Any

import pytest

from components import tamper_patterns
from tests.components.cases import names
from tests.components.matching import call, log_file, matches

HERE = "eu-west-1:111122223333"
TOPIC = f"arn:aws:sns:{HERE}:everyregion-alerts"
AT_HOME = tamper_patterns.at_home(names(), TOPIC)
ROLES = tamper_patterns.where_iam_logs(names())


def write(service: str, call_name: str, /, **parameters: Any) -> dict[str, Any]:
    return call(
        "eu-west-1", eventSource=f"{service}.amazonaws.com", eventName=call_name, requestParameters=parameters
    )


def alerts(event: dict[str, Any]) -> list[str]:
    """The subjects whose rule the event sets off."""
    return [subject for subject, pattern in {**AT_HOME, **ROLES}.items() if matches(pattern, event)]


TAMPERING = {
    "the trail stops logging": ("trail", write("cloudtrail", "StopLogging", name="everyregion")),
    "the trail by its ARN": (
        "trail",
        write("cloudtrail", "DeleteTrail", name=f"arn:aws:cloudtrail:{HERE}:trail/everyregion"),
    ),
    "its selectors": ("trail", write("cloudtrail", "PutEventSelectors", trailName="everyregion")),
    "its tags": (
        "trail",
        write("cloudtrail", "AddTags", resourceId=f"arn:aws:cloudtrail:{HERE}:trail/everyregion"),
    ),
    "a call that AWS makes up next year": ("trail", write("cloudtrail", "FreezeTrail", name="everyregion")),
    "the bucket's policy": (
        "bucket",
        write("s3", "DeleteBucketPolicy", bucketName="everyregion-111122223333-eu-west-1"),
    ),
    "the access-log bucket's lifecycle": (
        "bucket",
        write("s3", "PutBucketLifecycle", bucketName="everyregion-111122223333-eu-west-1-access"),
    ),
    "a regional rule's state": ("rules", write("events", "DisableRule", name="everyregion-region-alert")),
    "the digest function's log": (
        "log-groups",
        write("logs", "DeleteLogGroup", logGroupName="/aws/lambda/everyregion-alert-digest"),
    ),
    "the trail's log group": (
        "log-groups",
        write("logs", "PutRetentionPolicy", logGroupName="/aws/cloudtrail/everyregion"),
    ),
    "an alarm": ("alarms", write("monitoring", "DeleteAlarms", alarmNames=["everyregion-alert-heartbeat"])),
    "an alarm's threshold": (
        "alarms",
        write("monitoring", "PutMetricAlarm", alarmName="everyregion-alert-late"),
    ),
    "a rule's targets": ("rules", write("events", "RemoveTargets", rule="everyregion-delivered-logs")),
    "a tamper rule": ("rules", write("events", "DeleteRule", name="everyregion-tamper-trail")),
    "the bus": ("rules", write("events", "DeleteEventBus", name="everyregion-alerts")),
    "the bus by its ARN": (
        "rules",
        write("events", "PutPermission", eventBusName=f"arn:aws:events:{HERE}:event-bus/everyregion-alerts"),
    ),
    "the queue": (
        "queue",
        write(
            "sqs",
            "PurgeQueue",
            queueUrl="https://sqs.eu-west-1.amazonaws.com/111122223333/everyregion-alerts",
        ),
    ),
    "the dead letters": (
        "queue",
        write(
            "sqs",
            "DeleteQueue",
            queueUrl="https://sqs.eu-west-1.amazonaws.com/111122223333/everyregion-alert-dead-letters",
        ),
    ),
    "the schedule": ("schedule", write("scheduler", "UpdateSchedule", name="everyregion-alert-digest")),
    "the function's code": (
        "function",
        write("lambda", "UpdateFunctionCode20150331v2", functionName="everyregion-alert-digest"),
    ),
    "the function by its ARN": (
        "function",
        write(
            "lambda",
            "DeleteFunction20150331",
            functionName=f"arn:aws:lambda:{HERE}:function:everyregion-alert-digest:1",
        ),
    ),
    "the function by account and name": (
        "function",
        write(
            "lambda", "PutFunctionConcurrency", functionName="111122223333:function:everyregion-alert-digest"
        ),
    ),
    "the memory": ("table", write("dynamodb", "DeleteTable", tableName="everyregion-alert-digest")),
    "the topic": ("topic", write("sns", "DeleteTopic", topicArn=TOPIC)),
    "a subscription": ("topic", write("sns", "Unsubscribe", subscriptionArn=f"{TOPIC}:1234abcd")),
    "the topic's tags": ("topic", write("sns", "TagResource", resourceArn=TOPIC)),
    "the forwarding role": (
        "roles",
        write("iam", "DeleteRolePolicy", roleName="everyregion-eu-west-1-alert-forward"),
    ),
    "the function's role": (
        "roles",
        write("iam", "AttachRolePolicy", roleName="everyregion-eu-west-1-alert-digest"),
    ),
}


@pytest.mark.parametrize(("subject", "event"), TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_seen_by_the_subject_s_rule(subject: str, event: dict[str, Any]) -> None:
    assert alerts(event) == [subject]


@pytest.mark.parametrize("event", [event for _, event in TAMPERING.values()], ids=TAMPERING.keys())
def test_looking_at_the_same_thing_is_no_tampering(event: dict[str, Any]) -> None:
    assert alerts({**event, "detail": {**event["detail"], "readOnly": True}}) == []


@pytest.mark.parametrize("event", [event for _, event in TAMPERING.values()], ids=TAMPERING.keys())
def test_an_attempt_that_was_refused_is_seen_too(event: dict[str, Any]) -> None:
    assert alerts({**event, "detail": {**event["detail"], "errorCode": "AccessDenied"}}) != []


OTHERS = {
    "another trail": write("cloudtrail", "DeleteTrail", name="everyregion2"),
    "another region's trail of this name": write(
        "cloudtrail", "DeleteTrail", name="arn:aws:cloudtrail:us-east-1:111122223333:trail/everyregion"
    ),
    "another bucket": write("s3", "DeleteBucket", bucketName="everyregion-111122223333-eu-west-1-copy"),
    "another rule": write("events", "DeleteRule", name="everyregion-other"),
    "another account's queue of this name": write(
        "sqs", "DeleteQueue", queueUrl="https://sqs.eu-west-1.amazonaws.com/444455556666/everyregion-alerts"
    ),
    "another queue whose name ends alike": write(
        "sqs",
        "DeleteQueue",
        queueUrl="https://sqs.eu-west-1.amazonaws.com/111122223333/my-everyregion-alerts",
    ),
    "another function whose name begins alike": write(
        "lambda", "DeleteFunction20150331", functionName="everyregion-alert-digest-2"
    ),
    "another topic": write("sns", "DeleteTopic", topicArn=f"{TOPIC}-2"),
    "another role": write("iam", "DeleteRole", roleName="everyregion-us-east-1-alert-forward"),
    "a call without parameters": call("eu-west-1", requestParameters=None),
}


@pytest.mark.parametrize("event", OTHERS.values(), ids=OTHERS.keys())
def test_what_is_not_ours_may_change(event: dict[str, Any]) -> None:
    assert alerts(event) == []


def test_a_log_file_that_somebody_deleted_is_seen() -> None:
    event = log_file("AWSLogs/x.json.gz", "everyregion-111122223333-eu-west-1", "Object Deleted")
    event["detail"]["reason"] = "DeleteObject"
    assert alerts(event) == ["files"]


def test_a_log_file_that_expired_is_not() -> None:
    event = log_file("AWSLogs/x.json.gz", "everyregion-111122223333-eu-west-1", "Object Deleted")
    event["detail"]["reason"] = "Lifecycle Expiration"
    assert alerts(event) == []


def test_a_region_that_was_enabled_or_disabled_is_seen() -> None:
    event = {"source": "aws.account", "detail-type": "Region Opt-In Status Change", "detail": {"status": "x"}}
    assert alerts(event) == ["regions"]


def test_keys_are_found_by_the_arn_in_the_record_s_resources() -> None:
    # moto compares no field within a list of objects, so this one is compared as it is written.
    assert tamper_patterns.keys(["arn:a", "arn:b"]) == {
        "source": ["aws.kms"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventSource": ["kms.amazonaws.com"],
            "readOnly": [False],
            "eventCategory": [{"exists": False}, {"anything-but": ["Data"]}],
            "resources": {"ARN": ["arn:a", "arn:b"]},
        },
    }


def test_an_alert_s_own_publish_is_no_tampering_when_data_events_record_it() -> None:
    publish = write("sns", "Publish", topicArn=TOPIC)
    assert alerts(publish) == ["topic"]
    publish["detail"].update(eventCategory="Data", managementEvent=False)
    assert alerts(publish) == []


def test_a_record_of_an_older_version_without_a_category_still_alerts() -> None:
    stop = write("cloudtrail", "StopLogging", name="everyregion")
    assert "eventCategory" not in stop["detail"]
    assert alerts(stop) == ["trail"]


def test_the_streams_that_cloudtrail_and_lambda_make_are_no_tampering() -> None:
    group = "/aws/lambda/everyregion-alert-digest"
    assert alerts(write("logs", "CreateLogStream", logGroupName=group)) == []
