"""Documents and inputs that are right, for tests to break one thing in; and short ways to make things."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.stand_ins.activity import put_activities

HOME, ACCOUNT = "eu-central-1", "123456789012"
BUCKET, TRAIL = "audit-logs", "everyregion"
BUCKET_ARN = f"arn:aws:s3:::{BUCKET}"
TRAIL_ARN = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/{TRAIL}"
Outputs = dict[str, Any]


def text(*statements: dict[str, Any]) -> str:
    """A policy of these statements, as JSON text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(
    service: str, action: str | list[str], resource: str | list[str], **condition: Any
) -> dict[str, Any]:
    """A statement that allows a service this; conditions as StringEquals={...}."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": action,
        "Resource": resource,
    }
    return {**statement, "Condition": condition} if condition else statement


def trust(*services: str) -> str:
    """A role's trust policy."""
    hosts = [f"{service}.amazonaws.com" for service in services]
    return text({"Effect": "Allow", "Principal": {"Service": hosts}, "Action": "sts:AssumeRole"})


def may(action: str | list[str], resource: str = "*") -> str:
    """What a role may do."""
    return text({"Effect": "Allow", "Action": action, "Resource": resource})


READS_ACL = allow("cloudtrail", "s3:GetBucketAcl", BUCKET_ARN, StringEquals={"aws:SourceArn": TRAIL_ARN})
WRITES = allow(
    "cloudtrail",
    "s3:PutObject",
    f"{BUCKET_ARN}/AWSLogs/{ACCOUNT}/*",
    StringEquals={"aws:SourceArn": TRAIL_ARN, "s3:x-amz-acl": "bucket-owner-full-control"},
)
TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [BUCKET_ARN, f"{BUCKET_ARN}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
BUCKET_POLICY = text(READS_ACL, WRITES, TLS_ONLY)
ROOT = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Action": "kms:*",
    "Resource": "*",
}
ENCRYPTS = allow(
    "cloudtrail",
    "kms:GenerateDataKey*",
    "*",
    StringEquals={"aws:SourceArn": TRAIL_ARN},
    StringLike={"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/*"},
)
DESCRIBES = allow("cloudtrail", "kms:DescribeKey", "*", StringEquals={"aws:SourceArn": TRAIL_ARN})
KEY_POLICY = text(ROOT, ENCRYPTS, DESCRIBES)

MANAGEMENT = {
    "name": "Management events selector",
    "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}],
}
TRAIL_INPUTS: Outputs = {
    "name": TRAIL,
    "s3BucketName": BUCKET,
    "isMultiRegionTrail": True,
    "includeGlobalServiceEvents": True,
    "enableLogFileValidation": True,
    "advancedEventSelectors": [MANAGEMENT],
    "insightSelectors": [{"insightType": "ApiCallRateInsight"}, {"insightType": "ApiErrorRateInsight"}],
}
CODE = pulumi.AssetArchive(
    {"main.py": pulumi.StringAsset("def handler(event, context):\n    return event\n")}
)
PATTERN = json.dumps({"source": ["aws.ec2"]})


def make(account: EmulatedAccount, type: str, name: str = "thing", /, **inputs: Any) -> tuple[str, Outputs]:
    """Makes a resource; `type` is its token without `aws:`, like s3/bucket:Bucket."""
    return maker_for(f"aws:{type}").create(account, name, inputs)


def log_bucket(account: EmulatedAccount, policy: str | None = BUCKET_POLICY, **inputs: Any) -> str:
    """A bucket that the trail may write to."""
    id, _ = make(account, "s3/bucket:Bucket", bucket=BUCKET, **inputs)
    if policy:
        make(account, "s3/bucketPolicy:BucketPolicy", bucket=BUCKET, policy=policy)
    return id


def key(account: EmulatedAccount, policy: str = KEY_POLICY, **inputs: Any) -> str:
    """A key that the trail may use; its ARN."""
    return make(account, "kms/key:Key", policy=policy, **inputs)[1]["arn"]


def trail(account: EmulatedAccount, **changes: Any) -> Outputs:
    """The trail with these inputs changed."""
    return make(account, "cloudtrail/trail:Trail", **{**TRAIL_INPUTS, **changes})[1]


def role(account: EmulatedAccount, name: str, *services: str, policy: str | None = None) -> str:
    """A role for services; its ARN."""
    _, outputs = make(account, "iam/role:Role", name=name, assumeRolePolicy=trust(*services))
    if policy:
        make(account, "iam/rolePolicy:RolePolicy", name="own", role=name, policy=policy)
    return outputs["arn"]


def put_activity(account: EmulatedAccount, region: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """One thing that happened in a region. Returns the whole record."""
    return put_activities(account, region, [record])[0]
