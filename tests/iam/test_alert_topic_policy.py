"""The alert topic's policy: this deployment's rules and alarms publish, others by the account's own policies.

https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
"""

from __future__ import annotations

import pytest

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    CLOUDTRAIL,
    CLOUDWATCH,
    EVENTS,
    PLAIN_HTTP,
    S3,
    STRANGERS_ACCOUNT,
    TLS,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from wizard.iam import Principal, Request, evaluate


def calls(at: Place, who: Principal, action: str, **context: str) -> Request:
    return Request(who, f"sns:{action}", at.topic, {**TLS, **context})


def rule(at: Place, name: str, **more: str) -> Request:
    """A rule of the account's publishing; `name` may hold a bus before a slash."""
    return calls(at, EVENTS, "Publish", **{"aws:SourceArn": at.arn("events", f"rule/{name}"), **more})


def alarm(at: Place, name: str, region: str = "", account: str = ACCOUNT, **more: str) -> Request:
    source = at.arn("cloudwatch", f"alarm:{name}", region or at.home, account)
    return calls(at, CLOUDWATCH, "Publish", **{"aws:SourceArn": source, **more})


ALLOWED: dict[str, Case] = {
    "an alarm of the alert's": lambda at: alarm(at, "everyregion-alert-queue-age"),
    "a tamper rule at home": lambda at: rule(at, "everyregion-tamper-trail"),
    "a tamper rule on the alert bus": lambda at: rule(at, "everyregion-alerts/everyregion-tamper-trail"),
    "the digest function publishes": lambda at: calls(at, at.digest, "Publish"),
    "an administrator publishes": lambda at: calls(at, at.admin, "Publish"),
    "an administrator subscribes": lambda at: calls(at, at.admin, "Subscribe"),
    "an administrator reads the policy": lambda at: calls(at, at.admin, "GetTopicAttributes"),
    "the root user publishes": lambda at: calls(at, at.root, "Publish"),
    "the root user sets the policy": lambda at: calls(at, at.root, "SetTopicAttributes"),
}

DENIED: dict[str, Case] = {
    "another alarm": lambda at: alarm(at, "cpu-high"),
    "an alarm of the same name in another account": lambda at: alarm(
        at, "everyregion-alert-queue-age", account=STRANGERS_ACCOUNT
    ),
    "an alarm of the same name in another region": lambda at: alarm(
        at, "everyregion-alert-queue-age", at.elsewhere
    ),
    "CloudWatch without an alarm": lambda at: calls(at, CLOUDWATCH, "Publish"),
    "an alarm over plain HTTP": lambda at: alarm(at, "everyregion-alert-queue-age", **PLAIN_HTTP),
    "CloudWatch subscribes": lambda at: calls(
        at,
        CLOUDWATCH,
        "Subscribe",
        **{"aws:SourceArn": at.arn("cloudwatch", "alarm:everyregion-alert-queue-age")},
    ),
    "another service with an alarm's ARN": lambda at: Request(
        S3, "sns:Publish", at.topic, alarm(at, "everyregion-alert-queue-age").context
    ),
    "a stranger with a tamper rule's ARN": lambda at: Request(
        at.stranger, "sns:Publish", at.topic, rule(at, "everyregion-tamper-trail").context
    ),
    "a tamper rule subscribes": lambda at: Request(
        EVENTS, "sns:Subscribe", at.topic, rule(at, "everyregion-tamper-trail").context
    ),
    "a tamper rule publishes to another topic": lambda at: Request(
        EVENTS, "sns:Publish", at.arn("sns", "other"), rule(at, "everyregion-tamper-trail").context
    ),
    "an alarm publishes to another topic": lambda at: Request(
        CLOUDWATCH, "sns:Publish", at.arn("sns", "other"), alarm(at, "everyregion-alert-queue-age").context
    ),
    "another rule": lambda at: rule(at, "somebody-elses"),
    "another account's tamper rule": lambda at: rule(
        at,
        "everyregion-tamper-trail",
        **{"aws:SourceArn": at.arn("events", "rule/everyregion-tamper-trail", account=STRANGERS_ACCOUNT)},
    ),
    "a tamper rule over plain HTTP": lambda at: rule(at, "everyregion-tamper-trail", **PLAIN_HTTP),
    "the digest function over plain HTTP": lambda at: calls(at, at.digest, "Publish", **PLAIN_HTTP),
    "an administrator over plain HTTP": lambda at: calls(at, at.admin, "Publish", **PLAIN_HTTP),
    "the root user over plain HTTP": lambda at: calls(at, at.root, "Publish", **PLAIN_HTTP),
    "a stranger publishes": lambda at: calls(at, at.stranger, "Publish"),
    "a stranger subscribes": lambda at: calls(at, at.stranger, "Subscribe"),
    "a stranger deletes the topic": lambda at: calls(at, at.stranger, "DeleteTopic"),
    "another account's root user publishes": lambda at: calls(
        at, Principal.root(STRANGERS_ACCOUNT, at.partition), "Publish"
    ),
    "anyone publishes": lambda at: calls(at, ANYONE, "Publish"),
    "anyone subscribes": lambda at: calls(at, ANYONE, "Subscribe"),
    "S3 publishes": lambda at: calls(
        at, S3, "Publish", **{"aws:SourceArn": f"arn:{at.partition}:s3:::{at.bucket}"}
    ),
    "CloudTrail publishes": lambda at: calls(at, CLOUDTRAIL, "Publish", **{"aws:SourceArn": at.trail}),
}


@everywhere
@each(ALLOWED)
def test_the_alert_topic_allows(case: Case, place: Place) -> None:
    decision = judged(policies.alert_topic(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(DENIED)
def test_the_alert_topic_denies(case: Case, place: Place) -> None:
    decision = judged(policies.alert_topic(place.names), case(place))
    assert not decision.allowed, decision.reason


@everywhere
def test_the_alert_topic_lets_nobody_publish_by_itself(place: Place) -> None:
    request = calls(place, place.admin, "Publish")
    assert not evaluate(request, resource_policy=policies.alert_topic(place.names)).allowed


@pytest.mark.xfail(
    strict=True, reason="EventBridge names no rule to SNS: a Condition there keeps every tamper alert out"
)
@everywhere
def test_eventbridge_may_publish_although_it_does_not_name_its_rule_to_sns(place: Place) -> None:
    decision = judged(policies.alert_topic(place.names), calls(place, EVENTS, "Publish"))
    assert decision.allowed, decision.reason
