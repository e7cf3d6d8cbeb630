"""The alert topic's policy: the digest function and this deployment's alarms publish, and nobody else.

What else the account's administrators do with the topic is up to the account's own policies.

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
    "the alarm on late messages": lambda at: alarm(at, "everyregion-alert-late"),
    "the alarm on dead letters": lambda at: alarm(at, "everyregion-alert-dead-letters"),
    "the alarm on the heartbeat": lambda at: alarm(at, "everyregion-alert-heartbeat"),
    "the tamper alert's own alarm": lambda at: alarm(at, "everyregion-alert-tamper"),
    "the digest function publishes": lambda at: calls(at, at.digest, "Publish"),
    "an administrator subscribes": lambda at: calls(at, at.admin, "Subscribe"),
    "an administrator reads the policy": lambda at: calls(at, at.admin, "GetTopicAttributes"),
    "an administrator sets the policy": lambda at: calls(at, at.admin, "SetTopicAttributes"),
    "an administrator adds to the policy": lambda at: calls(at, at.admin, "AddPermission"),
    "an administrator lists who is subscribed": lambda at: calls(at, at.admin, "ListSubscriptionsByTopic"),
    "an administrator deletes the topic": lambda at: calls(at, at.admin, "DeleteTopic"),
    "the root user sets the policy": lambda at: calls(at, at.root, "SetTopicAttributes"),
}

DENIED: dict[str, Case] = {
    "an administrator publishes": lambda at: calls(at, at.admin, "Publish"),
    "the root user publishes": lambda at: calls(at, at.root, "Publish"),
    "a user publishes": lambda at: calls(at, Principal.user(at.arn("iam", "user/bob", "")), "Publish"),
    "the role that starts the digest publishes": lambda at: calls(at, at.starter, "Publish"),
    "the role that rules forward with publishes": lambda at: calls(at, at.forwarder, "Publish"),
    "the digest's role of another home publishes": lambda at: calls(
        at, Principal.session(at.role(f"everyregion-{at.elsewhere}-alert-digest"), "x"), "Publish"
    ),
    "a role named like the digest's, with a path, publishes": lambda at: calls(
        at, Principal.session(at.role(f"x/everyregion-{at.home}-alert-digest"), "x"), "Publish"
    ),
    "an alarm whose name begins like ours": lambda at: alarm(at, "everyregion-alert-all-is-well"),
    "an alarm whose name begins with one of ours": lambda at: alarm(at, "everyregion-alert-late-2"),
    "EventBridge for a rule that it doesn't name": lambda at: calls(at, EVENTS, "Publish"),
    "EventBridge for a tamper rule": lambda at: calls(at, EVENTS, "Publish", **source(at)),
    "EventBridge for another account's rule": lambda at: calls(
        at, EVENTS, "Publish", **source(at, STRANGERS_ACCOUNT)
    ),
    "another alarm": lambda at: alarm(at, "cpu-high"),
    "an alarm of the same name in another account": lambda at: alarm(
        at, "everyregion-alert-late", account=STRANGERS_ACCOUNT
    ),
    "an alarm of the same name in another region": lambda at: alarm(
        at, "everyregion-alert-late", at.elsewhere
    ),
    "CloudWatch without an alarm": lambda at: calls(at, CLOUDWATCH, "Publish"),
    "an alarm over plain HTTP": lambda at: alarm(at, "everyregion-alert-late", **PLAIN_HTTP),
    "CloudWatch subscribes": lambda at: calls(
        at,
        CLOUDWATCH,
        "Subscribe",
        **{"aws:SourceArn": at.arn("cloudwatch", "alarm:everyregion-alert-late")},
    ),
    "another service with an alarm's ARN": lambda at: Request(
        S3, "sns:Publish", at.topic, alarm(at, "everyregion-alert-late").context
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
        CLOUDWATCH, "sns:Publish", at.arn("sns", "other"), alarm(at, "everyregion-alert-late").context
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
def test_the_digest_function_publishes_by_its_role_s_own_policy(place: Place) -> None:
    request = calls(place, place.digest, "Publish")
    assert not evaluate(request, resource_policy=policies.alert_topic(place.names)).allowed


@everywhere
def test_whom_somebody_allows_beside_our_statements_stays_denied(place: Place) -> None:
    opened = policies.alert_topic(place.names)
    opened["Statement"].append(
        {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": place.topic}
    )
    rule, bucket = place.arn("events", "rule/nightly"), f"arn:{place.partition}:s3:::b"
    for who, source in (
        (EVENTS, {"aws:SourceArn": rule}),
        (EVENTS, {}),
        (S3, {"aws:SourceArn": bucket}),
        (place.stranger, {}),
        (ANYONE, {}),
    ):
        assert not judged(opened, calls(place, who, "Publish", **source)).allowed
    assert judged(opened, calls(place, place.digest, "Publish")).allowed
    assert judged(opened, alarm(place, "everyregion-alert-late")).allowed
