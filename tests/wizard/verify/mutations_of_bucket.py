"""The buckets and the log key changed by hand, and the checks that fail then."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.wizard.verify.mutation import Mutation, Undo, policy_text
from tests.wizard.verify.scene import Scene


def bucket_policy(edit: Callable[[Scene, list[Any]], list[Any]], access: bool = False) -> Mutation:
    """The policy of the log bucket, or that of the access logs, with its statements changed."""

    def change(scene: Scene) -> Undo:
        s3 = scene.client("s3")
        name = scene.names.access_log_bucket if access else scene.names.log_bucket
        before = s3.get_bucket_policy(Bucket=name)["Policy"]
        after = policy_text(*edit(scene, json.loads(before)["Statement"]))
        s3.put_bucket_policy(Bucket=name, Policy=after)
        return lambda: s3.put_bucket_policy(Bucket=name, Policy=before)

    return change


def without(sid: str) -> Callable[[Scene, list[Any]], list[Any]]:
    return lambda scene, statements: [one for one in statements if one.get("Sid") != sid]


def edited(sid: str, edit: Callable[[dict[str, Any]], Any]) -> Callable[[Scene, list[Any]], list[Any]]:
    def change(scene: Scene, statements: list[Any]) -> list[Any]:
        for one in statements:
            if one.get("Sid") == sid:
                edit(one)
        return statements

    return change


def beside(**statement: Any) -> Callable[[Scene, list[Any]], list[Any]]:
    """A statement more, about all files of the log bucket."""

    def change(scene: Scene, statements: list[Any]) -> list[Any]:
        arn = scene.names.log_bucket_arn
        return [*statements, {"Effect": "Allow", "Resource": [arn, f"{arn}/*"], **statement}]

    return change


def s3_setting(kind: str, call: str, get: str, key: str, value: Any) -> Mutation:
    """One setting of the log bucket; value: None deletes it."""

    def change(scene: Scene) -> Undo:
        s3, name = scene.client("s3"), scene.names.log_bucket
        before = getattr(s3, get)(Bucket=name)
        kept = before.get(key, before)
        if value is None:
            getattr(s3, f"delete_{kind}")(Bucket=name)
        else:
            getattr(s3, call)(Bucket=name, **{key: value})
        return lambda: getattr(s3, call)(Bucket=name, **{key: kept})

    return change


_WAYS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def blocked_but(*off: str) -> Mutation:
    def change(scene: Scene) -> Undo:
        s3, name = scene.client("s3"), scene.names.log_bucket

        def put(some: tuple[str, ...]) -> None:
            ways = {way: way not in some for way in _WAYS}
            s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=ways)

        put(off)
        return lambda: put(())

    return change


def lifecycle(edit: Callable[[list[Any]], list[Any]]) -> Mutation:
    def change(scene: Scene) -> Undo:
        s3, name = scene.client("s3"), scene.names.log_bucket
        before = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
        after = edit(json.loads(json.dumps(before)))

        def put(rules: list[Any]) -> None:
            if rules:
                s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
            else:
                s3.delete_bucket_lifecycle(Bucket=name)

        put(after)
        return lambda: put(before)

    return change


def _early(rules: list[Any]) -> list[Any]:
    rule = {"ID": "tidy", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}}
    return [*rules, rule]


def versioning(scene: Scene) -> Undo:
    s3, name = scene.client("s3"), scene.names.log_bucket
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})
    return lambda: s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def notification(scene: Scene) -> Undo:
    s3, name = scene.client("s3"), scene.names.log_bucket

    def put(found: Any) -> None:
        s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=found)

    put({})
    return lambda: put({"EventBridgeConfiguration": {}})


def access_logs(scene: Scene) -> Undo:
    s3, names = scene.client("s3"), scene.names
    s3.put_bucket_logging(Bucket=names.log_bucket, BucketLoggingStatus={})
    to = {"TargetBucket": names.access_log_bucket, "TargetPrefix": "access/"}
    return lambda: s3.put_bucket_logging(Bucket=names.log_bucket, BucketLoggingStatus={"LoggingEnabled": to})


def ownership(scene: Scene) -> Undo:
    s3, name = scene.client("s3"), scene.names.log_bucket

    def put(kind: str) -> None:
        s3.put_bucket_ownership_controls(
            Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": kind}]}
        )

    put("ObjectWriter")
    return lambda: put("BucketOwnerEnforced")


def _encryption(edit: Callable[[dict[str, Any]], dict[str, Any]]) -> Mutation:
    """edit: from the default encryption's rule to another."""

    def change(scene: Scene) -> Undo:
        s3, name = scene.client("s3"), scene.names.log_bucket
        before = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]
        after = {"Rules": [edit(before["Rules"][0])]}
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=after)
        return lambda: s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=before)

    return change


