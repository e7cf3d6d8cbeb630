"""The bucket that holds the log files, and everything that hardens it."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components import policies
from components.names import Names
from components.settings import Settings

_UNFINISHED_UPLOAD_DAYS = 7
# CloudTrail never overwrites a log file: an old version is one that somebody replaced or deleted.
_OLD_VERSION_DAYS = 90


class LogBucket(pulumi.ComponentResource):
    """Owner-enforced, not public, versioned, encrypted, TLS only, with a lifecycle.

    name, arn: the bucket's; ready: what has to exist before CloudTrail may be pointed at it.
    With retainLogs each of these resources stays when the stack goes: a bucket that is kept
    without them would be kept naked.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    ready: list[pulumi.Resource]

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        key_arn: pulumi.Input[str] | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:LogBucket", name, None, opts)
        kept = pulumi.ResourceOptions(parent=self, retain_on_delete=settings.retain_logs)
        bucket = aws.s3.Bucket(
            name,
            bucket=names.log_bucket,
            # Without retainLogs the logs are meant to go with the stack.
            force_destroy=not settings.retain_logs,
            tags=dict(settings.tags),
            opts=kept,
        )
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=kept,
        )
        not_public = aws.s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=kept,
        )
        versioning = aws.s3.BucketVersioning(
            f"{name}-versioning",
            bucket=bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=kept,
        )
        encryption = aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.bucket,
            rules=[{"apply_server_side_encryption_by_default": _encryption(key_arn)}],
            opts=kept,
        )
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=bucket.bucket,
            rules=lifecycle_rules(settings),
            opts=pulumi.ResourceOptions.merge(kept, pulumi.ResourceOptions(depends_on=[versioning])),
        )
        policy = aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=json.dumps(policies.log_bucket(names)),
            # S3 refuses two of these at the same moment (OperationAborted).
            opts=pulumi.ResourceOptions.merge(kept, pulumi.ResourceOptions(depends_on=[not_public])),
        )
        self.name = bucket.bucket
        self.arn = bucket.arn
        self.ready = [policy, encryption, not_public]
        self.register_outputs({"name": self.name, "arn": self.arn})


def _encryption(
    key_arn: pulumi.Input[str] | None,
) -> aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgsDict:
    if key_arn is None:
        return {"sse_algorithm": "AES256"}
    return {"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn}


def lifecycle_rules(settings: Settings) -> list[aws.s3.BucketLifecycleConfigurationRuleArgsDict]:
    """Archive and expire the logs; clean up old versions, delete markers and unfinished uploads.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
    """
    everything: aws.s3.BucketLifecycleConfigurationRuleFilterArgsDict = {"prefix": ""}
    logs: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": "logs",
        "status": "Enabled",
        "filter": everything,
        "noncurrent_version_expiration": {"noncurrent_days": _OLD_VERSION_DAYS},
        "abort_incomplete_multipart_upload": {"days_after_initiation": _UNFINISHED_UPLOAD_DAYS},
    }
    if settings.archive_class != "STANDARD":
        logs["transitions"] = [{"days": settings.archive_after_days, "storage_class": settings.archive_class}]
    if not settings.expire_after_days:
        return [logs]
    logs["expiration"] = {"days": settings.expire_after_days}
    # S3 doesn't take days and delete markers in one rule.
    markers: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": "delete-markers",
        "status": "Enabled",
        "filter": everything,
        "expiration": {"expired_object_delete_marker": True},
    }
    return [logs, markers]
