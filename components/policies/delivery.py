"""Policies for where logs go besides the bucket: CloudWatch Logs, and a queue for a SIEM."""

from __future__ import annotations

from collections.abc import Sequence

from components.names import Names
from components.policies.document import Document, allow, document, for_services, one_or_many, tls_only, trust
from components.policies.logs import for_readers


def log_delivery_trust() -> Document:
    """CloudTrail. Only who may pass the role in this account can make a trail use it. No source account, as
    scanners ask for: AWS's page has none for this role, and delivery was seen to stop with one.

    https://github.com/prowler-cloud/prowler/issues/4714
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    return trust("cloudtrail")


def log_delivery(names: Names) -> Document:
    """CloudTrail names its streams <account>_CloudTrail_<region>, those of an organization's members
    <organization>_...; nothing else is written.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    begins = [f"{names.trail_owner}_CloudTrail_{names.home}*"]
    if names.organization:
        begins.append(f"{names.organization.id}_*")
    streams = [f"{names.log_group_arn}:log-stream:{one}" for one in begins]
    return document(allow("WriteEvents", ["logs:CreateLogStream", "logs:PutLogEvents"], one_or_many(streams)))


def siem_queue(names: Names, readers: Sequence[str]) -> Document:
    """S3 fills the queue with the log bucket's Object Created events; readers take them out.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
    """
    return document(
        allow(
            "LogBucketSends",
            "sqs:SendMessage",
            names.siem_queue_arn,
            to=for_services("s3"),
            when={
                "ArnEquals": {"aws:SourceArn": names.log_bucket_arn},
                "StringEquals": {"aws:SourceAccount": names.account},
            },
        ),
        allow(
            "ReadersReceive",
            [
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:GetQueueUrl",
                "sqs:ReceiveMessage",
            ],
            names.siem_queue_arn,
            to=for_readers(names, readers),
        ),
        tls_only("sqs:*", [names.siem_queue_arn]),
    )
