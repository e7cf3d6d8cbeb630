"""The bucket that holds the log files, its lock, and the bucket that records who reads them."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import hardened, policies
from components.adopted import Adopted, AdoptedBucket
from components.names import Names
from components.settings import Settings

_ACCESS_LOG_DAYS = 400


class LogBucket(pulumi.ComponentResource):
    """Owner-enforced, not public, versioned, encrypted, TLS only, with a lifecycle.

    name, arn: the bucket's; ready: what has to exist before CloudTrail may be pointed at it.
    With retainLogs each of these resources stays when the stack goes: a bucket that is kept
    without them would be kept naked. So does a bucket that was somebody's before: destroying the stack
    gives it back.
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
        adopted: Adopted | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:LogBucket", f"{name}-log-bucket", None, opts)
        retain = settings.retain_logs or names.shares_bucket
        kept = pulumi.ResourceOptions(parent=self, retain_on_delete=retain)
        was = (adopted and adopted.log_bucket) or AdoptedBucket("")
        made = hardened.bucket(
            f"{name}-log-bucket",
            bucket_name=names.log_bucket,
            policy=policies.log_bucket(names, settings.log_readers),
            key_arn=key_arn,
            lifecycle=hardened.lifecycle_rules(
                "logs",
                settings.expire_after_days,
                settings.archive_class,
                settings.archive_after_days,
                # A bucket that others write to as well: CloudTrail's files, digests and Insights alone.
                prefix=names.own_files,
            ),
            tags=dict(settings.tags),
            opts=kept,
            # Without retainLogs the logs are meant to go with the stack.
            force_destroy=not retain,
            adopted=was,
        )
        if settings.object_lock != "off":
            # A resource of its own: the bucket's object_lock_enabled would replace the bucket.
            aws.s3.BucketObjectLockConfiguration(
                f"{name}-log-bucket-lock",
                bucket=made.bucket.bucket,
                rule={
                    "default_retention": {
                        "mode": settings.object_lock.upper(),
                        "days": settings.object_lock_days,
                    }
                },
                opts=hardened.after(hardened.part(kept, was, "lock"), made.versioning),
            )
        if settings.access_logs and "logging" not in was.left:
            access_was = adopted and adopted.access_log_bucket
            self._access_logs(name, made.bucket, settings, names, kept, was, access_was)
        self.name = made.bucket.bucket
        self.arn = made.bucket.arn
        self.ready = made.ready
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _access_logs(
        self,
        name: str,
        log_bucket: aws.s3.Bucket,
        settings: Settings,
        names: Names,
        kept: pulumi.ResourceOptions,
        log_bucket_was: AdoptedBucket,
        was: AdoptedBucket | None,
    ) -> None:
        # S3 can't deliver access logs into a bucket with a lock, or with a KMS key by default.
        made = hardened.bucket(
            f"{name}-access-log-bucket",
            bucket_name=names.access_log_bucket,
            policy=policies.access_log_bucket(names),
            key_arn=None,
            lifecycle=hardened.lifecycle_rules("access-logs", _ACCESS_LOG_DAYS),
            tags=dict(settings.tags),
            opts=kept,
            force_destroy=not kept.retain_on_delete,
            adopted=was,
        )
        aws.s3.BucketLogging(
            f"{name}-log-bucket-logging",
            bucket=log_bucket.bucket,
            target_bucket=made.bucket.bucket,
            target_prefix="access/",
            opts=hardened.after(hardened.part(kept, log_bucket_was, "logging"), *made.ready),
        )
