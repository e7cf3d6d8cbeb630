"""The log bucket's policy: this trail writes its logs, and nothing comes or goes without TLS.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    CLOUDTRAIL,
    CONFIG,
    PLAIN_HTTP,
    STRANGERS_ACCOUNT,
    TLS,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from tests.iam.frames import present
from wizard.iam import Principal, Request

LOG = f"AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/2026/01/31/{ACCOUNT}_CloudTrail_eu-west-1_x.json.gz"


def on_bucket(at: Place, who: Principal, action: str, **context: str) -> Request:
    return Request(who, action, f"arn:{at.partition}:s3:::{at.bucket}", {**TLS, **context}, ACCOUNT)


def on_object(at: Place, who: Principal, action: str, key: str = LOG, **context: str) -> Request:
    arn = f"arn:{at.partition}:s3:::{at.bucket}/{key}"
    return Request(who, action, arn, {**TLS, **context}, ACCOUNT)


def write(
    at: Place,
    key: str = LOG,
    *,
    trail: str | None = "",
    acl: str | None = "bucket-owner-full-control",
    who: Principal = CLOUDTRAIL,
    over: dict[str, str] = TLS,
) -> Request:
    """CloudTrail's PutObject; trail "" is ours, and None leaves the key out of the request."""
    context = present({"aws:SourceArn": at.trail if trail == "" else trail, "s3:x-amz-acl": acl})
    return on_object(at, who, "s3:PutObject", key, **context, **over)


def reads_acl(at: Place, **context: str) -> Request:
    return on_bucket(at, CLOUDTRAIL, "s3:GetBucketAcl", **context)


ALLOWED: dict[str, Case] = {
    "CloudTrail reads the bucket's ACL": lambda at: reads_acl(at, **{"aws:SourceArn": at.trail}),
    "CloudTrail writes a log file": lambda at: write(at),
    "CloudTrail writes another region's log file": lambda at: write(
        at, LOG.replace("eu-west-1", "ap-south-1")
    ),
    "CloudTrail writes a digest": lambda at: write(
        at, f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/eu-west-1/d.json.gz"
    ),
    "CloudTrail writes an insight": lambda at: write(
        at, f"AWSLogs/{ACCOUNT}/CloudTrail-Insight/eu-west-1/i.json.gz"
    ),
    "an administrator reads a log file over TLS": lambda at: on_object(at, at.admin, "s3:GetObject"),
    "an administrator lists the bucket over TLS": lambda at: on_bucket(at, at.admin, "s3:ListBucket"),
    "the root user reads the policy over TLS": lambda at: on_bucket(at, at.root, "s3:GetBucketPolicy"),
}

DENIED: dict[str, Case] = {
    "a trail of the same name in another region": lambda at: write(
        at, trail=at.arn("cloudtrail", "trail/everyregion", at.elsewhere)
    ),
    "a trail of the same name in another account": lambda at: write(
        at, trail=at.arn("cloudtrail", "trail/everyregion", account=STRANGERS_ACCOUNT)
    ),
    "another trail of the account": lambda at: write(at, trail=f"{at.trail}2"),
    "a trail named as if by a wildcard": lambda at: write(at, trail=at.arn("cloudtrail", "trail/*")),
    "CloudTrail without a SourceArn": lambda at: write(at, trail=None),
    "a log file without an ACL": lambda at: write(at, acl=None),
    "a log file with a private ACL": lambda at: write(at, acl="private"),
    "a log file with a public ACL": lambda at: write(at, acl="public-read"),
    "another account's logs": lambda at: write(at, LOG.replace(ACCOUNT, STRANGERS_ACCOUNT)),
    "logs of an account whose number begins alike": lambda at: write(
        at, f"AWSLogs/{ACCOUNT}9/CloudTrail/x.json.gz"
    ),
    "a file at the top of the bucket": lambda at: write(at, "x.json.gz"),
    "a file under a prefix": lambda at: write(at, f"prefix/{LOG}"),
    "a log file over plain HTTP": lambda at: write(at, over=PLAIN_HTTP),
    "another service with our trail's ARN": lambda at: write(at, who=CONFIG),
    "a stranger with our trail's ARN": lambda at: write(at, who=at.stranger),
    "an anonymous caller with our trail's ARN": lambda at: write(at, who=ANYONE),
    "the ACL read for another trail": lambda at: reads_acl(at, **{"aws:SourceArn": f"{at.trail}2"}),
    "the ACL read without a SourceArn": lambda at: reads_acl(at),
    "the ACL read over plain HTTP": lambda at: reads_acl(at, **{"aws:SourceArn": at.trail}, **PLAIN_HTTP),
    "the ACL read by another service with our trail's ARN": lambda at: on_bucket(
        at, CONFIG, "s3:GetBucketAcl", **{"aws:SourceArn": at.trail}
    ),
    "the ACL read by anyone with our trail's ARN": lambda at: on_bucket(
        at, ANYONE, "s3:GetBucketAcl", **{"aws:SourceArn": at.trail}
    ),
    "CloudTrail changes a log file's ACL": lambda at: Request(
        CLOUDTRAIL, "s3:PutObjectAcl", write(at).resource, write(at).context, ACCOUNT
    ),
    "CloudTrail reads a log file": lambda at: on_object(
        at, CLOUDTRAIL, "s3:GetObject", **{"aws:SourceArn": at.trail}
    ),
    "CloudTrail deletes a log file": lambda at: on_object(
        at, CLOUDTRAIL, "s3:DeleteObject", **{"aws:SourceArn": at.trail}
    ),
    "CloudTrail changes the policy": lambda at: on_bucket(
        at, CLOUDTRAIL, "s3:PutBucketPolicy", **{"aws:SourceArn": at.trail}
    ),
    "a stranger reads a log file": lambda at: on_object(at, at.stranger, "s3:GetObject"),
    "a stranger lists the bucket": lambda at: on_bucket(at, at.stranger, "s3:ListBucket"),
    "anyone reads a log file": lambda at: on_object(at, ANYONE, "s3:GetObject"),
    "anyone lists the bucket": lambda at: on_bucket(at, ANYONE, "s3:ListBucket"),
    "an administrator reads over plain HTTP": lambda at: on_object(
        at, at.admin, "s3:GetObject", **PLAIN_HTTP
    ),
    "an administrator lists over plain HTTP": lambda at: on_bucket(
        at, at.admin, "s3:ListBucket", **PLAIN_HTTP
    ),
    "the root user reads over plain HTTP": lambda at: on_object(at, at.root, "s3:GetObject", **PLAIN_HTTP),
}


@everywhere
@each(ALLOWED)
def test_the_log_bucket_allows(case: Case, place: Place) -> None:
    decision = judged(policies.log_bucket(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(DENIED)
def test_the_log_bucket_denies(case: Case, place: Place) -> None:
    decision = judged(policies.log_bucket(place.names), case(place))
    assert not decision.allowed, decision.reason


@everywhere
def test_cloudtrail_may_write_to_no_other_bucket_by_this_policy(place: Place) -> None:
    for ours in (write(place), reads_acl(place, **{"aws:SourceArn": place.trail})):
        theirs = Request(
            ours.principal, ours.action, ours.resource.replace(place.bucket, "other"), ours.context
        )
        assert not judged(policies.log_bucket(place.names), theirs).allowed


@everywhere
def test_the_same_trail_in_another_partition_is_another_trail(place: Place) -> None:
    foreign = place.trail.replace(f"arn:{place.partition}:", "arn:aws-eusc:")
    assert not judged(policies.log_bucket(place.names), write(place, trail=foreign)).allowed
