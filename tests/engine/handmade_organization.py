"""An organization as people really have it: a trail made by hand years ago, its bucket and key in the account
that keeps logs, or in the management account, and others who rest on both."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.engine.scene import HOME
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import organization_of
from wizard.rehearsal.stand_ins import log_files

MANAGEMENT, DELEGATED, ARCHIVE, MEMBER = "123456789012", "210987654321", "345678901234", "456789012345"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/audit/deployer"
BUCKET = "acme-company-logs"
ARN = f"arn:aws:s3:::{BUCKET}"
NAME = "company"
TRAIL = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/{NAME}"
SIEM_READS = {
    "Sid": "Siem",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::999988887777:role/siem"},
    "Action": ["s3:GetObject"],
    "Resource": f"{ARN}/*",
}
RULE = {"ID": "exports", "Status": "Enabled", "Filter": {"Prefix": "exports/"}, "Expiration": {"Days": 30}}
TAGS = {"CostCenter": "4711"}


@dataclass(frozen=True)
class Handmade:
    """owner: of bucket and key. is_organizations: False for one account's trail; prefix: of its keys; told:
    keys that its owner's queue hears of begin so; key: its ARN, "" for none."""

    management: EmulatedAccount
    owner: EmulatedAccount
    is_organizations: bool = True
    prefix: str = ""
    told: str = ""
    key: str = ""
    organization: str = field(default="", repr=False)


def make(
    account: EmulatedAccount,
    owner: str = ARCHIVE,
    *,
    is_organizations: bool = True,
    prefix: str = "corp",
    told: str = "corp/AWSLogs/",
    with_key: bool = True,
    logging: bool = True,
) -> Handmade:
    """Made in the organization that `account` is in; owner: whose bucket and key are."""
    management, own = account.beside(MANAGEMENT), account.beside(owner)
    found = organization_of(account)
    assert management
    assert own
    assert found
    key = _key(own) if with_key else ""
    made = Handmade(management, own, is_organizations, prefix, told, key, found.id)
    _bucket(made)
    trails = management.client("cloudtrail")
    more = {"KmsKeyId": key} if key else {}
    trails.create_trail(
        Name=NAME,
        S3BucketName=BUCKET,
        IsOrganizationTrail=is_organizations,
        IsMultiRegionTrail=True,
        **({"S3KeyPrefix": prefix} if prefix else {}),
        **more,
    )
    if logging:
        trails.start_logging(Name=TRAIL)
    return made


def statements(made: Handmade) -> list[dict[str, Any]]:
    """What whoever made it wrote into the bucket's policy, after AWS's page."""
    start = f"{made.prefix}/AWSLogs" if made.prefix else "AWSLogs"
    folders = [MANAGEMENT, *([made.organization] if made.is_organizations else [])]
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    reads = {
        "Sid": "AWSCloudTrailAclCheck20150319",
        "Effect": "Allow",
        "Principal": cloudtrail,
        "Action": "s3:GetBucketAcl",
        "Resource": ARN,
    }
    writes = [
        {
            "Sid": f"AWSCloudTrailWrite{number}",
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:PutObject",
            "Resource": f"{ARN}/{start}/{folder}/*",
            "Condition": {
                "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": TRAIL}
            },
        }
        for number, folder in enumerate(folders)
    ]
    return [reads, *writes, SIEM_READS]


def _bucket(made: Handmade) -> None:
    s3 = made.owner.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": HOME})
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": tags})
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [RULE]})
    document = {"Version": "2012-10-17", "Statement": statements(made)}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))
    if made.told:
        _siem(made)


def _siem(made: Handmade) -> None:
    arn = made.owner.arn("sqs", "siem", HOME)
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnLike": {"aws:SourceArn": ARN}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    made.owner.client("sqs").create_queue(QueueName="siem", Attributes={"Policy": policy})
    rules = [{"Name": "prefix", "Value": made.told}]
    told = {
        "Id": "to-siem",
        "QueueArn": arn,
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": rules}},
    }
    made.owner.client("s3").put_bucket_notification_configuration(
        Bucket=BUCKET, NotificationConfiguration={"QueueConfigurations": [told]}
    )


def _key(owner: EmulatedAccount) -> str:
    root = {"AWS": f"arn:aws:iam::{owner.id}:root"}
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    allow = {"Effect": "Allow", "Resource": "*"}
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {**allow, "Sid": "Root", "Principal": root, "Action": "kms:*"},
            {
                **allow,
                "Sid": "AllowCloudTrail",
                "Principal": cloudtrail,
                "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"],
            },
            {
                **allow,
                "Sid": "SiemDecrypts",
                "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
                "Action": "kms:Decrypt",
            },
        ],
    }
    made = owner.client("kms").create_key(Description="company logs", Policy=json.dumps(document))
    return made["KeyMetadata"]["Arn"]


@dataclass(frozen=True, repr=False)
class Found:
    """What the accounts answer about the trail, its bucket and its key."""

    trail: dict[str, Any]
    is_logging: bool
    statements: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    notification: dict[str, Any]
    tags: dict[str, str]
    key_statements: list[str]


def found(made: Handmade) -> Found:
    """As it is now, asked through the API."""
    trails, s3 = made.management.client("cloudtrail"), made.owner.client("s3")
    notification = s3.get_bucket_notification_configuration(Bucket=BUCKET)
    policy = (
        made.owner.client("kms").get_key_policy(KeyId=made.key, PolicyName="default")["Policy"]
        if made.key
        else '{"Statement": []}'
    )
    return Found(
        trail=trails.describe_trails(trailNameList=[TRAIL])["trailList"][0],
        is_logging=trails.get_trail_status(Name=TRAIL)["IsLogging"],
        statements=json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"],
        rules=s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"],
        notification={key: value for key, value in notification.items() if key != "ResponseMetadata"},
        tags={one["Key"]: one["Value"] for one in s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"]},
        key_statements=[one["Sid"] for one in json.loads(policy)["Statement"]],
    )


def deliver(made: Handmade, account: str) -> str:
    """Has CloudTrail deliver a log file of this account for the trail; its key, "" if it isn't let, or the
    trail doesn't record that account."""
    acting = made.management.beside(account)
    assert acting
    trail = next(one for one in contents.trails(made.management) if one.trail_name == NAME)
    if not trail.status.is_logging or (acting is not made.management and not trail.is_org_trail):
        return ""
    return log_files.deliver(acting, trail, HOME, [])
