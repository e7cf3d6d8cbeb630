"""The bucket that holds the log files, its lock, and the bucket that records who reads them."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components import hardened, policies
from components.adopted import AdoptedBucket
from components.deployment import Component, Deployment
from components.retention import ACCESS_LOG_DAYS


class LogBucket(Component):
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
        deployment: Deployment,
        key_arn: pulumi.Input[str] | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("log-bucket", deployment, opts, retain=deployment.keeps_logs)
        settings, was = self.settings, deployment.log_bucket_was
        wanted = hardened.Wanted(
            self.names.log_bucket,
            policies.log_bucket(self.names, settings.log_readers),
            hardened.lifecycle_rules(
                "logs",
                settings.expire_after_days,
                settings.archive_class,
                settings.archive_after_days,
                # A bucket that others write to as well: CloudTrail's files, digests and Insights alone.
                prefix=self.names.own_files,
            ),
            key_arn,
        )
        made = hardened.bucket(self, "log-bucket", wanted, was)
        if settings.object_lock != "off":
            # A resource of its own: the bucket's object_lock_enabled would replace the bucket.
            aws.s3.BucketObjectLockConfiguration(
                self.child("log-bucket-lock"),
                bucket=made.bucket.bucket,
                rule={
                    "default_retention": {
                        "mode": settings.object_lock.upper(),
                        "days": settings.object_lock_days,
                    }
                },
                opts=hardened.after(hardened.part(self.mine, was, "lock"), made.versioning),
            )
        if settings.access_logs and "logging" not in was.left:
            self._access_logs(made.bucket, was)
        self.name = made.bucket.bucket
        self.arn = made.bucket.arn
        self.ready = made.ready
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _access_logs(self, log_bucket: aws.s3.Bucket, log_bucket_was: AdoptedBucket) -> None:
        adopted = self.deployment.adopted
        was = (adopted and adopted.access_log_bucket) or AdoptedBucket("")
        # S3 can't deliver access logs into a bucket with a lock, or with a KMS key by default.
        wanted = hardened.Wanted(
            self.names.access_log_bucket,
            policies.access_log_bucket(self.names),
            hardened.lifecycle_rules("access-logs", ACCESS_LOG_DAYS),
        )
        made = hardened.bucket(self, "access-log-bucket", wanted, was)
        aws.s3.BucketLogging(
            self.child("log-bucket-logging"),
            bucket=log_bucket.bucket,
            target_bucket=made.bucket.bucket,
            target_prefix="access/",
            opts=hardened.after(hardened.part(self.mine, log_bucket_was, "logging"), *made.ready),
        )
