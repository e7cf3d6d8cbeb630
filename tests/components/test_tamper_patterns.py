"""What counts as tampering: writes on our own resources, by whatever name a call goes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components import tamper_patterns
from tests.components.cases import names
from tests.components.matching import call, log_file, matches

TABLE = "table/everyregion-alert-digest"
HERE = "eu-west-1:111122223333"
TOPIC = f"arn:aws:sns:{HERE}:everyregion-alerts"
KEYS = [f"arn:aws:kms:{HERE}:key/a", f"arn:aws:kms:{HERE}:key/b"]
AT_HOME = tamper_patterns.at_home(names(), KEYS)
ROLES = tamper_patterns.where_iam_logs(names())


def write(service: str, call_name: str, /, **parameters: Any) -> dict[str, Any]:
    return call(
        "eu-west-1", eventSource=f"{service}.amazonaws.com", eventName=call_name, requestParameters=parameters
    )


def alerts(event: dict[str, Any]) -> list[str]:
    """The subjects whose pattern the event matches, each in a pattern of its own."""
    every = {**AT_HOME, **ROLES}
    return [name for name, subject in every.items() if matches(tamper_patterns.pattern([subject]), event)]


def rules() -> dict[str, list[tamper_patterns.Subject]]:
    """The rules as they are made: which subjects share one."""
    at_home = tamper_patterns.shared(names(), len(KEYS))
    found = {rule: [AT_HOME[subject] for subject in subjects] for rule, subjects in at_home.items()}
    return {**found, "roles": [*ROLES.values()]}


def rules_set_off(event: dict[str, Any]) -> list[str]:
    return [rule for rule, subjects in rules().items() if matches(tamper_patterns.pattern(subjects), event)]


# What SQS takes for a queue's URL: https://docs.aws.amazon.com/general/latest/gr/sqs-service.html
QUEUE_URLS = [
    "https://sqs.eu-west-1.amazonaws.com/111122223333/everyregion-alerts",
    "http://sqs.eu-west-1.amazonaws.com/111122223333/everyregion-alerts",
    "https://queue.amazonaws.com/111122223333/everyregion-alerts",
    "https://eu-west-1.queue.amazonaws.com/111122223333/everyregion-alerts",
    "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/everyregion-alerts",
    "https://cn-north-1.queue.amazonaws.com.cn/111122223333/everyregion-alerts",
    "https://sqs-fips.us-east-1.amazonaws.com/111122223333/everyregion-alerts",
    "https://sqs.eu-west-1.api.aws/111122223333/everyregion-alerts",
    "https://vpce-0123-abcd.sqs.eu-west-1.vpce.amazonaws.com/111122223333/everyregion-alerts",
    "111122223333/everyregion-alerts",
    "everyregion-alerts",
]

TAMPERING = {
    **{f"the queue as {url}": ("queue", write("sqs", "PurgeQueue", queueUrl=url)) for url in QUEUE_URLS},
    "the dead letters by their name alone": (
        "queue",
        write("sqs", "SetQueueAttributes", queueUrl="everyregion-alert-dead-letters"),
    ),
    "each tamper rule, that of the roles too": (
        "rules",
        write("events", "DisableRule", name="everyregion-tamper-roles"),
    ),
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
    "a mute rule": (
        "alarms",
        write(
            "monitoring",
            "PutAlarmMuteRule",
            name="quiet",
            muteTargets={"alarmNames": ["other", "everyregion-alert-heartbeat"]},
        ),
    ),
    "an alarm's threshold": (
        "alarms",
        write("monitoring", "PutMetricAlarm", alarmName="everyregion-alert-late"),
    ),
    "a rule's targets": ("rules", write("events", "RemoveTargets", rule="everyregion-delivered-logs")),
    "a tamper rule": ("rules", write("events", "DeleteRule", name="everyregion-tamper-trail")),
    "the bus": ("rules", write("events", "DeleteEventBus", name="everyregion-alerts")),
    "the region's own bus": ("rules", write("events", "UpdateEventBus", name="default")),
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
    "the function by account, name and alias": (
        "function",
        write(
            "lambda",
            "DeleteFunction20150331",
            functionName="111122223333:function:everyregion-alert-digest:live",
        ),
    ),
    "the function by the shortest end of its ARN": (
        "function",
        write("lambda", "PutFunctionConcurrency", functionName="function:everyregion-alert-digest"),
    ),
    "the function by region, account and name": (
        "function",
        write(
            "lambda",
            "UpdateFunctionCode20150331v2",
            functionName=f"{HERE}:function:everyregion-alert-digest:$LATEST",
        ),
    ),
    "the memory": ("table", write("dynamodb", "DeleteTable", tableName="everyregion-alert-digest")),
    "a backup of the memory": (
        "table",
        write("dynamodb", "CreateBackup", tableName="everyregion-alert-digest", backupName="copy"),
    ),
    "continuous backups of the memory": (
        "table",
        write("dynamodb", "UpdateContinuousBackups", tableName="everyregion-alert-digest"),
    ),
    "an export of the memory": (
        "table",
        write("dynamodb", "ExportTableToPointInTime", tableArn=f"arn:aws:dynamodb:{HERE}:{TABLE}"),
    ),
    "a copy of the memory as it was": (
        "table",
        write("dynamodb", "RestoreTableToPointInTime", sourceTableName="everyregion-alert-digest"),
    ),
    "a copy of the memory as it was, by its ARN": (
        "table",
        write("dynamodb", "RestoreTableToPointInTime", sourceTableArn=f"arn:aws:dynamodb:{HERE}:{TABLE}"),
    ),
    "a stream of the memory": (
        "table",
        write(
            "dynamodb",
            "UpdateTable",
            tableName=f"arn:aws:dynamodb:{HERE}:table/everyregion-alert-digest",
            streamSpecification={"streamEnabled": True},
        ),
    ),
    "the memory's policy": (
        "table",
        write(
            "dynamodb",
            "DeleteResourcePolicy",
            resourceArn=f"arn:aws:dynamodb:{HERE}:table/everyregion-alert-digest",
        ),
    ),
    "another function with the digest's role": (
        "function",
        write(
            "lambda",
            "CreateFunction20150331",
            functionName="nightly",
            role="arn:aws:iam::111122223333:role/everyregion-eu-west-1-alert-digest",
        ),
    ),
    "the dead letters' policy": (
        "queue",
        write(
            "sqs",
            "SetQueueAttributes",
            queueUrl="https://sqs.eu-west-1.amazonaws.com/111122223333/everyregion-alert-dead-letters",
        ),
    ),
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


@pytest.mark.parametrize(("subject", "event"), TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_seen_by_exactly_one_rule(subject: str, event: dict[str, Any]) -> None:
    shared = {**tamper_patterns.shared(names(), len(KEYS)), "roles": ("roles", "regions")}
    assert rules_set_off(event) == [rule for rule, subjects in shared.items() if subject in subjects]


@pytest.mark.parametrize("event", [event for _, event in TAMPERING.values()], ids=TAMPERING.keys())
def test_looking_at_the_same_thing_is_no_tampering(event: dict[str, Any]) -> None:
    looked = {**event, "detail": {**event["detail"], "readOnly": True}}
    assert (alerts(looked), rules_set_off(looked)) == ([], [])


@pytest.mark.parametrize("event", [event for _, event in TAMPERING.values()], ids=TAMPERING.keys())
def test_an_attempt_that_was_refused_is_seen_too(event: dict[str, Any]) -> None:
    assert rules_set_off({**event, "detail": {**event["detail"], "errorCode": "AccessDenied"}}) != []


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
    "another queue that is named by its name alone": write("sqs", "DeleteQueue", queueUrl="my-alerts"),
    "a rule of a trail that is called like ours and -tamper-x": write(
        "events", "DisableRule", name="everyregion-tamper-x-region-alert"
    ),
    "a rule whose name begins with a tamper rule's": write(
        "events", "PutRule", name="everyregion-tamper-trail-2"
    ),
    "another function whose name begins alike": write(
        "lambda", "DeleteFunction20150331", functionName="everyregion-alert-digest-2"
    ),
    "another function with another role": write(
        "lambda", "CreateFunction20150331", functionName="nightly", role="arn:aws:iam::111122223333:role/x"
    ),
    "another table": write("dynamodb", "DeleteTable", tableName="orders"),
    "another topic": write("sns", "DeleteTopic", topicArn=f"{TOPIC}-2"),
    "another role": write("iam", "DeleteRole", roleName="everyregion-us-east-1-alert-forward"),
    "a call without parameters": call("eu-west-1", requestParameters=None),
}


@pytest.mark.parametrize("event", OTHERS.values(), ids=OTHERS.keys())
def test_what_is_not_ours_may_change(event: dict[str, Any]) -> None:
    assert (alerts(event), rules_set_off(event)) == ([], [])


def test_a_log_file_that_somebody_deleted_is_seen() -> None:
    event = log_file("AWSLogs/x.json.gz", "everyregion-111122223333-eu-west-1", "Object Deleted")
    event["detail"]["reason"] = "DeleteObject"
    assert (alerts(event), rules_set_off(event)) == (["files"], ["trail"])


def test_what_anybody_can_put_elsewhere_in_the_bucket_may_be_deleted() -> None:
    # Hundreds of those would leave no room for the name of a log file that went with them.
    event = log_file("junk/AWSLogs/x.json.gz", "everyregion-111122223333-eu-west-1", "Object Deleted")
    event["detail"]["reason"] = "DeleteObject"
    assert (alerts(event), rules_set_off(event)) == ([], [])


def test_a_log_file_that_expired_is_not() -> None:
    event = log_file("AWSLogs/x.json.gz", "everyregion-111122223333-eu-west-1", "Object Deleted")
    event["detail"]["reason"] = "Lifecycle Expiration"
    assert (alerts(event), rules_set_off(event)) == ([], [])


def test_a_region_that_was_enabled_or_disabled_is_seen() -> None:
    event = {"source": "aws.account", "detail-type": "Region Opt-In Status Change", "detail": {"status": "x"}}
    assert (alerts(event), rules_set_off(event)) == (["regions"], ["roles"])


def test_what_becomes_of_a_region_is_watched_where_aws_sends_it_and_nowhere_else() -> None:
    assert "regions" not in AT_HOME
    assert [*ROLES] == ["roles", "regions"]


@pytest.mark.parametrize("field", ["source", "detail-type"])
def test_somebody_s_own_event_that_looks_alike_is_none(field: str) -> None:
    stop = write("cloudtrail", "StopLogging", name="everyregion")
    assert rules_set_off({**stop, field: "mine"}) == []


def test_keys_are_found_by_the_arn_in_the_record_s_resources() -> None:
    # moto compares no field within a list of objects, so this one is compared as it is written.
    assert tamper_patterns.pattern([AT_HOME["keys"]]) == {
        "source": [{"prefix": "aws."}],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "readOnly": [False],
            "eventCategory": [{"exists": False}, {"anything-but": ["Data"]}],
            "eventSource": ["kms.amazonaws.com"],
            "resources": {"ARN": KEYS},
        },
    }


def test_without_keys_there_is_nothing_about_them() -> None:
    assert "keys" not in tamper_patterns.at_home(names())


def test_two_rules_at_home_are_enough_for_usual_names() -> None:
    assert tamper_patterns.shared(names(), 2) == {
        "trail": ("trail", "bucket", "files", "log-groups", "rules", "queue", "schedule"),
        "function": ("function", "table", "alarms", "topic", "keys"),
    }


@pytest.mark.parametrize("trail", ["everyregion", "x" * 128, "a" + ".b" * 63])
@pytest.mark.parametrize("topic", ["", f"arn:aws:sns:{HERE}:{'t' * 256}"])
@pytest.mark.parametrize("keys", [0, 1, 2])
def test_each_subject_is_in_one_rule_that_fits_with_keys_of_any_length(
    trail: str, topic: str, keys: int
) -> None:
    made = names(trail_name=trail, alert_topic_arn=topic)
    arns = ["arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-" + "0" * 32] * keys
    subjects = tamper_patterns.at_home(made, arns)
    shared = tamper_patterns.shared(made, keys)
    assert sorted(name for group in shared.values() for name in group) == sorted(subjects)
    assert (
        max(len(tamper_patterns.text([subjects[one] for one in group])) for group in shared.values()) <= 2048
    )
    assert len(shared) <= 4
    watched = json.dumps(subjects["rules"].detail["requestParameters"])
    assert [rule for rule in (*shared, "roles") if f'"{made.tamper_rule(rule)}"' not in watched] == []


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
