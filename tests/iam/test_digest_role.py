"""What the digest function may do: what its source does, and nothing besides.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
"""

from __future__ import annotations

from typing import Any

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    EVENTS,
    LAMBDA,
    SCHEDULER,
    STRANGERS_ACCOUNT,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from wizard.iam import Decision, Principal, Request, evaluate

LOG_FILE = f"AWSLogs/{ACCOUNT}/CloudTrail/ap-south-1/2026/01/31/x.json.gz"


def assumes(at: Place, who: Principal, action: str = "AssumeRole", **context: str) -> Request:
    return Request(who, f"sts:{action}", at.role(f"everyregion-{at.home}-alert-digest"), context)


TRUSTED: dict[str, Case] = {
    "Lambda": lambda at: assumes(at, LAMBDA),
    "Lambda over TLS": lambda at: assumes(at, LAMBDA, **{"aws:SecureTransport": "true"}),
    "Lambda at home": lambda at: assumes(at, LAMBDA, **{"aws:RequestedRegion": at.home}),
    "Lambda for the account": lambda at: assumes(at, LAMBDA, **{"aws:SourceAccount": ACCOUNT}),
    "Lambda for the function": lambda at: assumes(at, LAMBDA, **{"aws:SourceArn": at.function}),
}

NOT_TRUSTED: dict[str, Case] = {
    "EventBridge": lambda at: assumes(at, EVENTS),
    "the scheduler": lambda at: assumes(at, SCHEDULER),
    "an administrator of the account": lambda at: assumes(at, at.admin),
    "Lambda, to tag the session": lambda at: assumes(at, LAMBDA, "TagSession"),
    "the role itself": lambda at: assumes(at, at.digest),
    "a stranger": lambda at: assumes(at, at.stranger),
    "anyone": lambda at: assumes(at, ANYONE),
    "anyone with a web identity": lambda at: assumes(
        at, Principal.federated("accounts.google.com"), "AssumeRoleWithWebIdentity"
    ),
}


@everywhere
@each(TRUSTED)
def test_the_digest_role_trusts(case: Case, place: Place) -> None:
    decision = judged(policies.digest_trust(), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(NOT_TRUSTED)
def test_the_digest_role_does_not_trust(case: Case, place: Place) -> None:
    decision = judged(policies.digest_trust(), case(place))
    assert not decision.allowed, decision.reason


def does(at: Place, action: str, resource: str, **context: str) -> Request:
    return Request(at.digest, action, resource, context)


def table(at: Place, name: str = "everyregion-alert-digest") -> str:
    return at.arn("dynamodb", f"table/{name}")


def log_group(at: Place, name: str = "everyregion-alert-digest") -> str:
    return at.arn("logs", f"log-group:/aws/lambda/{name}")


def log_file(at: Place, key: str = LOG_FILE) -> str:
    return f"arn:{at.partition}:s3:::{at.bucket}/{key}"


def through(at: Place, service: str) -> dict[str, Any]:
    return {"kms:ViaService": f"{service}.{at.home}.{at.dns_suffix}"}


def other_key(at: Place) -> str:
    return at.arn("kms", "key/00000000-0000-0000-0000-000000000000")


MAY: dict[str, Case] = {
    "receive from the alert queue": lambda at: does(at, "sqs:ReceiveMessage", at.queue),
    "delete from the alert queue": lambda at: does(at, "sqs:DeleteMessage", at.queue),
    "take its lease": lambda at: does(at, "dynamodb:UpdateItem", table(at)),
    "read what it remembers": lambda at: does(at, "dynamodb:GetItem", table(at)),
    "write a group": lambda at: does(at, "dynamodb:PutItem", table(at)),
    "read event ids": lambda at: does(at, "dynamodb:BatchGetItem", table(at)),
    "write event ids": lambda at: does(at, "dynamodb:BatchWriteItem", table(at)),
    "publish an alert": lambda at: does(at, "sns:Publish", at.topic),
    "encrypt an alert through SNS": lambda at: does(at, "kms:GenerateDataKey", at.key, **through(at, "sns")),
    "open a log stream": lambda at: does(
        at, "logs:CreateLogStream", log_group(at) + ":log-stream:2026/01/31/x"
    ),
    "write a log line": lambda at: does(at, "logs:PutLogEvents", log_group(at) + ":log-stream:2026/01/31/x"),
}

MAY_NOT: dict[str, Case] = {
    "send to the alert queue": lambda at: does(at, "sqs:SendMessage", at.queue),
    "purge the alert queue": lambda at: does(at, "sqs:PurgeQueue", at.queue),
    "read the dead letters": lambda at: does(
        at, "sqs:ReceiveMessage", at.arn("sqs", "everyregion-alert-dead-letters")
    ),
    "read another account's queue": lambda at: does(
        at, "sqs:ReceiveMessage", at.arn("sqs", "everyregion-alerts", account=STRANGERS_ACCOUNT)
    ),
    "delete its table": lambda at: does(at, "dynamodb:DeleteTable", table(at)),
    "write to another table": lambda at: does(
        at, "dynamodb:PutItem", table(at, "everyregion-alert-digest-2")
    ),
    "publish to another topic": lambda at: does(at, "sns:Publish", at.arn("sns", "other")),
    "publish to a topic of the same name elsewhere": lambda at: does(
        at, "sns:Publish", at.topic.replace(at.home, at.elsewhere)
    ),
    "subscribe someone": lambda at: does(at, "sns:Subscribe", at.topic),
    "delete the topic": lambda at: does(at, "sns:DeleteTopic", at.topic),
    "use the alert key directly": lambda at: does(at, "kms:GenerateDataKey", at.key),
    "use another key through SNS": lambda at: does(
        at, "kms:GenerateDataKey", other_key(at), **through(at, "sns")
    ),
    "disable the alert key": lambda at: does(at, "kms:DisableKey", at.key, **through(at, "sns")),
    "write another function's log": lambda at: does(
        at, "logs:PutLogEvents", log_group(at, "everyregion-alert-digest-2") + ":log-stream:x"
    ),
    "delete its own log stream": lambda at: does(
        at, "logs:DeleteLogStream", log_group(at) + ":log-stream:2026/01/31/x"
    ),
    "delete its own log": lambda at: does(at, "logs:DeleteLogGroup", log_group(at)),
    "read a log file when it isn't meant to": lambda at: does(at, "s3:GetObject", log_file(at)),
    "assume another role": lambda at: does(at, "sts:AssumeRole", at.role("Admin")),
    "disable a rule": lambda at: does(at, "events:DisableRule", at.bus_rule),
}


def may(at: Place, request: Request, **more: Any) -> Decision:
    document = policies.digest_function(at.names, topic_arn=at.topic, topic_key_arn=at.key, **more)
    # A key's policy has to allow too: this one hands the decision on, so that the role's policy takes it.
    key = policies.alert_key(at.names) if request.action.startswith("kms:") else None
    return evaluate(request, identity_policies=[document], resource_policy=key)


@everywhere
@each(MAY)
def test_the_digest_function_may(case: Case, place: Place) -> None:
    decision = may(place, case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(MAY_NOT)
def test_the_digest_function_may_not(case: Case, place: Place) -> None:
    decision = may(place, case(place))
    assert not decision.allowed, decision.reason


@everywhere
def test_without_a_topic_key_the_digest_function_uses_no_key(place: Place) -> None:
    request = does(place, "kms:GenerateDataKey", place.key, **through(place, "sns"))
    document = policies.digest_function(place.names, topic_arn=place.topic)
    assert not evaluate(request, identity_policies=[document]).allowed
