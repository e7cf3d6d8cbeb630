"""The whole program with a key and a topic that are the user's: used, never made or changed."""

from __future__ import annotations

from typing import Any

from tests.components.cases import EVERYTHING, deployed
from tests.components.recording import Run

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:pages"


def with_key(**more: Any) -> Run:
    return deployed(**{**EVERYTHING, "encryption": "existing-key", "kms_key_arn": KEY, **more})


def with_both() -> Run:
    return with_key(alert_topic_arn=TOPIC)


def statements(run: Run) -> dict[str, dict[str, Any]]:
    document = run.document("aws:iam/rolePolicy:RolePolicy", "digest-role-policy")
    return {statement["Sid"]: statement for statement in document["Statement"]}


def test_the_key_encrypts_trail_and_bucket_and_is_exported() -> None:
    run = with_key()
    assert run.one("aws:cloudtrail/trail:Trail").inputs["kmsKeyId"] == KEY
    settings = run.one(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "log-bucket-encryption",
    )
    (rule,) = settings.inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"] == KEY
    assert run.exports["kmsKeyArn"] == KEY


def test_only_the_alert_s_own_key_is_made() -> None:
    run = with_key()
    assert [key.name for key in run.of_type("aws:kms/key:Key")] == ["alert-key"]
    assert [alias.name for alias in run.of_type("aws:kms/alias:Alias")] == ["alert-key-alias"]


def test_with_both_no_key_topic_or_policy_of_either_is_made() -> None:
    made = {resource.type for resource in with_both().resources}
    assert made.isdisjoint(
        {
            "aws:kms/key:Key",
            "aws:kms/alias:Alias",
            "aws:kms/keyPolicy:KeyPolicy",
            "aws:sns/topic:Topic",
            "aws:sns/topicPolicy:TopicPolicy",
            "everyregion:index:LogKey",
        }
    )


def test_a_log_group_goes_without_a_key_whose_policy_is_not_ours() -> None:
    assert "kmsKeyId" not in with_key().one("aws:cloudwatch/logGroup:LogGroup", "log-delivery-group").inputs


def test_the_digest_decrypts_log_files_with_that_key_alone() -> None:
    assert statements(with_key())["DecryptLogs"]["Resource"] == KEY


def test_the_digest_publishes_to_that_topic_with_whatever_key_it_has() -> None:
    found = statements(with_both())
    assert found["Publish"]["Resource"] == TOPIC
    assert found["EncryptAlerts"]["Resource"] == "arn:aws:kms:eu-west-1:111122223333:key/*"
    assert found["EncryptAlerts"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "sns.eu-west-1.amazonaws.com"}
    }


def test_addresses_are_subscribed_to_that_topic() -> None:
    found = with_both().of_type("aws:sns/topicSubscription:TopicSubscription")
    assert [(one.inputs["topic"], one.inputs["endpoint"]) for one in found] == [(TOPIC, "night@example.com")]


def test_every_alarm_goes_to_that_topic_and_no_rule_does() -> None:
    run = with_both()
    alarms = run.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert len(alarms) == 4
    assert {action for alarm in alarms for action in alarm.inputs["alarmActions"]} == {TOPIC}
    targets = run.of_type("aws:cloudwatch/eventTarget:EventTarget")
    assert [target.name for target in targets if target.inputs["arn"] == TOPIC] == []


def test_a_change_of_that_key_is_tampering_too() -> None:
    rules = with_both().of_type("aws:cloudwatch/eventRule:EventRule")
    (about_it,) = (rule for rule in rules if KEY in rule.inputs["eventPattern"])
    assert about_it.name.startswith("tamper-")
