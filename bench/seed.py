"""The smallest useful set-up: six resources, registered and made in the emulated account, the whole process.

Trail, bucket, bucket policy, versioning, encryption and public access block.
"""

from __future__ import annotations

import json
import sys
from typing import Any

BUDGET_SECONDS = 2
BUDGET_MEGABYTES = 150
BUCKET, TRAIL, HOME = "seed-trail-logs", "seed-trail", "eu-west-1"


def bucket_policy(account_id: str) -> str:
    """What CloudTrail needs to write.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    trail_arn = f"arn:aws:cloudtrail:{HOME}:{account_id}:trail/{TRAIL}"
    bucket_arn = f"arn:aws:s3:::{BUCKET}"

    def allow(action: str, resource: str, **equals: str) -> dict[str, Any]:
        return {
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": action,
            "Resource": resource,
            "Condition": {"StringEquals": {"aws:SourceArn": trail_arn, **equals}},
        }

    acl = {"s3:x-amz-acl": "bucket-owner-full-control"}
    objects = f"{bucket_arn}/AWSLogs/{account_id}/*"
    statements = [allow("s3:GetBucketAcl", bucket_arn), allow("s3:PutObject", objects, **acl)]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def program(account_id: str) -> None:
    """Registers the six resources."""
    import pulumi
    from pulumi_aws import cloudtrail, s3

    bucket = s3.Bucket("logs", bucket=BUCKET)
    policy = s3.BucketPolicy("logs", bucket=bucket.id, policy=bucket_policy(account_id))
    s3.BucketVersioning("logs", bucket=bucket.id, versioning_configuration={"status": "Enabled"})
    rule: s3.BucketServerSideEncryptionConfigurationRuleArgsDict = {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}
    }
    s3.BucketServerSideEncryptionConfiguration("logs", bucket=bucket.id, rules=[rule])
    s3.BucketPublicAccessBlock(
        "logs",
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    cloudtrail.Trail(
        "trail",
        name=TRAIL,
        s3_bucket_name=bucket.id,
        is_multi_region_trail=True,
        enable_log_file_validation=True,
        opts=pulumi.ResourceOptions(depends_on=[policy]),
    )


def deploy() -> None:
    """The measured process. Imports are part of what is measured."""
    from wizard.rehearsal.deployment import deploy
    from wizard.rehearsal.opening import open_account

    with open_account(HOME) as account:
        deployment = deploy(account, {}, program=lambda: program(account.id))
        if deployment.refusal:
            raise SystemExit(str(deployment.refusal))
        if not account.client("cloudtrail").get_trail_status(Name=TRAIL)["IsLogging"]:
            raise SystemExit("the trail isn't logging")
    if len(deployment.made) != 6:
        raise SystemExit(f"made {len(deployment.made)} resources instead of 6")


def main() -> None:
    from bench.process import run

    used = run([sys.executable, "-m", "bench.seed", "deploy"])
    print(f"seed-seconds {used.seconds:.3f} {BUDGET_SECONDS}")
    print(f"seed-megabytes {used.megabytes:.1f} {BUDGET_MEGABYTES}")


if __name__ == "__main__":
    deploy() if sys.argv[1:] == ["deploy"] else main()
