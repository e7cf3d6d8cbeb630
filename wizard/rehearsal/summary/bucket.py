"""The log bucket's settings, as S3 reports them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.base import missing_is_fine
from wizard.rehearsal.makers.shapes import from_api


def bucket(account: EmulatedAccount, name: str) -> dict[str, Any]:
    """One bucket of the account's; a setting that it doesn't have is False or None."""
    s3 = account.client("s3")
    location = s3.get_bucket_location(Bucket=name)["LocationConstraint"] or "us-east-1"
    told = functools.partial(_told, name)
    encryption = told(s3.get_bucket_encryption, "ServerSideEncryptionConfiguration", "Rules", 0)
    default = (encryption or {}).get("ApplyServerSideEncryptionByDefault", {})
    blocked = told(s3.get_public_access_block, "PublicAccessBlockConfiguration")
    ownership = told(s3.get_bucket_ownership_controls, "OwnershipControls", "Rules", 0)
    lock = told(s3.get_object_lock_configuration, "ObjectLockConfiguration")
    lifecycle = told(s3.get_bucket_lifecycle_configuration, "Rules")
    return {
        "name": name,
        "account": account.id,
        "region": location,
        "versioning": s3.get_bucket_versioning(Bucket=name).get("Status") == "Enabled",
        "encryption": default.get("SSEAlgorithm"),
        "kmsKeyId": default.get("KMSMasterKeyID"),
        "publicAccessBlocked": bool(blocked) and all(blocked.values()),
        "ownerEnforced": (ownership or {}).get("ObjectOwnership") == "BucketOwnerEnforced",
        "tlsOnly": _refuses_plain_http(account, name, told(s3.get_bucket_policy, "Policy")),
        "lifecycle": [_rule(rule) for rule in lifecycle or ()],
        "objectLock": from_api(lock) if lock else None,
        "accessLogs": (s3.get_bucket_logging(Bucket=name).get("LoggingEnabled") or {}).get("TargetBucket"),
        "notifiesEventBridge": "EventBridgeConfiguration"
        in s3.get_bucket_notification_configuration(Bucket=name),
    }


def _told(bucket: str, ask: Callable[..., Any], *path: str | int) -> Any:
    """What the answer has at this path; None where S3 says that there is nothing."""
    with missing_is_fine():
        answer: Any = ask(Bucket=bucket)
        for step in path:
            answer = answer[step]
        return answer
    return None


def _refuses_plain_http(account: EmulatedAccount, name: str, policy: str | None) -> bool:
    """Whether the policy denies even the account's own root user a read and a write over plain HTTP."""
    from wizard.iam import Principal, Request, evaluate

    arn = f"arn:{account.partition}:s3:::{name}"
    root = Principal.root(account.id, account.partition)
    plain = {"aws:SecureTransport": False}
    asked = [Request(root, "s3:GetObject", f"{arn}/any", plain, account.id)]
    asked += [Request(root, "s3:PutObject", f"{arn}/any", plain, account.id)]
    return policy is not None and not any(
        evaluate(request, resource_policy=policy).allowed for request in asked
    )


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    found = from_api({key: value for key, value in rule.items() if key not in ("Filter", "Prefix")})
    where = rule.get("Filter", {}).get("Prefix", rule.get("Prefix", ""))
    return {**{("id" if key == "iD" else key): value for key, value in found.items()}, "prefix": where}
