"""Looks at a bucket and a key, every part that is judged: one call each, all at once. Read-only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from components.arns import Arn
from wizard.account.bucket_and_key import bucket_owner, encryption_rules, with_bucket_key
from wizard.account.existing_key import look_at_key
from wizard.account.facts import Probe
from wizard.account.in_parallel import late
from wizard.account.one_call import ask
from wizard.verify.facts import NOT_ASKED, PARTS, Bucket, Document, LogKey
from wizard.verify.together import Asking

#: What is asked of a bucket that only takes access logs.
FEW = ("owner", "policy", "public_access")


def look_at_bucket(
    asking: Asking, name: str, account: str, region: str, wanted: Sequence[str] = PARTS
) -> Bucket:
    """The bucket of this name. region: where to ask; S3 sends a client on to the bucket's own.

    account: whose it should be; wanted: the parts that are asked.
    """

    def part(call: str, absent: str, empty: Any, read: Callable[[Any], Any]) -> Callable[[], Probe[Any]]:
        codes = (absent,) if absent else ()

        def look() -> Probe[Any]:
            found = ask(asking.client_for, "s3", region, call, absent=codes, Bucket=name)
            return Probe("good", empty) if found.state == "bad" else found.then(read)

        return look

    parts = {
        "policy": part("get_bucket_policy", "NoSuchBucketPolicy", "", lambda a: a["Policy"]),
        "public_access": part(
            "get_public_access_block",
            "NoSuchPublicAccessBlockConfiguration",
            {},
            lambda a: a.get("PublicAccessBlockConfiguration") or {},
        ),
        "ownership": part(
            "get_bucket_ownership_controls",
            "OwnershipControlsNotFoundError",
            "",
            lambda a: a["OwnershipControls"]["Rules"][0]["ObjectOwnership"],
        ),
        "grants": part("get_bucket_acl", "", (), _grants),
        "versioning": part("get_bucket_versioning", "", "", lambda a: a.get("Status") or "Off"),
        "encryption": part(
            "get_bucket_encryption", "ServerSideEncryptionConfigurationNotFoundError", {}, _encryption
        ),
        "lifecycle": part(
            "get_bucket_lifecycle_configuration",
            "NoSuchLifecycleConfiguration",
            (),
            lambda a: tuple(a.get("Rules") or ()),
        ),
        "logs_to": part(
            "get_bucket_logging", "", "", lambda a: (a.get("LoggingEnabled") or {}).get("TargetBucket", "")
        ),
        "lock": part(
            "get_object_lock_configuration",
            "ObjectLockConfigurationNotFoundError",
            {},
            lambda a: a.get("ObjectLockConfiguration") or {},
        ),
    }
    looks = {"owner": partial(bucket_owner, asking.client_for, name, account, region), **parts}
    found = asking.probes(region, {part: looks[part] for part in wanted})
    return Bucket(name, **{part: found.get(part, NOT_ASKED) for part in PARTS})


def _grants(acl: Document) -> Sequence[Document]:
    owner = (acl.get("Owner") or {}).get("ID")
    return tuple(one for one in acl.get("Grants") or () if one["Grantee"].get("ID") != owner)


def _encryption(answer: Document) -> Document:
    rules = encryption_rules(answer)
    default: Document = (rules[0].get("ApplyServerSideEncryptionByDefault") or {}) if rules else {}
    return {**default, "BucketKeyEnabled": with_bucket_key(rules)}


def look_at_log_key(asking: Asking, name: str, region: str) -> LogKey:
    """The key of this ARN or alias.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html (no alias)
    """
    where = Arn.of(name).region or region

    def rotates(id: str) -> Probe[bool]:
        answer = ask(asking.client_for, "kms", where, "get_key_rotation_status", KeyId=id)
        return answer.then(lambda found: bool(found.get("KeyRotationEnabled")))

    if not name.startswith("alias/"):
        found = asking.probes(
            where,
            {
                "kms:DescribeKey": partial(look_at_key, asking.client_for, name, where),
                "kms:GetKeyRotationStatus": partial(rotates, name),
            },
        )
        return LogKey(found["kms:DescribeKey"], found["kms:GetKeyRotationStatus"])
    key = look_at_key(asking.client_for, name, where)
    nothing: Probe[bool] = replace(late("kms:GetKeyRotationStatus", where), why=key.why, cause=key.cause)
    return LogKey(key, rotates(key.value.arn) if key.value else nothing)
