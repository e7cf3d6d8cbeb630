"""The pieces that policy documents are put together from."""

from __future__ import annotations

from typing import Any

from components.names import Names

Document = dict[str, Any]
Statement = dict[str, Any]


def document(*statements: Statement) -> Document:
    """A policy document of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def for_services(*services: str) -> dict[str, Any]:
    """The Principal element for service principals; they carry no partition's suffix but .amazonaws.com."""
    hosts = [f"{service}.amazonaws.com" for service in services]
    return {"Service": hosts[0] if len(hosts) == 1 else hosts}


def account_decides(names: Names) -> Statement:
    """Lets the account's own IAM policies decide about a key.

    Without it nobody could change the key's policy again:
    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return {
        "Sid": "AccountDecides",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{names.partition}:iam::{names.account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }


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


def tls_only(actions: str | list[str], resources: list[str]) -> Statement:
    """Denies everyone every call that doesn't come over TLS."""
    return {
        "Sid": "DenyInsecureTransport",
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": resources,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def trust(service: str, condition: dict[str, Any] | None = None) -> Document:
    """A role's trust policy for one service."""
    statement: Statement = {
        "Sid": "Trust",
        "Effect": "Allow",
        "Principal": for_services(service),
        "Action": "sts:AssumeRole",
    }
    return document({**statement, "Condition": condition} if condition else statement)
