"""What every bucket of this project gets: owner-enforced, not public, versioned, encrypted, TLS only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

_UNFINISHED_UPLOAD_DAYS = 7
# Nobody overwrites a log file: an old version is one that somebody replaced or deleted.
_OLD_VERSION_DAYS = 90

Rule = aws.s3.BucketLifecycleConfigurationRuleArgsDict


@dataclass(frozen=True)
class Hardened:
    """A bucket and the parts of its hardening that others wait for."""

    bucket: aws.s3.Bucket
    versioning: aws.s3.BucketVersioning
    # Whoever is to write into the bucket waits for these.
    ready: list[pulumi.Resource]


def bucket(
    name: str,
    *,
    bucket_name: str,
    policy: dict[str, Any],
    key_arn: pulumi.Input[str] | None,
    lifecycle: list[Rule],
    tags: dict[str, str],
    opts: pulumi.ResourceOptions,
    force_destroy: bool,
) -> Hardened:
    """Registers a bucket and each resource that hardens it, all with the same options.

    key_arn: the KMS key of the default encryption; None is SSE-S3.
    """
    made = aws.s3.Bucket(name, bucket=bucket_name, force_destroy=force_destroy, tags=tags, opts=opts)
    aws.s3.BucketOwnershipControls(
        f"{name}-ownership",
        bucket=made.bucket,
        rule={"object_ownership": "BucketOwnerEnforced"},
        opts=opts,
    )
    not_public = aws.s3.BucketPublicAccessBlock(
        f"{name}-public-access",
        bucket=made.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=opts,
    )
    versioning = aws.s3.BucketVersioning(
        f"{name}-versioning",
        bucket=made.bucket,
        versioning_configuration={"status": "Enabled"},
        opts=opts,
    )
    encryption = aws.s3.BucketServerSideEncryptionConfiguration(
        f"{name}-encryption",
        bucket=made.bucket,
        rules=[{"apply_server_side_encryption_by_default": _encryption(key_arn)}],
        opts=opts,
    )
    aws.s3.BucketLifecycleConfiguration(
        f"{name}-lifecycle", bucket=made.bucket, rules=lifecycle, opts=after(opts, versioning)
    )
    attached = aws.s3.BucketPolicy(
        f"{name}-policy",
        bucket=made.bucket,
        policy=json.dumps(policy),
        # S3 refuses two changes of who has access at the same moment (OperationAborted).
        opts=after(opts, not_public),
    )
    return Hardened(made, versioning, [attached, encryption, not_public])


def after(opts: pulumi.ResourceOptions, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
    """The same options, made after these resources."""
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=list(resources)))


def _encryption(
    key_arn: pulumi.Input[str] | None,
) -> aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgsDict:
    if key_arn is None:
        return {"sse_algorithm": "AES256"}
    return {"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn}


def lifecycle_rules(
    rule_id: str, expire_after_days: int, archive_class: str = "STANDARD", archive_after_days: int = 0
) -> list[Rule]:
    """Archive and expire files; clean up old versions, delete markers and unfinished uploads.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
    archive_class STANDARD is no archive step; expire_after_days 0 is never.
    """
    files: Rule = {
        "id": rule_id,
        "status": "Enabled",
        "filter": {"prefix": ""},
        "noncurrent_version_expiration": {"noncurrent_days": _OLD_VERSION_DAYS},
        "abort_incomplete_multipart_upload": {"days_after_initiation": _UNFINISHED_UPLOAD_DAYS},
    }
    if archive_class != "STANDARD":
        files["transitions"] = [{"days": archive_after_days, "storage_class": archive_class}]
    if not expire_after_days:
        return [files]
    files["expiration"] = {"days": expire_after_days}
    # S3 doesn't take days and delete markers in one rule.
    markers: Rule = {
        "id": "delete-markers",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "expiration": {"expired_object_delete_marker": True},
    }
    return [files, markers]
