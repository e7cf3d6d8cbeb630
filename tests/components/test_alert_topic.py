"""The topic that alerts go out through, its own key, and its subscribers."""

from __future__ import annotations

import re
from typing import Any

from components.alert_topic import AlertTopic
from tests.components.cases import HOME, at, deployed, deployment
from tests.components.recording import Run

SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
EXISTING = "arn:aws:sns:eu-west-1:111122223333:security"


def made(**fields: Any) -> Run:
    return at(HOME, lambda: AlertTopic(deployment(**fields)))


def test_the_topic_has_a_key_of_its_own_that_alarms_may_publish_with() -> None:
    run = made()
    assert run.one("aws:sns/topic:Topic").inputs["kmsMasterKeyId"] == "arn:aws:mock:::alert-key"
    key = run.one("aws:kms/key:Key")
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["deletionWindowInDays"] == 30
    assert [s["Sid"] for s in run.document("aws:kms/key:Key", "alert-key")["Statement"]] == [
        "AccountDecides",
        "AlarmsEncrypt",
        "LogGroupEncrypts",
    ]


def test_the_topic_s_key_is_never_the_log_key() -> None:
    run = deployed()
    assert run.one("aws:sns/topic:Topic").inputs["kmsMasterKeyId"] == "arn:aws:mock:::alert-key"
    assert run.one("aws:cloudtrail/trail:Trail").inputs["kmsKeyId"] == "arn:aws:mock:::log-key"


def test_the_alert_key_can_be_found_by_its_name() -> None:
    run = made()
    assert run.one("aws:kms/key:Key").inputs["tags"]["Name"] == "everyregion-alerts"
    assert run.one("aws:kms/alias:Alias").inputs == {
        "name": "alias/everyregion-alerts",
        "targetKeyId": "alert-key",
    }


def test_the_alert_s_key_goes_with_the_stack() -> None:
    # It keeps nothing: no message is stored.
    assert [r.name for r in made().resources if r.retain_on_delete] == []


def test_with_an_existing_log_key_the_topic_still_has_its_own() -> None:
    assert len(made(encryption="existing-key").of_type("aws:kms/key:Key")) == 1


def test_with_s3_s_own_keys_for_the_logs_the_topic_has_no_key() -> None:
    run = made(encryption="sse-s3")
    assert run.of_type("aws:kms/key:Key") == []
    assert "kmsMasterKeyId" not in run.one("aws:sns/topic:Topic").inputs


def test_the_topic_s_policy_is_for_this_topic() -> None:
    policy = made().one("aws:sns/topicPolicy:TopicPolicy")
    assert policy.inputs["arn"] == "arn:aws:mock:::alert-topic"


def test_every_address_is_subscribed() -> None:
    found = made(alert_emails=("a@example.com", "b@example.com")).of_type(SUBSCRIPTION)
    assert sorted((s.inputs["endpoint"], s.inputs["protocol"], s.inputs["topic"]) for s in found) == [
        ("a@example.com", "email", "arn:aws:mock:::alert-topic"),
        ("b@example.com", "email", "arn:aws:mock:::alert-topic"),
    ]


def test_a_subscription_s_name_is_a_hash_and_gives_no_address_away() -> None:
    (found,) = made(alert_emails=("a@example.com",)).of_type(SUBSCRIPTION)
    # Written out: another hash would subscribe everybody anew.
    assert found.name == "alert-email-08168cd8"
    assert not re.search("example|@", found.urn)


def test_the_order_of_addresses_does_not_change_their_names() -> None:
    one = made(alert_emails=("a@example.com", "b@example.com"))
    other = made(alert_emails=("b@example.com", "a@example.com"))
    assert {s.urn: s.inputs["endpoint"] for s in one.of_type(SUBSCRIPTION)} == {
        s.urn: s.inputs["endpoint"] for s in other.of_type(SUBSCRIPTION)
    }


def test_an_existing_topic_is_used_and_none_is_made() -> None:
    run = made(alert_topic_arn=EXISTING, alert_emails=("a@example.com",))
    assert sorted({r.type for r in run.resources}) == [SUBSCRIPTION, "everyregion:index:AlertTopic"]
    assert run.one(SUBSCRIPTION).inputs["topic"] == EXISTING


def test_an_existing_topic_gets_the_digests() -> None:
    run = deployed(alert_topic_arn=EXISTING)
    assert run.exports["alertTopicArn"] == EXISTING
    environment = run.one("aws:lambda/function:Function").inputs["environment"]["variables"]
    assert environment["TOPIC_ARN"] == EXISTING
    document = run.document("aws:iam/rolePolicy:RolePolicy", "digest-role-policy")
    assert {s["Sid"]: s["Resource"] for s in document["Statement"]}["Publish"] == EXISTING
