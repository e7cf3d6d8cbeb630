"""The alert queue's policy: the alert's own rules fill it, and nothing comes or goes without TLS.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import (
    EVENTS,
    PLAIN_HTTP,
    S3,
    SNS,
    STRANGERS_ACCOUNT,
    TLS,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from tests.iam.frames import from_strangers
from wizard.iam import Principal, Request

REGION_RULE = "rule/everyregion-region-alert"


def calls(at: Place, who: Principal, action: str, **context: str) -> Request:
    return Request(who, f"sqs:{action}", at.queue, {**TLS, **context})


def sends(at: Place, rule: str | None, who: Principal = EVENTS, over: dict[str, str] = TLS) -> Request:
    """A rule's SendMessage; None leaves the rule out of the request."""
    return calls(at, who, "SendMessage", **({"aws:SourceArn": rule} if rule else {}), **over)


ALLOWED: dict[str, Case] = {
    "the alert bus's rule sends": lambda at: sends(at, at.bus_rule),
    "the rule for delivered logs sends": lambda at: sends(
        at, at.arn("events", "rule/everyregion-delivered-logs")
    ),
    "the digest function receives": lambda at: calls(at, at.digest, "ReceiveMessage"),
    "the digest function deletes": lambda at: calls(at, at.digest, "DeleteMessage"),
    "an administrator looks at it": lambda at: calls(at, at.admin, "GetQueueAttributes"),
    "the root user sets its policy": lambda at: calls(at, at.root, "SetQueueAttributes"),
}

DENIED: dict[str, Case] = {
    "another account's rule of the same name": lambda at: sends(
        at, at.bus_rule.replace(at.bus_rule.split(":")[4], STRANGERS_ACCOUNT)
    ),
    "a rule of the same name in another region": lambda at: sends(
        at, at.bus_rule.replace(at.home, at.elsewhere)
    ),
    "a rule of the same name on the default bus": lambda at: sends(at, at.arn("events", REGION_RULE)),
    "a rule of the same name on another bus": lambda at: sends(
        at, at.arn("events", "rule/other/everyregion-region-alert")
    ),
    "another rule of the alert bus": lambda at: sends(at, f"{at.bus_rule}2"),
    "EventBridge without a rule": lambda at: sends(at, None),
    "the rule over plain HTTP": lambda at: sends(at, at.bus_rule, over=PLAIN_HTTP),
    "EventBridge receives": lambda at: calls(at, EVENTS, "ReceiveMessage", **{"aws:SourceArn": at.bus_rule}),
    "EventBridge purges": lambda at: calls(at, EVENTS, "PurgeQueue", **{"aws:SourceArn": at.bus_rule}),
    "S3 with the rule's ARN": lambda at: sends(at, at.bus_rule, S3),
    "SNS with the rule's ARN": lambda at: sends(at, at.bus_rule, SNS),
    **from_strangers("sends", lambda at, who: calls(at, who, "SendMessage")),
    **from_strangers("sends with the rule's ARN", lambda at, who: sends(at, at.bus_rule, who)),
    **from_strangers("receives", lambda at, who: calls(at, who, "ReceiveMessage")),
    "the digest function receives over plain HTTP": lambda at: calls(
        at, at.digest, "ReceiveMessage", **PLAIN_HTTP
    ),
    "an administrator purges over plain HTTP": lambda at: calls(at, at.admin, "PurgeQueue", **PLAIN_HTTP),
    "the root user over plain HTTP": lambda at: calls(at, at.root, "GetQueueAttributes", **PLAIN_HTTP),
}


@everywhere
@each(ALLOWED)
def test_the_alert_queue_allows(case: Case, place: Place) -> None:
    decision = judged(policies.alert_queue(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(DENIED)
def test_the_alert_queue_denies(case: Case, place: Place) -> None:
    decision = judged(policies.alert_queue(place.names), case(place))
    assert not decision.allowed, decision.reason


@everywhere
def test_the_rule_may_fill_no_other_queue_by_this_policy(place: Place) -> None:
    dead_letters = Request(
        EVENTS,
        "sqs:SendMessage",
        place.arn("sqs", "everyregion-alert-dead-letters"),
        {**TLS, "aws:SourceArn": place.bus_rule},
    )
    assert not judged(policies.alert_queue(place.names), dead_letters).allowed
