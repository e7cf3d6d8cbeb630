"""An account as people really have it: a trail made by hand years ago, in a bucket that others use too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from tests.engine.scene import HOME
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.stand_ins import log_files

ACCOUNT = "123456789012"
BUCKET = "acme-audit-logs"
ARN = f"arn:aws:s3:::{BUCKET}"
TRAIL = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/acme"
SECOND = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/acme-second"
SIEM = f"arn:aws:sqs:{HOME}:{ACCOUNT}:siem"
TOPIC = f"arn:aws:sns:{HOME}:{ACCOUNT}:acme-logs"

READS_ACL = {
    "Sid": "AWSCloudTrailAclCheck20150319",
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "s3:GetBucketAcl",
    "Resource": ARN,
}
WRITES = {
    "Sid": "AWSCloudTrailWrite20150319",
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": [f"{ARN}/corp/AWSLogs/{ACCOUNT}/*", f"{ARN}/AWSLogs/{ACCOUNT}/*"],
    "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
}
SIEM_READS = {
    "Sid": "Siem",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
    "Action": ["s3:GetObject"],
    "Resource": f"{ARN}/*",
}
STATEMENTS = [READS_ACL, WRITES, SIEM_READS]
RULE = {"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "exports/"}, "Expiration": {"Days": 30}}
TOLD = {
    "QueueConfigurations": [
        {
            "Id": "to-siem",
            "QueueArn": SIEM,
            "Events": ["s3:ObjectCreated:*"],
            "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "corp/"}]}},
        }
    ]
}
BUCKET_TAGS = {"CostCenter": "4711", "Project": "acme"}
TRAIL_TAGS = {"Owner": "platform"}
SELECTORS = [
    {
        "ReadWriteType": "WriteOnly",
        "IncludeManagementEvents": True,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::payroll/"]}],
        "ExcludeManagementEventSources": [],
    }
]


def make(account: EmulatedAccount) -> None:
    """The trail is single-region, unvalidated and stopped; queue, topic and a second trail are there."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": HOME})
    s3.put_bucket_tagging(
        Bucket=BUCKET, Tagging={"TagSet": [{"Key": k, "Value": v} for k, v in BUCKET_TAGS.items()]}
    )
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": STATEMENTS}))
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [RULE]})
    _siem(account)
    s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration=TOLD)
    account.client("sns").create_topic(Name="acme-logs")
    trails = account.client("cloudtrail")
    trails.create_trail(
        Name="acme",
        S3BucketName=BUCKET,
        S3KeyPrefix="corp",
        SnsTopicName="acme-logs",
        TagsList=[{"Key": k, "Value": v} for k, v in TRAIL_TAGS.items()],
    )
    trails.put_event_selectors(TrailName="acme", EventSelectors=SELECTORS)
    trails.create_trail(Name="acme-second", S3BucketName=BUCKET)
    trails.start_logging(Name="acme-second")


def _siem(account: EmulatedAccount) -> None:
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": SIEM,
        "Condition": {"ArnLike": {"aws:SourceArn": ARN}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    account.client("sqs").create_queue(QueueName="siem", Attributes={"Policy": policy})


@dataclass(frozen=True, repr=False)
class Found:
    """What the account answers about the trail and its bucket."""

    trail: dict[str, Any]
    is_logging: bool
    statements: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    notification: dict[str, Any]
    bucket_tags: dict[str, str]
    trail_tags: dict[str, str]
    versioning: str
    data_selectors: list[dict[str, Any]]
    trails: list[str]
    buckets: list[str]


def found(account: EmulatedAccount) -> Found:
    """As it is now, asked through the API."""
    s3, trails = account.client("s3"), account.client("cloudtrail")
    notification = s3.get_bucket_notification_configuration(Bucket=BUCKET)
    tags = trails.list_tags(ResourceIdList=[TRAIL])["ResourceTagList"][0]["TagsList"]
    return Found(
        trail=trails.describe_trails(trailNameList=["acme"])["trailList"][0],
        is_logging=trails.get_trail_status(Name=TRAIL)["IsLogging"],
        statements=json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"],
        rules=s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"],
        notification={key: value for key, value in notification.items() if key != "ResponseMetadata"},
        bucket_tags={t["Key"]: t["Value"] for t in s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"]},
        trail_tags={t["Key"]: t["Value"] for t in tags},
        versioning=s3.get_bucket_versioning(Bucket=BUCKET).get("Status", ""),
        data_selectors=[
            one
            for one in trails.get_event_selectors(TrailName="acme").get("AdvancedEventSelectors") or ()
            if one["FieldSelectors"][0].get("Equals") != ["Management"]
        ],
        trails=sorted(one["Name"] for one in trails.describe_trails()["trailList"]),
        buckets=sorted(one["Name"] for one in s3.list_buckets()["Buckets"]),
    )


def deliver(account: EmulatedAccount, name: str) -> str:
    """Has CloudTrail deliver a log file for the trail of this name; its key, "" if it isn't let."""
    trail = next(one for one in contents.trails(account) if one.trail_name == name)
    return log_files.deliver(account, trail, HOME, [])


def told(account: EmulatedAccount) -> list[str]:
    """Keys of the new files that the SIEM's queue heard of since it was last asked."""
    sqs = account.client("sqs")
    url = sqs.get_queue_url(QueueName="siem")["QueueUrl"]
    keys = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            for record in json.loads(message["Body"]).get("Records", ()):
                keys.append(unquote_plus(record["s3"]["object"]["key"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return keys