encryption = _encryption(lambda _: {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}})
bucket_key = _encryption(lambda rule: {**rule, "BucketKeyEnabled": True})


def access_logs_unblocked(scene: Scene) -> Undo:
    s3, name = scene.client("s3"), scene.names.access_log_bucket
    before = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    s3.delete_public_access_block(Bucket=name)
    return lambda: s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=before)


def _only_managed(scene: Scene, statements: list[Any]) -> list[Any]:
    """The account's own policies no longer say who decrypts."""
    for one in statements:
        if one.get("Sid") == "AccountDecides":
            one["Action"] = ["kms:Put*", "kms:Describe*", "kms:Get*", "kms:Enable*", "kms:Disable*"]
    return statements


def log_key(call: str, back: str, schedule: bool = False) -> Mutation:
    def change(scene: Scene) -> Undo:
        kms = scene.client("kms")
        key = kms.describe_key(KeyId=scene.names.log_key_alias)["KeyMetadata"]["KeyId"]
        getattr(kms, call)(KeyId=key, **({"PendingWindowInDays": 7} if schedule else {}))

        def undo() -> None:
            getattr(kms, back)(KeyId=key)
            kms.enable_key(KeyId=key)

        return undo

    return change


def key_policy(edit: Callable[[Scene, list[Any]], list[Any]]) -> Mutation:
    def change(scene: Scene) -> Undo:
        kms = scene.client("kms")
        key = kms.describe_key(KeyId=scene.names.log_key_alias)["KeyMetadata"]["KeyId"]
        named = {"KeyId": key, "PolicyName": "default"}
        before = kms.get_key_policy(**named)["Policy"]
        kms.put_key_policy(**named, Policy=policy_text(*edit(scene, json.loads(before)["Statement"])))
        return lambda: kms.put_key_policy(**named, Policy=before)

    return change


def _to_anybody(one: dict[str, Any]) -> None:
    del one["Condition"]["StringEquals"]["aws:SourceArn"]


