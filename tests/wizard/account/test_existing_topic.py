"""The SNS topic that alertTopicArn names: looked at, and judged before alerts depend on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from unittest import mock

import boto3
import pytest
from moto import mock_aws

from components import policies
from tests.wizard.review.existing_cases import (
    ACCOUNT,
    ACCOUNT_DECIDES,
    HOME,
    TOPIC,
    answering,
    document,
    names,
    settings,
)
from wizard.account.existing_topic import judge_topic, look_at_topic
from wizard.account.facts import Finding, Key, Probe, Topic

# What a new topic has: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
DEFAULT = {
    "Sid": "__default_statement_ID",
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": ["SNS:Publish", "SNS:Subscribe"],
    "Resource": TOPIC,
    "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}},
}
ENCRYPT = {
    "Sid": "AlarmsEncrypt",
    "Effect": "Allow",
    "Principal": {"Service": "cloudwatch.amazonaws.com"},
    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
    "Resource": "*",
}
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/topics"
POLICY = json.dumps(
    {
        "Name": "personal",
        "Version": "2021-06-01",
        "Statement": [
            {
                "DataDirection": "Outbound",
                "Principal": ["*"],
                "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/IpAddress"],
                "Operation": {"Deny": {}},
            }
        ],
    }
)
PLAIN = Topic(TOPIC, "", False, "", 1, 0)


def judge(*statements: Mapping[str, Any], topic: Topic = PLAIN, **more: Any) -> list[Finding]:
    found = replace(topic, policy=json.dumps(document(*statements)))
    return judge_topic(settings(**more), names(), Probe("good", found))


def with_key(*statements: Mapping[str, Any], state: str = "Enabled") -> Topic:
    policy = Probe("good", json.dumps(document(*statements)))
    key = Key(KEY, state, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "CUSTOMER", policy)
    return replace(PLAIN, key_name="alias/topics", key=Probe("good", key))


def faults(*statements: Mapping[str, Any], **more: Any) -> list[str]:
    return [finding.text for finding in judge(*statements, **more) if finding.state == "bad"]


def missing(*statements: Mapping[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [(s["Sid"], f.of) for f in judge(*statements, **more) for s in f.statements]


def test_a_topic_with_the_default_policy_lets_alarms_and_the_function_publish() -> None:
    assert [(f.state, f.text) for f in judge(DEFAULT)] == [
        ("good", "CloudWatch (the alarms) can publish to your SNS topic."),
        ("good", "the alert's function can publish to your SNS topic."),
        ("good", "Subscriptions of your SNS topic: 1 confirmed, 0 waiting for confirmation."),
    ]


def test_a_policy_without_the_account_s_own_services_lacks_the_alarms() -> None:
    assert missing() == [("Alarms", "your SNS topic")]


def test_what_is_offered_is_all_that_it_takes() -> None:
    offered = [s for finding in judge() for s in finding.statements]
    assert faults(*offered) == []


@pytest.mark.parametrize("off", [{"tamper_alert": False}, {"region_alert": ()}])
def test_alarms_and_function_publish_whichever_alert_is_on(off: dict[str, Any]) -> None:
    assert missing(**off) == [("Alarms", "your SNS topic")]
    assert len(judge(DEFAULT, **off)) == 3


def test_a_deny_for_the_function_is_told() -> None:
    deny = {
        "Sid": "PeopleOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": TOPIC,
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/ops"}},
    }
    texts = faults(DEFAULT, deny)
    assert len(texts) == 2
    assert all("PeopleOnly" in text and "a Deny wins over every Allow" in text for text in texts)


def test_the_deny_that_our_own_topics_have_stops_neither_alarms_nor_function() -> None:
    assert faults(DEFAULT, policies.only_ours_publish(names())) == []


def test_an_alarm_that_the_policy_leaves_out_is_told() -> None:
    alarms = policies.alarms_publish(names())
    three = {**alarms, "Condition": {"ArnEquals": {"aws:SourceArn": names().alarm_arns[:3]}}}
    assert missing(alarms) == []
    assert missing(three) == [("Alarms", "your SNS topic")]


def test_a_topic_of_another_account_is_out_of_reach() -> None:
    there = TOPIC.replace(ACCOUNT, "999988887777")
    (found,) = judge(DEFAULT, alert_topic_arn=there)
    assert found.state == "bad"
    assert found.text.startswith("Your SNS topic is in account 999988887777, the alert in 111122223333:")


def test_a_fifo_topic_is_bad() -> None:
    assert faults(DEFAULT, topic=replace(PLAIN, is_fifo=True)) == [
        "Your SNS topic is FIFO: no mail goes out from it. Name a standard one."
    ]


def test_a_key_that_lets_the_services_in_is_good() -> None:
    assert faults(DEFAULT, topic=with_key(ACCOUNT_DECIDES, ENCRYPT)) == []


def test_a_key_with_the_default_policy_silences_the_alarms() -> None:
    assert missing(DEFAULT, topic=with_key(ACCOUNT_DECIDES)) == [
        ("AlarmsEncrypt", "the KMS key of your SNS topic"),
    ]


def test_a_key_that_does_not_let_its_account_decide_silences_the_function() -> None:
    found = judge(DEFAULT, topic=with_key(ENCRYPT))
    offered = [s for f in found for s in f.statements]
    assert [s["Sid"] for s in offered] == ["DigestEncrypts"]
    assert faults(DEFAULT, topic=with_key(ENCRYPT, *offered)) == []


def test_a_disabled_key_is_bad() -> None:
    assert faults(DEFAULT, topic=with_key(ACCOUNT_DECIDES, ENCRYPT, state="Disabled")) == [
        "The KMS key of your SNS topic is Disabled: alerts are lost. Enable it."
    ]


@pytest.mark.parametrize("name", ["alias/aws/sns", f"arn:aws:kms:{HOME}:{ACCOUNT}:alias/aws/sns"])
def test_aws_s_own_key_is_bad_since_its_policy_cannot_be_changed(name: str) -> None:
    (fault,) = faults(DEFAULT, topic=replace(PLAIN, key_name=name))
    assert f"encrypted with AWS's own key ({name}), which doesn't let CloudWatch publish" in fault


def test_a_key_that_may_not_be_looked_at_is_unknown() -> None:
    key: Probe[Key] = Probe("unknown", why="not allowed: kms:DescribeKey in eu-west-1 (AccessDenied)")
    found = judge(DEFAULT, topic=replace(PLAIN, key_name="alias/topics", key=key))
    assert [f.text for f in found if f.state == "unknown"] == [
        "The KMS key of your SNS topic couldn't be looked at: not allowed: kms:DescribeKey in eu-west-1 "
        "(AccessDenied). Without the statement AlarmsEncrypt in its policy alerts are lost."
    ]


def test_a_topic_that_nobody_confirmed_is_warned_of() -> None:
    topic = replace(PLAIN, confirmed=0, pending=2)
    assert [f.text for f in judge(DEFAULT, topic=topic) if f.state == "unknown"] == [
        "Nobody hears your SNS topic (subscriptions: 0 confirmed, 2 waiting for confirmation). Subscribe "
        "somebody, or add alertEmails."
    ]
    assert all(f.state == "good" for f in judge(DEFAULT, topic=topic, alert_emails=("a@example.com",)))


def test_a_topic_is_read_with_the_key_behind_its_alias() -> None:
    with mock_aws():
        session = boto3.Session()
        kms, sns = (session.client(name, region_name=HOME) for name in ("kms", "sns"))
        key = kms.create_key(Policy=json.dumps(document(ACCOUNT_DECIDES)))["KeyMetadata"]
        kms.create_alias(AliasName="alias/topics", TargetKeyId=key["KeyId"])
        arn = sns.create_topic(Name="pages", Attributes={"KmsMasterKeyId": "alias/topics"})["TopicArn"]
        # The emulator lacks the call.
        with mock.patch.object(sns, "get_data_protection_policy", return_value={}):
            found = look_at_topic(lambda service, _: {"kms": kms, "sns": sns}[service], arn, HOME).value
    assert found is not None
    assert found.key is not None
    assert found.key.value is not None
    assert (found.is_fifo, found.key.value.arn) == (False, key["Arn"])


def test_a_topic_s_subscriptions_are_counted() -> None:
    attributes = {
        "Policy": "{}",
        "FifoTopic": "true",
        "SubscriptionsConfirmed": "2",
        "SubscriptionsPending": "1",
    }
    client_for = answering(get_topic_attributes={"Attributes": attributes}, get_data_protection_policy={})
    assert look_at_topic(client_for, TOPIC, HOME).value == Topic(TOPIC, "{}", True, "", 2, 1)


@pytest.mark.parametrize(
    ("answer", "state", "policy"),
    [
        ({"DataProtectionPolicy": POLICY}, "good", POLICY),
        ({"DataProtectionPolicy": ""}, "good", ""),
        ("NotFound", "good", ""),
        # Where SNS doesn't know the call.
        ("InvalidAction", "good", ""),
        ("AuthorizationError", "unknown", None),
    ],
)
def test_a_topic_s_data_protection_policy_is_read(answer: Any, state: str, policy: str | None) -> None:
    attributes = {"Policy": "{}"}
    client_for = answering(get_topic_attributes={"Attributes": attributes}, get_data_protection_policy=answer)
    found = look_at_topic(client_for, TOPIC, HOME).value
    assert found is not None
    assert (found.protection.state, found.protection.value) == (state, policy)


def test_what_a_data_protection_policy_keeps_back_is_bad() -> None:
    assert faults(DEFAULT, topic=replace(PLAIN, protection=Probe("good", POLICY))) == [
        "The data protection policy of your SNS topic denies messages with IpAddress: alerts are full of "
        "names and addresses, and are lost or say less. Take these statements out of it."
    ]


@pytest.mark.parametrize(
    ("protection", "why"),
    [
        (Probe("unknown", why="not allowed: sns:GetDataProtectionPolicy"), "not allowed: sns:Get"),
        (Probe("good", "no JSON"), "it can't be read"),
    ],
)
def test_a_data_protection_policy_that_nobody_can_read_is_unknown(protection: Probe[str], why: str) -> None:
    found = [
        one for one in judge(DEFAULT, topic=replace(PLAIN, protection=protection)) if one.state != "good"
    ]
    assert [one.state for one in found] == ["unknown"]
    assert why in found[0].text


def test_a_topic_that_is_not_there_is_bad() -> None:
    probe = look_at_topic(answering(get_topic_attributes="NotFound"), TOPIC, HOME)
    (found,) = judge_topic(settings(), names(), probe)
    assert (found.state, found.text) == (
        "bad",
        "Your SNS topic: There is no such topic in eu-west-1. Nobody would hear of an alert. Name another "
        "topic, or leave alertTopicArn empty to get a new one.",
    )


def test_a_look_that_is_refused_names_the_action_and_is_unknown() -> None:
    probe = look_at_topic(answering(get_topic_attributes="AuthorizationError"), TOPIC, HOME)
    (found,) = judge_topic(settings(), names(), probe)
    assert found.state == "unknown"
    assert "not allowed: sns:GetTopicAttributes in eu-west-1 (AuthorizationError)" in found.text
