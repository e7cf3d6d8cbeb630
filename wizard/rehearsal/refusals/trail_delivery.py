"""What CloudTrail checks before it writes: bucket policy, key, log group and role.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.arns import Arn
from wizard.rehearsal.account.contents import Bucket, Key, Role
from wizard.rehearsal.account.permissions import Asked, refused_to_service, role_may, service_may_assume
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
        return Arn.of(self.arn).region


def writes(bucket_arn: str, files: Sequence[str], source: Mapping[str, str]) -> list[Asked]:
    """What CloudTrail asks of a bucket: to read its ACL, and to write these files (ARNs). source: the
    condition keys that say for which trail."""
    written = {**source, "s3:x-amz-acl": "bucket-owner-full-control"}
    return [("s3:GetBucketAcl", bucket_arn, source), *(("s3:PutObject", one, written) for one in files)]


def check_bucket(plan: TrailPlan, name: str, bucket: Bucket | None) -> None:
    """CloudTrail must be let read the bucket's ACL and write each account's log files, for this trail's
    ARN."""
    if bucket is None:
        raise Refused("S3BucketDoesNotExistException", f"S3 bucket {name} does not exist!")
    arn = f"arn:{plan.partition}:s3:::{bucket.name}"
    source = {"aws:SourceArn": plan.arn, "aws:SourceAccount": plan.account}
    start = f"{arn}/{plan.prefix}/" if plan.prefix else f"{arn}/"
    files = [
        f"{start}AWSLogs/{folder}/CloudTrail/{plan.region}/file.json.gz"
        for folder in (plan.account, *([f"{plan.organization}/{plan.account}"] if plan.organization else []))
    ]
    action, why = refused_to_service(CLOUDTRAIL, writes(arn, files, source), bucket.policy, bucket.owner)
    if action:
        raise Refused(
            "InsufficientS3BucketPolicyException",
            f"Incorrect S3 bucket policy is detected for bucket: {name}. CloudTrail can't {action}: {why}.",
        )


def check_key(plan: TrailPlan, asked: str, key: Key | None, bucket: Bucket) -> None:
    """The key must be there, be usable, be in the bucket's region, and let CloudTrail encrypt for this
    trail; decrypt too where the bucket has a Bucket Key."""
    if key is None:
        raise Refused("KmsKeyNotFoundException", f"The KMS key {asked} doesn't exist.")
    if Arn.of(key.arn).region != bucket.region:
        raise Refused(
            "KmsKeyNotFoundException",
            f"The S3 bucket is in {bucket.region} and the KMS key {key.arn} isn't: they must be in the "
            "same Region.",
        )
    if key.state != "Enabled":
        raise Refused("KmsException", f"The KMS key {key.arn} is {key.state}; it must be enabled.")
    source = {"aws:SourceArn": plan.arn, "aws:SourceAccount": plan.account}
    encrypt = {**source, "kms:EncryptionContext:aws:cloudtrail:arn": plan.arn}
    needed = [("kms:GenerateDataKey", key.arn, encrypt), ("kms:DescribeKey", key.arn, source)]
    if bucket.bucket_key:
        needed.append(("kms:Decrypt", key.arn, encrypt))
    action, why = refused_to_service(CLOUDTRAIL, needed, key.policy, Arn.of(key.arn).account)
    if action:
        raise Refused(
            "InsufficientEncryptionPolicyException",
            f"Insufficient permissions to access S3 bucket or KMS key {key.arn}. CloudTrail can't {action}: "
            f"{why}.",
        )


def check_log_group(plan: TrailPlan, group_arn: str, groups: tuple[str, ...], role: Role) -> None:
    """`groups`: ARNs of the log groups at home, without the `:*`; `role`: the one it writes with."""
    bare = group_arn.removesuffix(":*")
    if not group_arn.endswith(":*") or bare not in groups:
        raise Refused(
            "InvalidCloudWatchLogsLogGroupArnException",
            f"CloudTrail cannot validate the specified log group ARN {group_arn}: it must be a group in the "
            "trail's region and account, with :* at its end.",
        )
    source = {"aws:SourceArn": plan.arn}
    if not service_may_assume(CLOUDTRAIL, role.arn, role.trust, source).allowed:
        raise Refused(
            "InvalidCloudWatchLogsRoleArnException",
            f"Access denied. CloudTrail can't assume {role.arn}: verify in IAM that it exists and trusts "
            "CloudTrail.",
        )
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    writers = [plan.account, *([f"{plan.organization}_{plan.account}"] if plan.organization else [])]
    streams = [f"{bare}:log-stream:{writer}_CloudTrail_{plan.region}" for writer in writers]
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        for stream in streams:
            if not role_may(role.arn, action, stream, role.policies).allowed:
                raise Refused(
                    "InvalidCloudWatchLogsRoleArnException",
                    f"Access denied. Verify in IAM that the role has adequate permissions: {action} on "
                    f"{stream} is missing.",
                )
