"""Policies of the log bucket, its access-log bucket and the log key.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.names import Names
from components.policies.document import (
    Document,
    Statement,
    account_decides,
    account_manages,
    allow,
    document,
    for_services,
    log_group_encrypts,
    one_or_many,
    tls_only,
)
from components.policies.locks import only_readers_read, only_services_write


def log_bucket(names: Names, readers: Sequence[str] = ()) -> Document:
    """CloudTrail alone may write this trail's logs, readers may read them, and nothing goes without TLS.

    readers: account ids and role ARNs.
    """
    this_trail = {"aws:SourceArn": names.trail_arn}
    statements: list[Statement] = [
        allow(
            "CloudTrailReadsAcl",
            "s3:GetBucketAcl",
            names.log_bucket_arn,
            to=for_services("cloudtrail"),
            when={"StringEquals": this_trail},
        ),
        allow(
            "CloudTrailWrites",
            "s3:PutObject",
            one_or_many([f"{names.log_bucket_arn}/{folder}/*" for folder in names.written_folders]),
            to=for_services("cloudtrail"),
            when={"StringEquals": {**this_trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
        ),
    ]
    if readers:
        statements += [
            allow(
                "ReadersList",
                ["s3:GetBucketLocation", "s3:ListBucket"],
                names.log_bucket_arn,
                to=for_readers(names, readers),
            ),
            allow(
                "ReadersRead",
                ["s3:GetObject", "s3:GetObjectVersion"],
                f"{names.log_bucket_arn}/{names.log_folder}/*",
                to=for_readers(names, readers),
            ),
        ]
    whole = [names.log_bucket_arn, f"{names.log_bucket_arn}/*"]
    denied = [only_services_write(names), tls_only("s3:*", whole)]
    # In a bucket that was somebody's, whoever reads today goes on until readers are named.
    if names.has_log_archive and (readers or not names.shares_bucket):
        denied.insert(0, only_readers_read(names, readers))
    return document(*statements, *denied)


def access_log_bucket(names: Names) -> Document:
    """S3 may write the log bucket's access logs.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    bucket = names.access_log_bucket_arn
    return document(
        allow(
            "S3WritesAccessLogs",
            "s3:PutObject",
            f"{bucket}/*",
            to=for_services("logging.s3"),
            when={
                "ArnLike": {"aws:SourceArn": names.log_bucket_arn},
                "StringEquals": {"aws:SourceAccount": names.account},
            },
        ),
        tls_only("s3:*", [bucket, f"{bucket}/*"]),
    )


def query_results_bucket(names: Names) -> Document:
    """Athena writes and reads with the rights of whoever asks, so nobody needs to be let in."""
    bucket = names.query_results_bucket_arn
    return document(tls_only("s3:*", [bucket, f"{bucket}/*"]))


def log_key(
    names: Names,
    readers: Sequence[str] = (),
    *,
    log_group: bool = False,
    digest_reads: bool = False,
    bucket_key: bool = False,
) -> Document:
    """CloudTrail may encrypt this trail's logs, and readers may decrypt them.

    With readers nobody else may: the account keeps what managing a key takes, but not Decrypt.
    log_group: CloudWatch Logs uses the key as well. digest_reads: the digest function opens logs.
    bucket_key: the bucket has a Bucket Key, with which CloudTrail decrypts as well.
    """
    return document(
        account_manages(names) if readers else account_decides(names),
        *log_key_use(names, readers, digest_reads=bool(readers) and digest_reads, bucket_key=bucket_key),
        *([log_group_encrypts(names, names.log_group_arn)] if log_group else []),
    )


def log_key_use(
    names: Names, readers: Sequence[str] = (), *, digest_reads: bool = False, bucket_key: bool = False
) -> list[Statement]:
    """What any key's policy needs before the logs can be encrypted with it and read again.

    readers: account ids and role ARNs that decrypt. digest_reads: the digest function opens logs; a key
    that lets its own account's IAM policies decide needs no statement for that. bucket_key: CloudTrail
    refuses a trail whose bucket has one and whose key doesn't let it decrypt.
    """
    this_trail = {"StringEquals": {"aws:SourceArn": names.trail_arn}}
    # Members' files too have the owner's ARN as context.
    logs_of_this_account = f"arn:{names.partition}:cloudtrail:*:{names.trail_owner}:trail/*"
    statements: list[Statement] = [
        allow(
            "CloudTrailEncrypts",
            "kms:GenerateDataKey*",
            "*",
            to=for_services("cloudtrail"),
            when={
                **this_trail,
                "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": logs_of_this_account},
            },
        ),
        allow("CloudTrailDescribes", "kms:DescribeKey", "*", to=for_services("cloudtrail"), when=this_trail),
    ]
    if bucket_key:
        cloudtrail = for_services("cloudtrail")
        statements.append(_decrypts("CloudTrailDecrypts", cloudtrail, logs_of_this_account, this_trail))
    if readers:
        statements.append(_decrypts("ReadersDecrypt", for_readers(names, readers), logs_of_this_account))
    if digest_reads:
        # The role is made after the key, and KMS refuses a principal that doesn't exist yet.
        this_role = {"ArnEquals": {"aws:PrincipalArn": names.digest_role_arn}}
        account = account_decides(names)["Principal"]
        statements.append(_decrypts("DigestDecrypts", account, logs_of_this_account, this_role))
    return statements


def _decrypts(
    sid: str, principal: dict[str, Any], trails: str, condition: dict[str, Any] | None = None
) -> Statement:
    return allow(
        sid,
        "kms:Decrypt",
        "*",
        to=principal,
        when={
            "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": trails},
            **(condition or {}),
        },
    )


def for_readers(names: Names, readers: Sequence[str]) -> dict[str, Any]:
    """The Principal element for account ids and role ARNs."""
    return {
        "AWS": sorted(
            reader if reader.startswith("arn:") else f"arn:{names.partition}:iam::{reader}:root"
            for reader in readers
        )
    }
