"""Policies of the log bucket and the log key.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
"""

from __future__ import annotations

from components.names import Names
from components.policies.document import Document, account_decides, document, for_services, tls_only


def log_bucket(names: Names) -> Document:
    """CloudTrail may write this trail's logs, and nothing may come or go without TLS."""
    this_trail = {"aws:SourceArn": names.trail_arn}
    return document(
        {
            "Sid": "CloudTrailReadsAcl",
            "Effect": "Allow",
            "Principal": for_services("cloudtrail"),
            "Action": "s3:GetBucketAcl",
            "Resource": names.log_bucket_arn,
            "Condition": {"StringEquals": this_trail},
        },
        {
            "Sid": "CloudTrailWrites",
            "Effect": "Allow",
            "Principal": for_services("cloudtrail"),
            "Action": "s3:PutObject",
            "Resource": f"{names.log_bucket_arn}/AWSLogs/{names.account}/*",
            "Condition": {"StringEquals": {**this_trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
        },
        tls_only("s3:*", [names.log_bucket_arn, f"{names.log_bucket_arn}/*"]),
    )


def log_key(names: Names) -> Document:
    """CloudTrail may encrypt this trail's logs; who may decrypt is for the account's IAM policies."""
    this_trail = {"StringEquals": {"aws:SourceArn": names.trail_arn}}
    logs_of_this_account = f"arn:{names.partition}:cloudtrail:*:{names.account}:trail/*"
    return document(
        account_decides(names),
        {
            "Sid": "CloudTrailEncrypts",
            "Effect": "Allow",
            "Principal": for_services("cloudtrail"),
            "Action": "kms:GenerateDataKey*",
            "Resource": "*",
            "Condition": {
                **this_trail,
                "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": logs_of_this_account},
            },
        },
        {
            "Sid": "CloudTrailDescribes",
            "Effect": "Allow",
            "Principal": for_services("cloudtrail"),
            "Action": "kms:DescribeKey",
            "Resource": "*",
            "Condition": this_trail,
        },
    )
