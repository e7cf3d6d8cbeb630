"""The alert topic's policy: rules and this deployment's alarms publish, others by the account's own policies.

EventBridge doesn't say for which rule it publishes, and fails where its statement has a condition.

https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    CLOUDTRAIL,
    CLOUDWATCH,
    EVENTS,
    LAMBDA,
    PLAIN_HTTP,
    S3,
    SCHEDULER,
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


def source(at: Place, account: str = ACCOUNT) -> dict[str, str]:
    """What EventBridge would say if it named a tamper rule."""
    return {"aws:SourceArn": at.arn("events", "rule/everyregion-tamper-trail", account=account)}


def alarm(at: Place, name: str, region: str = "", account: str = ACCOUNT, **more: str) -> Request:
    source = at.arn("cloudwatch", f"alarm:{name}", region or at.home, account)
    return calls(at, CLOUDWATCH, "Publish", **{"aws:SourceArn": source, **more})


ALLOWED: dict[str, Case] = {
    "an alarm of the alert's": lambda at: alarm(at, "everyregion-alert-queue-age"),
    "the tamper alert's own alarm": lambda at: alarm(at, "everyregion-alert-tamper"),
    "the digest function publishes": lambda at: calls(at, at.digest, "Publish"),
    "an administrator publishes": lambda at: calls(at, at.admin, "Publish"),
    "an administrator subscribes": lambda at: calls(at, at.admin, "Subscribe"),
    "an administrator reads the policy": lambda at: calls(at, at.admin, "GetTopicAttributes"),
    "the root user publishes": lambda at: calls(at, at.root, "Publish"),
    "the root user sets the policy": lambda at: calls(at, at.root, "SetTopicAttributes"),
}

DENIED: dict[str, Case] = {
    "EventBridge for a rule that it doesn't name": lambda at: calls(at, EVENTS, "Publish"),
    "EventBridge for a tamper rule": lambda at: calls(at, EVENTS, "Publish", **source(at)),
    "EventBridge for another account's rule": lambda at: calls(
        at, EVENTS, "Publish", **source(at, STRANGERS_ACCOUNT)
    ),
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
    "a stranger with a tamper rule's ARN": lambda at: calls(at, at.stranger, "Publish", **source(at)),
    "anyone with a tamper rule's ARN": lambda at: calls(at, ANYONE, "Publish", **source(at)),
    "EventBridge subscribes": lambda at: calls(at, EVENTS, "Subscribe"),
    "EventBridge sets the policy": lambda at: calls(at, EVENTS, "SetTopicAttributes"),
    "EventBridge adds to the policy": lambda at: calls(at, EVENTS, "AddPermission"),
    "EventBridge deletes the topic": lambda at: calls(at, EVENTS, "DeleteTopic"),
    "EventBridge publishes to another topic": lambda at: Request(
        EVENTS, "sns:Publish", at.arn("sns", "other"), TLS
    ),
    "EventBridge over plain HTTP": lambda at: calls(at, EVENTS, "Publish", **PLAIN_HTTP),
    "the scheduler with a tamper rule's ARN": lambda at: calls(at, SCHEDULER, "Publish", **source(at)),
    "an alarm publishes to another topic": lambda at: Request(
        CLOUDWATCH, "sns:Publish", at.arn("sns", "other"), alarm(at, "everyregion-alert-queue-age").context
    ),
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
    "Lambda publishes": lambda at: calls(at, LAMBDA, "Publish", **{"aws:SourceArn": at.function}),
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
