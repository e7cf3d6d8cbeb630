"""What the digest function may do: what its source does, and nothing besides.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
"""

from __future__ import annotations

from typing import Any

from components import policies
from tests.iam.deployment import ACCOUNT, STRANGERS_ACCOUNT, Case, Place, each, everywhere, permitted
from wizard.iam import Decision, Request

LOG_FILE = f"AWSLogs/{ACCOUNT}/CloudTrail/ap-south-1/2026/01/31/x.json.gz"


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
        at, "logs:CreateLogStream", log_group(at) + ":log-stream:2026/01/31/[$LATEST]0f3a"
    ),
    "write a log line": lambda at: does(
        at, "logs:PutLogEvents", log_group(at) + ":log-stream:2026/01/31/[$LATEST]0f3a"
    ),
}

MAY_NOT: dict[str, Case] = {
    "send to the alert queue": lambda at: does(at, "sqs:SendMessage", at.queue),
    "hide a message of the alert queue": lambda at: does(at, "sqs:ChangeMessageVisibility", at.queue),
    "delete the alert queue": lambda at: does(at, "sqs:DeleteQueue", at.queue),
    "read a queue of the same name elsewhere": lambda at: does(
        at, "sqs:ReceiveMessage", at.queue.replace(at.home, at.elsewhere)
    ),
    "read a queue whose name begins alike": lambda at: does(at, "sqs:ReceiveMessage", f"{at.queue}-2"),
    "purge the alert queue": lambda at: does(at, "sqs:PurgeQueue", at.queue),
    "read the dead letters": lambda at: does(
        at, "sqs:ReceiveMessage", at.arn("sqs", "everyregion-alert-dead-letters")
    ),
    "read another account's queue": lambda at: does(
        at, "sqs:ReceiveMessage", at.arn("sqs", "everyregion-alerts", account=STRANGERS_ACCOUNT)
    ),
    "delete an item of its table": lambda at: does(at, "dynamodb:DeleteItem", table(at)),
    "query its table": lambda at: does(at, "dynamodb:Query", table(at)),
    "change its table": lambda at: does(at, "dynamodb:UpdateTable", table(at)),
    "open its table to others": lambda at: does(at, "dynamodb:PutResourcePolicy", table(at)),
    "read whom its table is open to": lambda at: does(at, "dynamodb:GetResourcePolicy", table(at)),
    "write to a table of the same name elsewhere": lambda at: does(
        at, "dynamodb:PutItem", table(at).replace(at.home, at.elsewhere)
    ),
    "write to another account's table": lambda at: does(
        at, "dynamodb:PutItem", table(at).replace(ACCOUNT, STRANGERS_ACCOUNT)
    ),
    "delete its table": lambda at: does(at, "dynamodb:DeleteTable", table(at)),
    "write to another table": lambda at: does(
        at, "dynamodb:PutItem", table(at, "everyregion-alert-digest-2")
    ),
    "publish to another topic": lambda at: does(at, "sns:Publish", at.arn("sns", "other")),
    "publish to a topic of the same name elsewhere": lambda at: does(
        at, "sns:Publish", at.topic.replace(at.home, at.elsewhere)
    ),
    "publish to a topic whose name begins alike": lambda at: does(at, "sns:Publish", f"{at.topic}-2"),
    "publish to another account's topic": lambda at: does(
        at, "sns:Publish", at.topic.replace(ACCOUNT, STRANGERS_ACCOUNT)
    ),
    "subscribe someone": lambda at: does(at, "sns:Subscribe", at.topic),
    "delete the topic": lambda at: does(at, "sns:DeleteTopic", at.topic),
    "use the alert key directly": lambda at: does(at, "kms:GenerateDataKey", at.key),
    "use another key through SNS": lambda at: does(
        at, "kms:GenerateDataKey", other_key(at), **through(at, "sns")
    ),
    "use the alert key's copy elsewhere": lambda at: does(
        at, "kms:GenerateDataKey", at.key.replace(at.home, at.elsewhere), **through(at, "sns")
    ),
    "use another account's key through SNS": lambda at: does(
        at, "kms:GenerateDataKey", at.key.replace(ACCOUNT, STRANGERS_ACCOUNT), **through(at, "sns")
    ),
    "disable the alert key": lambda at: does(at, "kms:DisableKey", at.key, **through(at, "sns")),
    "write another function's log": lambda at: does(
        at, "logs:PutLogEvents", log_group(at, "everyregion-alert-digest-2") + ":log-stream:x"
    ),
    "write a log of the same name elsewhere": lambda at: does(
        at, "logs:PutLogEvents", (log_group(at) + ":log-stream:x").replace(at.home, at.elsewhere)
    ),
    "write another account's log": lambda at: does(
        at, "logs:PutLogEvents", (log_group(at) + ":log-stream:x").replace(ACCOUNT, STRANGERS_ACCOUNT)
    ),
    "change how long its log stays": lambda at: does(at, "logs:PutRetentionPolicy", log_group(at) + ":*"),
    "make its log again": lambda at: does(at, "logs:CreateLogGroup", log_group(at) + ":*"),
    "delete its own log stream": lambda at: does(
        at, "logs:DeleteLogStream", log_group(at) + ":log-stream:2026/01/31/x"
    ),
    "delete its own log": lambda at: does(at, "logs:DeleteLogGroup", log_group(at)),
    "read a log file when it isn't meant to": lambda at: does(at, "s3:GetObject", log_file(at)),
    "read a log file's version when it isn't meant to": lambda at: does(
        at, "s3:GetObjectVersion", log_file(at)
    ),
    "list log files when it isn't meant to": lambda at: does(
        at, "s3:ListBucket", f"arn:{at.partition}:s3:::{at.bucket}"
    ),
    "assume another role": lambda at: does(at, "sts:AssumeRole", at.role("Admin")),
    "disable a rule": lambda at: does(at, "events:DisableRule", at.bus_rule),
}


def may(at: Place, request: Request) -> Decision:
    document = policies.digest_function(at.names, topic_key_arn=at.key)
    return permitted(document, request)


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
    document = policies.digest_function(place.names)
    assert not permitted(document, request).allowed
