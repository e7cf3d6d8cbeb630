"""Policies of the region alert: its queue, topic, key and the three roles along the way."""

from __future__ import annotations

from collections.abc import Sequence

from components import tamper_patterns
from components.names import Names
from components.policies.document import (
    Document,
    Statement,
    account_decides,
    allow,
    document,
    for_services,
    log_group_encrypts,
    tls_only,
    trust,
)
from components.policies.locks import only_digest_takes_out, only_ours_publish, only_rules_send
from components.policies.self_check import looks_at_itself
from components.regions import dns_suffix_of
from components.tamper_rules import TamperRule


def alert_key(names: Names) -> Document:
    """The key of the topic and of the digest function's log, apart from the log files': whoever disables the
    log key doesn't silence the alert.

    Alarms publish under their service's name; AWS's own key for SNS doesn't let them. No condition: AWS
    documents none that CloudWatch hands on to KMS, and a silent alert is the worse fault.
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    digest_logs = names.arn("logs", f"log-group:{names.digest_log_group}")
    return document(account_decides(names), alert_key_use(), log_group_encrypts(names, digest_logs))


def alert_key_use() -> Statement:
    """What any key's policy needs before a topic that is encrypted with it can take the alerts."""
    return allow("AlarmsEncrypt", ["kms:Decrypt", "kms:GenerateDataKey*"], "*", to=for_services("cloudwatch"))


def alert_queue(names: Names, tamper_rules: Sequence[TamperRule] = ()) -> Document:
    """Only the alert's own rules may fill the queue, and only the digest function may empty it. A rule by its
    whole name: one that only begins alike may be anybody's, and nobody is told of it."""
    queue = names.alert_queue_arn
    here = [rule for rule in tamper_rules if (rule.region, rule.account) == (names.home, names.account)]
    rules = [names.alert_bus_rule_arn, names.delivered_rule_arn, *(rule.arn(names) for rule in here)]
    return document(
        allow(
            "OwnRulesSend",
            "sqs:SendMessage",
            queue,
            to=for_services("events"),
            when={"ArnEquals": {"aws:SourceArn": rules}},
        ),
        only_rules_send(queue, rules),
        only_digest_takes_out(names, queue),
        tls_only("sqs:*", [queue]),
    )


def alert_topic(names: Names) -> Document:
    """This deployment's alarms may publish, the digest function by its role's policy, and nobody else."""
    return document(
        alarms_publish(names), only_ours_publish(names), tls_only("sns:Publish", [names.alert_topic_arn])
    )


def alarms_publish(names: Names) -> Statement:
    """What any topic's policy needs before this deployment's alarms can publish to it. Each by its whole
    name: whoever makes another alarm whose name begins alike isn't seen doing it.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """
    return allow(
        "Alarms",
        "sns:Publish",
        names.alert_topic_arn,
        to=for_services("cloudwatch"),
        when={"ArnEquals": {"aws:SourceArn": names.alarm_arns}},
    )


def forward_trust(names: Names, account: str) -> Document:
    """EventBridge, for this deployment's rules in this account alone.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    """
    return trust(
        "events",
        {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {
                "aws:SourceArn": [
                    names.arn("events", f"rule/{rule}", region="*", account=account)
                    for rule in (names.region_rule, *map(names.tamper_rule, _forwarding(names, account)))
                ]
            },
        },
    )


def forward(names: Names) -> Document:
    """From a watched region to the alert bus, and nowhere else."""
    return document(allow("ForwardToAlertBus", "events:PutEvents", names.alert_bus_arn))


def _forwarding(names: Names, account: str) -> list[str]:
    """Names of the tamper rules in this account that send to the alert bus."""
    if account != names.account:
        return [*tamper_patterns.IN_TRAIL_ACCOUNT]
    return [next(iter(tamper_patterns.where_iam_logs(names)))]


def alert_bus(names: Names, account: str) -> Document:
    """The forwarding role of another account may put events on the bus.

    By condition, since a principal that doesn't exist yet would be refused: the role is made after the bus.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
    """
    return document(
        allow(
            "TrailAccountForwards",
            "events:PutEvents",
            names.alert_bus_arn,
            to={"AWS": f"arn:{names.partition}:iam::{account}:root"},
            when={"ArnEquals": {"aws:PrincipalArn": names.forward_role_of(account)}},
        )
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
    return document(allow("StartDigest", "lambda:InvokeFunction", names.digest_function_arn))


def digest_trust(names: Names) -> Document:
    """Lambda, for this account. Nothing about the function itself: Lambda tries the role before there is one.

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
    https://github.com/aws/agent-toolkit-for-aws, lambda-trust-policy.json: AWS's own with this condition
    """
    return trust("lambda", {"StringEquals": {"aws:SourceAccount": names.account}})


def failed_runs_queue(names: Names) -> Document:
    """What becomes of a run that failed is put there by Lambda, in the digest role's name.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-add-dlq.html
    """
    return document(tls_only("sqs:*", [names.failed_runs_queue_arn]))


def digest_function(
    names: Names,
    *,
    tamper_rules: Sequence[TamperRule] = (),
    topic_key_arn: str = "",
    reads_logs: bool = False,
    log_key_arn: str = "",
) -> Document:
    """What the digest function does: read the queue, remember, publish, log.

    reads_logs: it opens delivered log files too. A key's ARN is "" where there is no key.
    """
    statements: list[Statement] = [
        allow("ReadQueue", ["sqs:ReceiveMessage", "sqs:DeleteMessage"], names.alert_queue_arn),
        allow(
            "Remember",
            [
                "dynamodb:BatchGetItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:UpdateItem",
            ],
            names.digest_table_arn,
        ),
        allow("Publish", "sns:Publish", names.alert_topic_arn),
        allow("SetAside", "sqs:SendMessage", names.failed_runs_queue_arn),
        allow(
            "Log",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            names.arn("logs", f"log-group:{names.digest_log_group}:*"),
        ),
        *looks_at_itself(names, tamper_rules),
    ]
    if topic_key_arn:
        use = ["kms:GenerateDataKey*", "kms:Decrypt"]
        statements.append(_through("sns", "EncryptAlerts", use, topic_key_arn, names))
    if reads_logs:
        statements += [
            allow(
                "ReadLogs",
                ["s3:GetObject", "s3:GetObjectVersion"],
                f"{names.log_bucket_arn}/{names.log_folder}/*",
            ),
            # Without it S3 says "access denied" of a file that somebody deleted.
            allow("MissLogs", "s3:ListBucket", names.log_bucket_arn),
        ]
    if reads_logs and log_key_arn:
        statements.append(_through("s3", "DecryptLogs", ["kms:Decrypt"], log_key_arn, names))
    return document(*statements)


def _through(service: str, sid: str, actions: list[str], key_arn: str, names: Names) -> Statement:
    """Use of a key through one service at home, never directly."""
    host = f"{service}.{names.home}.{dns_suffix_of(names.partition)}"
    return allow(sid, actions, key_arn, when={"StringEquals": {"kms:ViaService": host}})
