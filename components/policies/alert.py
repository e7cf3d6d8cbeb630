"""Policies of the region alert: its queue, topic, key and the three roles along the way."""

from __future__ import annotations

from components.names import Names
from components.policies.document import (
    Document,
    Statement,
    account_decides,
    document,
    for_services,
    tls_only,
    trust,
)
from components.regions import dns_suffix_of


def alert_key(names: Names) -> Document:
    """The topic's key, apart from the logs': whoever disables the log key doesn't silence the alert."""
    return document(account_decides(names))


def alert_queue(names: Names) -> Document:
    """Only the rule on the alert bus may fill the queue."""
    return document(
        {
            "Sid": "AlertBusSends",
            "Effect": "Allow",
            "Principal": for_services("events"),
            "Action": "sqs:SendMessage",
            "Resource": names.alert_queue_arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": names.alert_bus_rule_arn}},
        },
        tls_only("sqs:*", [names.alert_queue_arn]),
    )


def alert_topic(names: Names) -> Document:
    """Nobody publishes without TLS; who may publish is for the account's IAM policies."""
    return document(tls_only("sns:Publish", [names.alert_topic_arn]))


def forward_trust(names: Names) -> Document:
    """EventBridge, for this deployment's rules alone.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    """
    return trust(
        "events",
        {
            "StringEquals": {"aws:SourceAccount": names.account},
            "ArnLike": {"aws:SourceArn": names.arn("events", f"rule/{names.region_rule}", region="*")},
        },
    )


def forward(names: Names) -> Document:
    """From a watched region to the alert bus, and nowhere else."""
    return document(
        {
            "Sid": "ForwardToAlertBus",
            "Effect": "Allow",
            "Action": "events:PutEvents",
            "Resource": names.alert_bus_arn,
        }
    )


def schedule_trust(names: Names) -> Document:
    """EventBridge Scheduler, for schedules of the default group: a narrower ARN isn't supported.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    """
    return trust(
        "scheduler",
        {
            "StringEquals": {
                "aws:SourceAccount": names.account,
                "aws:SourceArn": names.arn("scheduler", "schedule-group/default"),
            }
        },
    )


def schedule(names: Names) -> Document:
    """Starting the digest function, and nothing else."""
    return document(
        {
            "Sid": "StartDigest",
            "Effect": "Allow",
            "Action": "lambda:InvokeFunction",
            "Resource": names.digest_function_arn,
        }
    )


def digest_trust() -> Document:
    """Lambda."""
    return trust("lambda")


def digest_function(names: Names, alert_key_arn: str | None) -> Document:
    """What the digest function does: read the queue, remember, publish, log."""
    log_group = names.arn("logs", f"log-group:{names.digest_log_group}:*")
    statements: list[Statement] = [
        {
            "Sid": "ReadQueue",
            "Effect": "Allow",
            "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
            "Resource": names.alert_queue_arn,
        },
        {
            "Sid": "Remember",
            "Effect": "Allow",
            "Action": [
                "dynamodb:BatchGetItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:DeleteItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:UpdateItem",
            ],
            "Resource": names.digest_table_arn,
        },
        {"Sid": "Publish", "Effect": "Allow", "Action": "sns:Publish", "Resource": names.alert_topic_arn},
        {
            "Sid": "Log",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": log_group,
        },
    ]
    if alert_key_arn:
        statements.append(
            {
                "Sid": "EncryptAlerts",
                "Effect": "Allow",
                "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
                "Resource": alert_key_arn,
                "Condition": {
                    "StringEquals": {"kms:ViaService": f"sns.{names.home}.{dns_suffix_of(names.partition)}"}
                },
            }
        )
    return document(*statements)