def _for_any_account(one: dict[str, Any]) -> None:
    one["Condition"] = {"StringLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}}


def _for_a_second_account(one: dict[str, Any]) -> None:
    ours = one["Condition"]["StringEquals"]["aws:SourceArn"]
    one["Condition"]["StringEquals"]["aws:SourceArn"] = [
        ours,
        "arn:aws:cloudtrail:eu-west-1:555566667777:trail/theirs",
    ]


def _never(one: dict[str, Any]) -> None:
    ours = one["Condition"]["StringEquals"]["aws:SourceArn"]
    one["Condition"] = {"StringEquals": {"aws:SourceArn": f"{ours}-old"}}


def _unless_admin(one: dict[str, Any]) -> None:
    one["Condition"]["ArnNotLike"] = {"aws:PrincipalArn": "arn:aws:iam::*:role/some-administrator"}


def _reads_only(one: dict[str, Any]) -> None:
    one["Action"] = "s3:GetObject"


_ANYBODY = {"Principal": "*", "Action": "s3:GetObject"}
#: What is changed -> how, and the checks that fail then, or can't be told: these and no others.
OF_BUCKET: dict[str, tuple[Mutation, set[str]]] = {
    "anybody may read the bucket": (bucket_policy(beside(**_ANYBODY)), {"bucket.policy-not-public"}),
    "anybody by a wildcard": (
        bucket_policy(beside(Principal={"AWS": ["*"]}, Action=["s3:Get*"])),
        {"bucket.policy-not-public"},
    ),
    "anybody from everywhere": (
        bucket_policy(beside(**_ANYBODY, Condition={"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}})),
        {"bucket.policy-not-public"},
    ),
    "anybody without a header": (
        bucket_policy(beside(**_ANYBODY, Condition={"Null": {"aws:SourceVpc": "true"}})),
        {"bucket.policy-not-public"},
    ),
    "plain HTTP is let in": (bucket_policy(without("DenyInsecureTransport")), {"bucket.tls-only"}),
    "plain HTTP for reads": (
        bucket_policy(edited("DenyInsecureTransport", _reads_only)),
        {"bucket.tls-only"},
    ),
    "CloudTrail may not write": (bucket_policy(without("CloudTrailWrites")), {"bucket.takes-files"}),
    "CloudTrail may for another trail": (
        bucket_policy(edited("CloudTrailWrites", _never)),
        {"bucket.takes-files"},
    ),
    "any trail may write": (
        bucket_policy(edited("CloudTrailWrites", _to_anybody)),
        {"bucket.only-this-trail"},
    ),
    "any account's trail may write": (
        bucket_policy(edited("CloudTrailWrites", _for_any_account)),
        {"bucket.only-this-trail"},
    ),
    "administrators may write": (
        bucket_policy(without("OnlyServicesWriteLogs")),
        {"bucket.write-lock"},
    ),
    "one administrator may write": (
        bucket_policy(edited("OnlyServicesWriteLogs", _unless_admin)),
        {"bucket.write-lock"},
    ),
    "another service may write": (
        bucket_policy(beside(Principal={"Service": "config.amazonaws.com"}, Action="s3:Put*")),
        {"bucket.only-cloudtrail-writes"},
    ),
    "another account may read": (
        bucket_policy(beside(Principal={"AWS": "555566667777"}, Action="s3:GetObject")),
        {"bucket.policy-not-public"},
    ),
    "another account may delete": (
        bucket_policy(beside(Principal={"AWS": "555566667777"}, Action="s3:DeleteObject*")),
        {"bucket.only-cloudtrail-writes"},
    ),
    "a trail of a named account may write": (
        bucket_policy(edited("CloudTrailWrites", _for_a_second_account)),
        {"bucket.only-this-trail"},
    ),
    "public access isn't blocked": (
        s3_setting(
            "public_access_block",
            "put_public_access_block",
            "get_public_access_block",
            "PublicAccessBlockConfiguration",
            None,
        ),
        {"bucket.public-access-block"},
    ),
    "public policies aren't blocked": (blocked_but("RestrictPublicBuckets"), {"bucket.public-access-block"}),
    "versioning is suspended": (versioning, {"bucket.versioning"}),
    "ACLs count": (ownership, {"bucket.acl"}),
    "the lifecycle is removed": (lifecycle(lambda rules: []), {"bucket.lifecycle"}),
    "log files go after a month": (lifecycle(_early), {"bucket.lifecycle", "bucket.retention"}),
    "the bucket encrypts otherwise": (encryption, {"bucket.encryption"}),
    "access isn't logged": (access_logs, {"bucket.access-logs"}),
    "access logs can't be written": (
        bucket_policy(without("S3WritesAccessLogs"), access=True),
        {"access-bucket.takes-files"},
    ),
    "access logs may be made public": (access_logs_unblocked, {"access-bucket.public"}),
    "the key lets nobody read": (key_policy(_only_managed), {"key.readers"}),
    "access logs without TLS": (
        bucket_policy(without("DenyInsecureTransport"), access=True),
        {"access-bucket.tls-only"},
    ),
    "files aren't told": (notification, {"alert.notification"}),
    "the key is disabled": (log_key("disable_key", "enable_key"), {"key.state"}),
    "the key is to be deleted": (
        log_key("schedule_key_deletion", "cancel_key_deletion", schedule=True),
        {"key.state"},
    ),
    "the key doesn't rotate": (
        log_key("disable_key_rotation", "enable_key_rotation"),
        {"key.rotation"},
    ),
    "a Bucket Key, and the key doesn't let CloudTrail decrypt": (bucket_key, {"key.takes-trail"}),
    "the key doesn't let CloudTrail in": (key_policy(without("CloudTrailEncrypts")), {"key.takes-trail"}),
    "the key lets a stranger in": (
        key_policy(
            lambda scene, found: [
                *found,
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "*"},
                    "Action": "kms:Decrypt",
                    "Resource": "*",
                },
            ]
        ),
        {"key.not-public"},
    ),
    "the key lets a named account in": (
        key_policy(
            lambda scene, found: [
                *found,
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::555566667777:root"},
                    "Action": "kms:Decrypt",
                    "Resource": "*",
                },
            ]
        ),
        {"key.not-public"},
    ),
}
