"""A trail that somebody set up with care: a key of its own, CloudWatch Logs, data events, access logs."""

from __future__ import annotations

import json
from typing import Any

from tests.engine.handmade import ACCOUNT
from tests.engine.scene import HOME
from wizard.rehearsal.account.emulated_account import EmulatedAccount

BUCKET, TARGET = "bank-audit-logs", "bank-access-logs"
TRAIL = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/bank"
GROUP, ROLE = "bank/cloudtrail", "bank-to-cloudwatch"
CLOUDTRAIL = {"Service": "cloudtrail.amazonaws.com"}
KEY_STATEMENTS: list[dict[str, Any]] = [
    {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    },
    {
        "Sid": "CloudTrailDescribes",
        "Effect": "Allow",
        "Principal": CLOUDTRAIL,
        "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"],
        "Resource": "*",
    },
    {
        "Sid": "Siem",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
        "Action": "kms:Decrypt",
        "Resource": "*",
    },
]
BUCKET_STATEMENTS: list[dict[str, Any]] = [
    {
        "Effect": "Allow",
        "Principal": CLOUDTRAIL,
        "Action": "s3:GetBucketAcl",
        "Resource": f"arn:aws:s3:::{BUCKET}",
    },
    {
        "Effect": "Allow",
        "Principal": CLOUDTRAIL,
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/AWSLogs/{ACCOUNT}/*",
        "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
    },
]
EVERYTHING = {
    "Name": "every object",
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ],
}
WRITES_ONLY = {
    "Name": "Management writes",
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Management"]},
        {"Field": "readOnly", "Equals": ["false"]},
    ],
}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def make(account: EmulatedAccount) -> str:
    """Everything is there; returns the key's ARN."""
    key = account.client("kms").create_key(Description="bank's trail", Policy=policy(*KEY_STATEMENTS))
    arn = key["KeyMetadata"]["Arn"]
    _buckets(account, arn)
    group = account.arn("logs", f"log-group:{GROUP}:*")
    account.client("logs").create_log_group(logGroupName=GROUP)
    role = _role(account)
    trails = account.client("cloudtrail")
    trails.create_trail(
        Name="bank",
        S3BucketName=BUCKET,
        KmsKeyId=arn,
        IsMultiRegionTrail=True,
        CloudWatchLogsLogGroupArn=group,
        CloudWatchLogsRoleArn=role,
    )
    trails.put_event_selectors(TrailName="bank", AdvancedEventSelectors=[WRITES_ONLY, EVERYTHING])
    trails.start_logging(Name="bank")
    return arn


def _buckets(account: EmulatedAccount, key: str) -> None:
    s3 = account.client("s3")
    for name in (BUCKET, TARGET):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME})
    s3.put_bucket_policy(
        Bucket=TARGET,
        Policy=policy(
            {
                "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{TARGET}/*",
            }
        ),
    )
    s3.put_bucket_policy(Bucket=BUCKET, Policy=policy(*BUCKET_STATEMENTS))
    s3.put_bucket_logging(
        Bucket=BUCKET,
        BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": TARGET, "TargetPrefix": "bank/"}},
    )
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket=BUCKET,
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default}]},
    )
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_public_access_block(
        Bucket=BUCKET,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": False,
            "RestrictPublicBuckets": False,
        },
    )
    s3.put_bucket_ownership_controls(
        Bucket=BUCKET, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
    )


def _role(account: EmulatedAccount) -> str:
    iam = account.client("iam")
    trust = {"Effect": "Allow", "Principal": CLOUDTRAIL, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=policy(trust))["Role"]["Arn"]
    writes = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}
    iam.put_role_policy(RoleName=ROLE, PolicyName="write", PolicyDocument=policy(writes))
    return role
