"""Explicit denies: only CloudTrail and our own rules write, only the digest function reads,
remembers and tells.

An administrator's identity policies allow everything, and leaving out an Allow changes nothing for them
within the account: only a Deny does. It can be taken away again, by a change to that very policy, which is a
tamper event.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
"""

from __future__ import annotations

from collections.abc import Sequence

from components.names import Names
from components.policies.document import Document, Statement, deny, document, tls_only

# Those of a batch are authorized as the single ones:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
_TAKING_OUT = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:PurgeQueue", "sqs:ReceiveMessage"]
# BatchWriteItem and PartiQL have names of their own; a transaction is authorized as what is in it:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
_WRITING = [
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
]
# Those that nobody would see, being data events. Whoever copies the table out otherwise (by a backup, a
# stream, an export or a restore) makes a call that is a tamper event.
_READING = [
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:GetItem",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
]


def only_rules_send(queue_arn: str, rules: Sequence[str]) -> Statement:
    """Nobody puts a message in but these rules. A person's call has no SourceArn, so it is denied too, as is
    moving dead letters back: that sends in the caller's name.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
    """
    return deny(
        "OnlyOwnRulesSend", "sqs:SendMessage", queue_arn, when={"ArnNotLike": {"aws:SourceArn": list(rules)}}
    )


def only_digest_takes_out(names: Names, queue_arn: str) -> Statement:
    """The root user and administrators may look at the queue, change and delete it, but not empty it."""
    return deny("OnlyDigestTakesOut", _TAKING_OUT, queue_arn, when=_unless_digest(names))


def only_ours_publish(names: Names) -> Statement:
    """Nobody sends a message that looks like the alert's, such as "all is well", but the digest function and
    this deployment's alarms.

    An alarm is known by what lets it publish in the first place, the ARN that CloudWatch hands on; a person's
    or a role's call has none.
    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn
    """
    neither = {**_unless_digest(names), "ArnNotLike": {"aws:SourceArn": names.alarm_arns}}
    return deny("OnlyDigestAndAlarmsPublish", "sns:Publish", names.alert_topic_arn, when=neither)


def dead_letter_queue(names: Names) -> Document:
    """Dead letters may be looked at, and go by themselves after two weeks: nobody takes one away before.

    Looking hides one for a while. Before it got here its message had been too old for half an hour, which is
    an alarm of its own.
    """
    return document(
        deny("NobodyTakesAway", ["sqs:DeleteMessage", "sqs:PurgeQueue"], names.dead_letter_queue_arn),
        tls_only("sqs:*", [names.dead_letter_queue_arn]),
    )


def digest_table(names: Names) -> Document:
    """Who could write here could make the function believe that it had told of something already; who could
    read, what it is quiet about, and until when.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
    """
    return document(
        deny("OnlyDigestWrites", _WRITING, names.digest_table_arn, when=_unless_digest(names)),
        deny("OnlyDigestReads", _READING, names.digest_table_arn, when=_unless_digest(names)),
    )


def only_services_write(names: Names) -> Statement:
    """No person or role puts a file where CloudTrail's lie, nor lets S3's replication do it: a forged one
    would be believed. Which service may is up to the Allows. Copies and uploads in parts are PutObject.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
    """
    files = names.own_files or f"{names.log_folder}/"
    return deny(
        "OnlyServicesWriteLogs",
        ["s3:PutObject", "s3:ReplicateObject"],
        f"{names.log_bucket_arn}/{files}*",
        # An anonymous request doesn't have the key at all.
        when={"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
    )


def only_readers_read(names: Names, readers: Sequence[str]) -> Statement:
    """In a log archive nobody reads but the readers and the digest function, not even its administrators.

    readers: account ids, of which everybody is meant, and role ARNs. A session has its role's ARN here.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
    """
    roles = [reader for reader in readers if reader.startswith("arn:")]
    whole = [
        f"arn:{names.partition}:{service}::{reader}:*"
        for reader in readers
        if not reader.startswith("arn:")
        for service in ("iam", "sts")
    ]
    return deny(
        "OnlyReadersRead",
        ["s3:GetObject", "s3:GetObjectVersion"],
        f"{names.log_bucket_arn}/{names.log_folder}/*",
        when={
            "ArnNotLike": {"aws:PrincipalArn": [*sorted([*roles, *whole]), names.digest_role_arn]},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
    )


def _unless_digest(names: Names) -> dict[str, dict[str, str]]:
    """A session has its role's ARN here; a service and an anonymous caller have none, and are denied.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
    """
    return {"ArnNotEquals": {"aws:PrincipalArn": names.digest_role_arn}}
