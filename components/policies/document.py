"""The pieces that policy documents are put together from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.names import Names
from components.regions import dns_suffix_of

Document = dict[str, Any]
Statement = dict[str, Any]


def document(*statements: Statement) -> Document:
    """A policy document of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def one_or_many(values: Sequence[str]) -> str | list[str]:
    """One as a text, as AWS gives it back; several as a list."""
    return values[0] if len(values) == 1 else list(values)


def allow(
    sid: str,
    actions: str | list[str],
    resources: str | list[str],
    *,
    to: dict[str, Any] | None = None,
    when: dict[str, Any] | None = None,
) -> Statement:
    """An Allow. to: its Principal, in the policy of a resource or a key; when: its Condition."""
    whom = {"Principal": to} if to else {}
    return {"Sid": sid, "Effect": "Allow", **whom, "Action": actions, "Resource": resources, **_only(when)}


def deny(
    sid: str, actions: str | list[str], resources: str | list[str], *, when: dict[str, Any] | None = None
) -> Statement:
    """A Deny to everybody."""
    whom = {"Principal": "*"}
    return {"Sid": sid, "Effect": "Deny", **whom, "Action": actions, "Resource": resources, **_only(when)}


def _only(when: dict[str, Any] | None) -> dict[str, Any]:
    return {"Condition": when} if when else {}


def for_services(*services: str) -> dict[str, Any]:
    """The Principal element for service principals; they carry no partition's suffix but .amazonaws.com."""
    hosts = [f"{service}.amazonaws.com" for service in services]
    return {"Service": hosts[0] if len(hosts) == 1 else hosts}


def account_decides(names: Names) -> Statement:
    """Lets the account's own IAM policies decide about a key.

    Without it nobody could change the key's policy again:
    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return allow(
        "AccountDecides", "kms:*", "*", to={"AWS": f"arn:{names.partition}:iam::{names.account}:root"}
    )


def account_manages(names: Names) -> Statement:
    """Lets the account's IAM policies decide about managing a key, but not about using it or granting that.

    Its administrators can still change the policy, and are seen doing it.
    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-administrators
    """
    managing = (
        "CancelKeyDeletion",
        "CreateAlias",
        "Delete*",
        "Describe*",
        "Disable*",
        "Enable*",
        "Get*",
        "List*",
        "Put*",
        "Revoke*",
        "RotateKeyOnDemand",
        "ScheduleKeyDeletion",
        "TagResource",
        "UntagResource",
        "Update*",
    )
    return {
        **account_decides(names),
        "Sid": "AccountManages",
        "Action": [f"kms:{action}" for action in managing],
    }


def log_group_encrypts(names: Names, group_arn: str) -> Statement:
    """Lets CloudWatch Logs use a key for one group at home.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    return allow(
        "LogGroupEncrypts",
        ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        "*",
        # One of the few service principals with the partition's own suffix.
        to={"Service": f"logs.{names.home}.{dns_suffix_of(names.partition)}"},
        when={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": group_arn}},
    )


def tls_only(actions: str | list[str], resources: list[str]) -> Statement:
    """Denies everyone every call that doesn't come over TLS."""
    return deny("DenyInsecureTransport", actions, resources, when={"Bool": {"aws:SecureTransport": "false"}})


def trust(service: str, condition: dict[str, Any] | None = None) -> Document:
    """A role's trust policy for one service."""
    whom, what = for_services(service), "sts:AssumeRole"
    return document(
        {"Sid": "Trust", "Effect": "Allow", "Principal": whom, "Action": what, **_only(condition)}
    )
