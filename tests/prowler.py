"""Prowler itself, run against an emulated account over HTTP, and what it said of our resources."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from components.names import Names
from tests.machine import prowler
from tests.served_account import served
from wizard.rehearsal.account.emulated_account import EmulatedAccount

#: Every service that a stack makes something in, as Prowler calls them.
SERVICES = (
    *("awslambda", "cloudtrail", "cloudwatch", "dynamodb", "eventbridge"),
    *("iam", "kms", "s3", "sns", "sqs"),
)
#: What Prowler names in a finding about no resource in particular.
ACCOUNT = "the account"


@dataclass(frozen=True)
class Finding:
    """status: PASS, FAIL or MANUAL."""

    check: str
    resource: str
    status: str


def scan(account: EmulatedAccount, folder: Path, services: Sequence[str] = SERVICES) -> list[Finding]:
    """Everything that Prowler finds in the account's home region. folder: where it may write."""
    command = prowler()
    assert command
    with served(account) as url:
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "AWS_ENDPOINT_URL": url,
            "AWS_REGION": account.home,
            "AWS_DEFAULT_REGION": account.home,
            "AWS_ACCESS_KEY_ID": "rehearsal",
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
        }
        words = [command, "aws", "--services", *services, "--region", account.home]
        words += ["-M", "csv", "-o", str(folder), "-b", "--ignore-exit-code-3"]
        ran = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=900, check=False)
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    (file,) = folder.glob("*.csv")
    with file.open(encoding="utf-8", newline="") as rows:
        read = csv.DictReader(rows, delimiter=";")
        return [Finding(row["CHECK_ID"], row["RESOURCE_UID"], row["STATUS"]) for row in read]


def own_resources(names: Names, account: EmulatedAccount) -> Mapping[str, str]:
    """ARN as Prowler writes it -> what predictions.json calls it; but for subscriptions."""
    logs = {"log-group": names.log_group, "digest-logs": names.digest_log_group}
    queues = {
        "alert-queue": names.alerts,
        "dead-letters": names.dead_letters,
        "failed-runs": names.failed_runs,
        "siem": names.siem,
        "siem-dead-letters": f"{names.siem}-dead-letters",
    }
    roles = {
        "digest-role": names.digest_role,
        "schedule-role": names.schedule_role,
        "forward-role": names.forward_role,
        "log-delivery-role": names.log_delivery_role,
    }
    found = {
        names.trail_arn: "trail",
        names.log_bucket_arn: "log-bucket",
        names.access_log_bucket_arn: "access-bucket",
        names.digest_function_arn: "function",
        names.digest_table_arn: "table",
        names.alert_bus_arn: "bus",
        **{names.arn("logs", f"log-group:{name}:*"): part for part, name in logs.items()},
        **{names.arn("sqs", name): part for part, name in queues.items()},
        **{names.arn("iam", f"role/{name}", region=""): part for part, name in roles.items()},
        **{arn: "alarms" for arn in names.alarm_arns if "-cis-" not in arn},
        names.arn("cloudwatch", f"alarm:{names.tamper_alarm}"): "tamper-alarm",
        **{arn: "cis-alarms" for arn in names.alarm_arns if "-cis-" in arn},
        names.arn("cloudtrail", "trail"): ACCOUNT,
        names.arn("logs", "log-group"): ACCOUNT,
    }
    if not names.existing_topic:
        found[names.alert_topic_arn] = "topic"
    for alias in account.client("kms").list_aliases()["Aliases"]:
        part = {names.log_key_alias: "log-key", names.alert_key_alias: "alert-key"}.get(alias["AliasName"])
        if part:
            found[names.arn("kms", f"key/{alias['TargetKeyId']}")] = part
    return found
