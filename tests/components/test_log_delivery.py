"""Events in CloudWatch Logs: the group, its retention, and the role that CloudTrail writes with."""

from __future__ import annotations

import json
from typing import Any

from tests.components.cases import LOGS_ALONE, deployed
from tests.components.recording import Run

GROUP = "aws:cloudwatch/logGroup:LogGroup"


def made(**fields: Any) -> Run:
    return deployed(**LOGS_ALONE, cloud_watch_logs=True, **fields)


def test_the_group_carries_the_trail_s_name_and_keeps_events_as_long_as_asked() -> None:
    inputs = made(cloud_watch_logs_days=731).one(GROUP, "log-delivery-group").inputs
    assert inputs["name"] == "/aws/cloudtrail/everyregion"
    assert inputs["retentionInDays"] == 731


def test_the_group_is_encrypted_with_the_log_key_that_lets_it() -> None:
    run = made()
    assert run.one(GROUP, "log-delivery-group").inputs["kmsKeyId"] == "arn:aws:mock:::log-key"
    sids = [s["Sid"] for s in run.document("aws:kms/key:Key", "log-key")["Statement"]]
    assert "LogGroupEncrypts" in sids


def test_an_existing_key_is_not_used_for_the_group_since_its_policy_is_not_ours() -> None:
    run = made(encryption="existing-key", kms_key_arn="arn:aws:kms:eu-west-1:111122223333:key/1")
    assert "kmsKeyId" not in run.one(GROUP, "log-delivery-group").inputs


def test_without_keys_the_group_has_none() -> None:
    assert "kmsKeyId" not in made(encryption="sse-s3").one(GROUP, "log-delivery-group").inputs


def test_cloudtrail_writes_its_own_streams_at_home_and_nothing_else() -> None:
    document = made().document("aws:iam/rolePolicy:RolePolicy", "log-delivery-role-policy")
    (statement,) = document["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == (
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/cloudtrail/everyregion"
        ":log-stream:111122223333_CloudTrail_eu-west-1*"
    )


def test_only_cloudtrail_takes_the_role() -> None:
    role = made().one("aws:iam/role:Role", "log-delivery-role").inputs
    assert role["name"] == "everyregion-eu-west-1-log-delivery"
    (statement,) = json.loads(role["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "cloudtrail.amazonaws.com"}


def test_the_export_names_the_group() -> None:
    assert made().exports["logGroupName"] == "/aws/cloudtrail/everyregion"


def test_without_it_there_is_no_group_but_the_function_s_own() -> None:
    assert [group.name for group in deployed().of_type(GROUP)] == ["digest-logs"]
