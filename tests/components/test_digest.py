"""The digest function: its code, what it is told, its memory and its schedule."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.region_alert.function.digest.principals import mark
from components.region_alert.function.digest.settings import Settings as ToldSettings
from tests.components.cases import (
    ALERT_OTHERWISE,
    ARCHIVE,
    ARCHIVE_ROLE,
    EVERYTHING,
    MANAGEMENT,
    deployed,
    deployed_for_organization,
    deployed_in,
)
from tests.components.recording import Run

TOPIC_ARN = "arn:aws:sns:eu-west-1:111122223333:security"
FUNCTION, SCHEDULE = "aws:lambda/function:Function", "aws:scheduler/schedule:Schedule"


def told(run: Run) -> dict[str, str]:
    return run.one(FUNCTION).inputs["environment"]["variables"]


def test_the_function_runs_its_handler_with_time_enough_for_a_minute_s_work() -> None:
    inputs = deployed().one(FUNCTION).inputs
    assert inputs["name"] == "everyregion-alert-digest"
    assert inputs["handler"] == "digest.handler.handler"
    assert inputs["runtime"] == "python3.13"
    assert inputs["role"] == "arn:aws:mock:::digest-role"
    assert inputs["timeout"] == 300
    assert inputs["memorySize"] == 512


def test_no_concurrency_is_reserved_since_a_young_account_has_none_to_spare() -> None:
    assert "reservedConcurrentExecutions" not in deployed().one(FUNCTION).inputs


def test_permissions_and_log_group_come_before_the_function() -> None:
    # Lambda would make a group of its own, without retention.
    assert {"digest-role-policy", "digest-logs"} <= deployed().one(FUNCTION).waits_for


def test_the_function_is_told_where_everything_is() -> None:
    expected = {
        "QUEUE_URL": "https://queue/alert-queue",
        "TABLE_NAME": "everyregion-alert-digest",
        "TOPIC_ARN": "arn:aws:mock:::alert-topic",
        "HOME_REGION": "eu-west-1",
        "PARTITION": "aws",
        "ACCOUNT_ID": "111122223333",
        "TRAIL_NAME": "everyregion",
        "APPROVED_REGIONS": "eu-west-1",
        "ALERT_READS": "false",
        "ALERT_REPEAT_MINUTES": "60",
        "ALERT_FORMAT": "text",
        "IGNORE_PRINCIPALS": "[]",
        "LOG_BUCKET": "everyregion-111122223333-eu-west-1",
        "LOG_FILES": "AWSLogs/",
        "OWN_ROLE": "everyregion-eu-west-1-alert-digest",
        "LOG_DELIVERY_ROLE": "",
        "REGION_RULE_STATE": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    }
    found = told(deployed())
    assert {key: found.get(key) for key in expected} == expected


def test_the_function_is_told_what_its_hourly_check_compares_the_account_with() -> None:
    expected = {
        "REGION_RULE": "everyregion-region-alert",
        "REGION_RULE_STATE": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        "ALERT_BUS_ARN": "arn:aws:events:eu-west-1:111122223333:event-bus/everyregion-alerts",
        "FORWARD_ROLE_ARN": "arn:aws:iam::111122223333:role/everyregion-eu-west-1-alert-forward",
        "WATCHED_REGIONS": "eu-central-1",
        "SKIP_REGIONS": "us-east-1,ap-south-1",
    }
    found = told(deployed(**ALERT_OTHERWISE))
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("APPROVED_REGIONS", "eu-west-1,us-west-2"),
        ("ALERT_READS", "true"),
        ("ALERT_REPEAT_MINUTES", "90"),
        ("ALERT_FORMAT", "chat"),
        ("IGNORE_PRINCIPALS", json.dumps(['arn:aws:iam::111122223333:role/Deploy, the="one"'])),
    ],
)
def test_the_function_is_told_of_a_setting(variable: str, text: str) -> None:
    assert told(deployed(**ALERT_OTHERWISE))[variable] == text
    assert told(deployed())[variable] != text


@pytest.mark.parametrize(
    ("source", "variable"),
    [("rules", "LOG_BUCKET"), ("delivered-logs", "ALERT_BUS_ARN"), ("delivered-logs", "WATCHED_REGIONS")],
)
def test_the_function_is_told_nothing_of_a_source_that_is_off(source: str, variable: str) -> None:
    assert told(deployed(region_alert=(source,)))[variable] == ""


def test_the_function_knows_its_own_role_and_the_one_that_cloudtrail_delivers_with() -> None:
    understood = ToldSettings.from_environment(told(deployed(cloud_watch_logs=True)))
    roles = "arn:aws:iam::111122223333:role"
    assert understood.own_role_arn == f"{roles}/everyregion-eu-west-1-alert-digest"
    assert understood.log_delivery_role_arn == f"{roles}/everyregion-eu-west-1-log-delivery"
    assert ToldSettings.from_environment(told(deployed())).log_delivery_role_arn == ""


def test_beside_a_log_archive_it_knows_the_way_in_and_looks_at_no_rules() -> None:
    variables = told(deployed_for_organization(log_archive_role_arn=ARCHIVE_ROLE))
    understood = ToldSettings.from_environment(variables)
    assert (understood.trail_account, understood.log_archive_role) == (MANAGEMENT, mark(ARCHIVE_ROLE))
    assert (variables["ALERT_BUS_ARN"], variables["FORWARD_ROLE_ARN"]) == ("", "")
    assert ToldSettings.from_environment(told(deployed())).log_archive_role == ""


def test_the_function_understands_what_it_is_told() -> None:
    understood = ToldSettings.from_environment(told(deployed(**ALERT_OTHERWISE)))
    assert understood.approved_regions == {"eu-west-1", "us-west-2"}
    assert understood.alert_reads is True
    assert understood.chat is True
    assert understood.repeat_minutes == 90
    assert [pattern.source for pattern in understood.ignored_principals] == [
        'arn:aws:iam::111122223333:role/Deploy, the="one"'
    ]
    assert understood.log_bucket == "everyregion-111122223333-eu-west-1"
    assert understood.account_id == "111122223333"


@pytest.mark.parametrize("account", ["111122223333", ARCHIVE], ids=["one account", "log archive"])
def test_the_most_that_the_settings_allow_fits_into_lambda_s_four_kilobytes(account: str) -> None:
    patterns = tuple(f"arn:aws:iam::111122223333:role/{'r' * 60}{number}" for number in range(10, 30))
    regions = tuple(f"ap-southeast-{number:02d}" for number in range(36))
    chosen = {
        "trail_name": "x" * 128,
        "log_bucket_name": "b" * 63,
        "alert_topic_arn": f"arn:aws:sns:ap-southeast-2:{account}:{'t' * 256}",
        "alert_ignore_principals": patterns,
        "approved_regions": regions,
        "region_alert": ("rules", "delivered-logs"),
        "cloud_watch_logs": True,
        "alert_emails": tuple(f"person{number}@example.com" for number in range(5)),
    }
    role = f"arn:aws:iam::{ARCHIVE}:role/{'p' * 400}/{'r' * 64}"
    assert 1900 < len(json.dumps(patterns)) <= 2000
    in_archive = {**chosen, "log_archive_role_arn": role}
    run = deployed_for_organization(**in_archive) if account == ARCHIVE else deployed(**chosen)
    # An organization's id has up to 34 characters.
    variables = {**told(run), **({"ORGANIZATION_ID": "o" * 34} if account == ARCHIVE else {})}
    queue = "https://sqs.ap-southeast-2.amazonaws.com/111122223333/" + "q" * 64
    assert sum(len(key) + len(value) for key, value in {**variables, "QUEUE_URL": queue}.items()) <= 4096


def test_the_memory_is_paid_by_use_and_forgets_by_itself() -> None:
    inputs = deployed().one("aws:dynamodb/table:Table").inputs
    assert inputs["billingMode"] == "PAY_PER_REQUEST"
    assert inputs["hashKey"] == "pk"
    assert inputs["attributes"] == [{"name": "pk", "type": "S"}]
    assert inputs["ttl"] == {"attributeName": "expires", "enabled": True}


def test_the_function_s_own_log_is_not_kept_for_ever() -> None:
    inputs = deployed().one("aws:cloudwatch/logGroup:LogGroup", "digest-logs").inputs
    assert inputs["name"] == "/aws/lambda/everyregion-alert-digest"
    assert inputs["retentionInDays"] == 365


def test_the_function_s_own_log_is_encrypted_with_the_alert_s_key() -> None:
    group = deployed().one("aws:cloudwatch/logGroup:LogGroup", "digest-logs")
    assert group.inputs["kmsKeyId"] == "arn:aws:mock:::alert-key"


@pytest.mark.parametrize(
    "fields", [{"encryption": "sse-s3"}, {"alert_topic_arn": TOPIC_ARN}], ids=["no key", "no key of ours"]
)
def test_without_a_key_of_the_alert_its_log_has_cloudwatch_s_own_encryption(fields: dict[str, Any]) -> None:
    assert "kmsKeyId" not in deployed(**fields).one("aws:cloudwatch/logGroup:LogGroup", "digest-logs").inputs


def test_runs_that_failed_are_put_aside_encrypted() -> None:
    queue = deployed().one("aws:sqs/queue:Queue", "digest-failed-runs").inputs
    assert queue["name"] == "everyregion-alert-failed-runs"
    assert queue["sqsManagedSseEnabled"] is True
    assert queue["messageRetentionSeconds"] == 14 * 24 * 3600
    assert deployed().one(FUNCTION).inputs["deadLetterConfig"] == {
        "targetArn": "arn:aws:mock:::digest-failed-runs"
    }


def test_the_memory_can_be_looked_at_as_it_was_and_be_destroyed() -> None:
    inputs = deployed().one("aws:dynamodb/table:Table").inputs
    assert inputs["pointInTimeRecovery"] == {"enabled": True}
    assert "deletionProtectionEnabled" not in inputs


@pytest.mark.parametrize(
    ("fields", "expression"),
    [
        ({}, "rate(1 minute)"),
        (ALERT_OTHERWISE, "rate(2 minutes)"),
        (
            {"alert_every_minutes": 1440, "alert_repeat_minutes": 1440, "tamper_alert": False},
            "rate(1440 minutes)",
        ),
    ],
    ids=["1", "2", "1440"],
)
def test_the_schedule_starts_the_function_as_often_as_digests_may_go_out(
    fields: dict[str, Any], expression: str
) -> None:
    assert deployed(**fields).one(SCHEDULE).inputs["scheduleExpression"] == expression


def test_a_start_that_came_too_late_is_not_made_up_for() -> None:
    schedule = deployed().one(SCHEDULE)
    assert schedule.inputs["flexibleTimeWindow"] == {"mode": "OFF"}
    assert schedule.inputs["target"] == {
        "arn": "arn:aws:mock:::digest",
        "roleArn": "arn:aws:mock:::digest-schedule-role",
        "retryPolicy": {"maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 60},
    }
    assert "digest-schedule-role-policy" in schedule.waits_for


def test_without_keys_the_function_may_use_none() -> None:
    run = deployed(**{**EVERYTHING, "encryption": "sse-s3"})
    document = run.document("aws:iam/rolePolicy:RolePolicy", "digest-role-policy")
    assert [s["Sid"] for s in document["Statement"] if "kms" in json.dumps(s)] == []


def test_without_delivered_logs_the_function_may_read_no_bucket() -> None:
    run = deployed(region_alert=("rules",))
    document = run.document("aws:iam/rolePolicy:RolePolicy", "digest-role-policy")
    assert "s3" not in json.dumps(document)


def test_keys_are_used_through_the_partition_s_services_only() -> None:
    run = deployed_in("aws-cn", **{**EVERYTHING, "region_alert": ("delivered-logs",)})
    document = run.document("aws:iam/rolePolicy:RolePolicy", "digest-role-policy")
    through = {s["Sid"]: s["Condition"] for s in document["Statement"] if "Condition" in s}
    assert through == {
        "EncryptAlerts": {"StringEquals": {"kms:ViaService": "sns.cn-north-1.amazonaws.com.cn"}},
        "DecryptLogs": {"StringEquals": {"kms:ViaService": "s3.cn-north-1.amazonaws.com.cn"}},
    }
