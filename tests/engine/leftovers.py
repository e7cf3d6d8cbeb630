"""What an account holds, read through the same API calls that a person would make."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from wizard.rehearsal.account.emulated_account import EmulatedAccount

Answers = dict[str, Any]


def bucket_answers(account: EmulatedAccount, bucket: str) -> Answers:
    """API call -> what it answers about the log bucket, for everything that hardens it.

    Empty where the bucket is gone.
    """
    s3 = account.client("s3")
    if bucket not in [entry["Name"] for entry in s3.list_buckets()["Buckets"]]:
        return {}
    questions: dict[str, Callable[[], Any]] = {
        "GetPublicAccessBlock": lambda: s3.get_public_access_block(Bucket=bucket)[
            "PublicAccessBlockConfiguration"
        ],
        "GetBucketPolicy": lambda: json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]),
        "GetBucketVersioning": lambda: s3.get_bucket_versioning(Bucket=bucket)["Status"],
        "GetBucketEncryption": lambda: s3.get_bucket_encryption(Bucket=bucket)[
            "ServerSideEncryptionConfiguration"
        ],
        "GetBucketOwnershipControls": lambda: s3.get_bucket_ownership_controls(Bucket=bucket)[
            "OwnershipControls"
        ],
        "GetBucketLifecycleConfiguration": lambda: s3.get_bucket_lifecycle_configuration(Bucket=bucket)[
            "Rules"
        ],
        "GetBucketLogging": lambda: s3.get_bucket_logging(Bucket=bucket).get("LoggingEnabled"),
        "GetObjectLockConfiguration": lambda: s3.get_object_lock_configuration(Bucket=bucket)[
            "ObjectLockConfiguration"
        ],
    }
    return {call: _answer(question) for call, question in questions.items()}


def _answer(question: Callable[[], Any]) -> Any:
    """What S3 answers; its error code where that is the answer."""
    try:
        return question()
    except ClientError as error:
        return error.response.get("Error", {}).get("Code")


def key_behind(account: EmulatedAccount, alias: str) -> Answers:
    """The key that an alias points to; empty where there's no such alias."""
    kms = account.client("kms")
    key = next((a["TargetKeyId"] for a in kms.list_aliases()["Aliases"] if a["AliasName"] == alias), None)
    if key is None:
        return {}
    return {**kms.describe_key(KeyId=key)["KeyMetadata"], **kms.get_key_rotation_status(KeyId=key)}


def key_states(account: EmulatedAccount) -> list[str]:
    """The state of every key in the home region."""
    kms = account.client("kms")
    ids = [key["KeyId"] for key in kms.list_keys()["Keys"]]
    return sorted(kms.describe_key(KeyId=id_)["KeyMetadata"]["KeyState"] for id_ in ids)


def rules(account: EmulatedAccount, bus: str = "default") -> dict[str, list[str]]:
    """Region -> its rules on this bus, for every region that has any."""
    found = {}
    for region in account.regions:
        events = account.client("events", region)
        if bus in [entry["Name"] for entry in events.list_event_buses()["EventBuses"]]:
            found[region] = [rule["Name"] for rule in events.list_rules(EventBusName=bus)["Rules"]]
    return {region: names for region, names in found.items() if names}


def others(account: EmulatedAccount) -> dict[str, list[str]]:
    """Kind -> names of everything that isn't meant to stay when the stack goes."""
    listed: dict[str, Callable[[], list[str]]] = {
        "trails": lambda: _names(account, "cloudtrail", "describe_trails", "trailList", "Name"),
        "rules": lambda: [f"{region} {name}" for region, names in rules(account).items() for name in names],
        "buses": lambda: _names(account, "events", "list_event_buses", "EventBuses", "Name"),
        "queues": lambda: account.client("sqs").list_queues().get("QueueUrls", []),
        "topics": lambda: _names(account, "sns", "list_topics", "Topics", "TopicArn"),
        "subscriptions": lambda: _names(account, "sns", "list_subscriptions", "Subscriptions", "Endpoint"),
        "functions": lambda: _names(account, "lambda", "list_functions", "Functions", "FunctionName"),
        "tables": lambda: account.client("dynamodb").list_tables()["TableNames"],
        "roles": lambda: _names(account, "iam", "list_roles", "Roles", "RoleName"),
        "schedules": lambda: _names(account, "scheduler", "list_schedules", "Schedules", "Name"),
        "alarms": lambda: _names(account, "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
        "log groups": lambda: _names(account, "logs", "describe_log_groups", "logGroups", "logGroupName"),
    }
    return {kind: [name for name in names() if name != "default"] for kind, names in listed.items()}


def _names(account: EmulatedAccount, service: str, call: str, listed: str, name: str) -> list[str]:
    answer = getattr(account.client(service), call)()
    return [entry[name] for entry in answer[listed]]
