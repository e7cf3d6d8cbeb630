"""What CloudTrail checks before it writes: bucket policy, key, log group and role.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.rehearsal.account.contents import Bucket, Key
from wizard.rehearsal.account.permissions import role_may, service_may, service_may_assume
from wizard.rehearsal.refusals import Refused

CLOUDTRAIL = "cloudtrail.amazonaws.com"


@dataclass(frozen=True)
class TrailPlan:
    """The trail that is to be made: where, and what it writes. `organization`: the organization's id, "" for
    none."""

    arn: str
    account: str
    partition: str
    prefix: str = ""
    organization: str = ""

    @property
    def region(self) -> str:
        return self.arn.split(":")[3]


def check_bucket(plan: TrailPlan, name: str, bucket: Bucket | None) -> None:
    """CloudTrail must be let read the bucket's ACL and write each account's log files, for this trail's
    ARN."""
    if bucket is None:
        raise Refused("S3BucketDoesNotExistException", f"S3 bucket {name} does not exist!")
    arn = f"arn:{plan.partition}:s3:::{bucket.name}"
    source = {"aws:SourceArn": plan.arn, "aws:SourceAccount": plan.account}
    written = {**source, "s3:x-amz-acl": "bucket-owner-full-control"}
    asked = [("s3:GetBucketAcl", arn, source)]
    start = f"{arn}/{plan.prefix}/" if plan.prefix else f"{arn}/"
    for folder in filter(None, (plan.account, plan.organization)):
        asked.append(
            ("s3:PutObject", f"{start}AWSLogs/{folder}/CloudTrail/{plan.region}/file.json.gz", written)
        )
    for action, resource, context in asked:
        decision = service_may(CLOUDTRAIL, action, resource, bucket.policy, context, bucket.owner)
        if not decision.allowed:
            raise Refused(
                "InsufficientS3BucketPolicyException",
                f"Incorrect S3 bucket policy is detected for bucket: {name}. CloudTrail can't {action}: "
                f"{decision.reason}.",
            )


def check_key(plan: TrailPlan, asked: str, key: Key | None, bucket_region: str) -> None:
    """The key must be there, be usable, be in the bucket's region, and let CloudTrail encrypt for this
    trail."""
    if key is None:
        raise Refused("KmsKeyNotFoundException", f"The KMS key {asked} doesn't exist.")
    if key.arn.split(":")[3] != bucket_region:
        raise Refused(
            "KmsKeyNotFoundException",
            f"The S3 bucket is in {bucket_region} and the KMS key {key.arn} isn't: they must be in the "
            "same Region.",
        )
    if key.state != "Enabled":
        raise Refused("KmsException", f"The KMS key {key.arn} is {key.state}; it must be enabled.")
    source = {"aws:SourceArn": plan.arn, "aws:SourceAccount": plan.account}
    encrypt = {**source, "kms:EncryptionContext:aws:cloudtrail:arn": plan.arn}
    for action, context in (("kms:GenerateDataKey", encrypt), ("kms:DescribeKey", source)):
        decision = service_may(CLOUDTRAIL, action, key.arn, key.policy, context, key.arn.split(":")[4])
        if not decision.allowed:
            raise Refused(
                "InsufficientEncryptionPolicyException",
                f"Insufficient permissions to access S3 bucket or KMS key {key.arn}. CloudTrail can't "
                f"{action}: {decision.reason}.",
            )


def check_log_group(
    plan: TrailPlan,
    group_arn: str,
    groups: tuple[str, ...],
    role_arn: str,
    trust: str | None,
    policies: tuple[str, ...],
) -> None:
    """`groups`: ARNs of the log groups at home, without the `:*`; `trust`: the role's trust policy, None if
    there is no such role; `policies`: what the role may do."""
    bare = group_arn.removesuffix(":*")
    if not group_arn.endswith(":*") or bare not in groups:
        raise Refused(
            "InvalidCloudWatchLogsLogGroupArnException",
            f"CloudTrail cannot validate the specified log group ARN {group_arn}: it must be a group in the "
            "trail's region and account, with :* at its end.",
        )
    if (
        trust is None
        or not service_may_assume(CLOUDTRAIL, role_arn, trust, {"aws:SourceArn": plan.arn}).allowed
    ):
        raise Refused(
            "InvalidCloudWatchLogsRoleArnException",
            f"Access denied. CloudTrail can't assume {role_arn}: verify in IAM that it exists and trusts "
            "CloudTrail.",
        )
    stream = f"{bare}:log-stream:{plan.account}_CloudTrail_{plan.region}"
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        if not role_may(role_arn, action, stream, policies).allowed:
            raise Refused(
                "InvalidCloudWatchLogsRoleArnException",
                f"Access denied. Verify in IAM that the role has adequate permissions: {action} on "
                f"{stream} is missing.",
            )
