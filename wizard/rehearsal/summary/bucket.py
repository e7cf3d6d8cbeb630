"""The log bucket's settings, as S3 reports them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.shapes import from_api


def bucket(account: EmulatedAccount, name: str) -> dict[str, Any]:
    """One bucket; a setting that it doesn't have is False or None."""
    s3 = account.client("s3")
    location = s3.get_bucket_location(Bucket=name)["LocationConstraint"] or "us-east-1"
    encryption = _or_none(
        lambda: s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    )
    default = (encryption or {}).get("ApplyServerSideEncryptionByDefault", {})
    blocked = _or_none(lambda: s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"])
    ownership = _or_none(
        lambda: s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"][0]
    )
    lock = _or_none(lambda: s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"])
    return {
        "name": name,
        "region": location,
        "versioning": s3.get_bucket_versioning(Bucket=name).get("Status") == "Enabled",
        "encryption": default.get("SSEAlgorithm"),
        "kmsKeyId": default.get("KMSMasterKeyID"),
        "publicAccessBlocked": bool(blocked) and all(blocked.values()),
        "ownerEnforced": (ownership or {}).get("ObjectOwnership") == "BucketOwnerEnforced",
        "tlsOnly": _refuses_plain_http(
            account, name, _or_none(lambda: s3.get_bucket_policy(Bucket=name)["Policy"])
        ),
        "lifecycle": [
            _rule(rule)
            for rule in _or_none(lambda: s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]) or ()
        ],
        "objectLock": from_api(lock) if lock else None,
        "accessLogs": (s3.get_bucket_logging(Bucket=name).get("LoggingEnabled") or {}).get("TargetBucket"),
        "notifiesEventBridge": "EventBridgeConfiguration"
        in s3.get_bucket_notification_configuration(Bucket=name),
    }


def _or_none(ask: Callable[[], Any]) -> Any:
    from botocore.exceptions import ClientError

    try:
        return ask()
    except ClientError as refusal:
        if refusal.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return None
        raise


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
