"""The access-log bucket's policy: S3 writes who read the log bucket, and nothing comes or goes without TLS.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    CLOUDTRAIL,
    PLAIN_HTTP,
    S3,
    STRANGERS_ACCOUNT,
    TLS,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from tests.iam.frames import with_source
from wizard.iam import Principal, Request

LOGGING = Principal.service("logging.s3.amazonaws.com")


def bucket(at: Place) -> str:
    return f"arn:{at.partition}:s3:::{at.bucket}-access"


def calls(at: Place, who: Principal, action: str, key: str = "", **context: str) -> Request:
    resource = f"{bucket(at)}/{key}" if key else bucket(at)
    return Request(who, f"s3:{action}", resource, {**TLS, **context}, ACCOUNT)


def writes(
    at: Place, source: str | None = "", account: str | None = ACCOUNT, who: Principal = LOGGING, **more: str
) -> Request:
    """S3's PutObject for a bucket's access log; "" is the log bucket, None leaves the key out."""
    context = with_source(f"arn:{at.partition}:s3:::{at.bucket}" if source == "" else source, account)
    return calls(at, who, "PutObject", "2026-01-31-00-00-00-0123456789ABCDEF", **context, **more)


ALLOWED: dict[str, Case] = {
    "S3 writes the log bucket's access log": lambda at: writes(at),
    "S3 writes it, whatever the file is called": lambda at: Request(
        LOGGING, "s3:PutObject", f"{bucket(at)}/prefix/x", writes(at).context, ACCOUNT
    ),
    "an administrator reads it": lambda at: calls(at, at.admin, "GetObject", "x"),
    "an administrator lists it": lambda at: calls(at, at.admin, "ListBucket"),
    "the root user reads the policy": lambda at: calls(at, at.root, "GetBucketPolicy"),
}

DENIED: dict[str, Case] = {
    "another bucket's access log": lambda at: writes(at, f"arn:{at.partition}:s3:::other"),
    "a bucket whose name begins alike": lambda at: writes(at, f"arn:{at.partition}:s3:::{at.bucket}-2"),
    "the access-log bucket's own": lambda at: writes(at, bucket(at)),
    "the log bucket's, but into another bucket": lambda at: Request(
        LOGGING, "s3:PutObject", f"arn:{at.partition}:s3:::other/x", writes(at).context, ACCOUNT
    ),
    "another account's bucket": lambda at: writes(at, account=STRANGERS_ACCOUNT),
    "no bucket": lambda at: writes(at, None),
    "no account": lambda at: writes(at, account=None),
    "S3 over plain HTTP": lambda at: Request(
        LOGGING, "s3:PutObject", writes(at).resource, {**writes(at).context, **PLAIN_HTTP}, ACCOUNT
    ),
    "S3's notifications": lambda at: writes(at, who=S3),
    "CloudTrail": lambda at: writes(at, who=CLOUDTRAIL),
    "S3 reads": lambda at: calls(at, LOGGING, "GetObject", "x", **{"aws:SourceAccount": ACCOUNT}),
    "S3 deletes": lambda at: Request(
        LOGGING, "s3:DeleteObject", writes(at).resource, writes(at).context, ACCOUNT
    ),
    "a stranger writes": lambda at: writes(at, who=at.stranger),
    "a stranger reads": lambda at: calls(at, at.stranger, "GetObject", "x"),
    "anyone reads": lambda at: calls(at, ANYONE, "GetObject", "x"),
    "anyone writes": lambda at: writes(at, who=ANYONE),
    "an administrator over plain HTTP": lambda at: calls(at, at.admin, "GetObject", "x", **PLAIN_HTTP),
    "an administrator lists over plain HTTP": lambda at: calls(at, at.admin, "ListBucket", **PLAIN_HTTP),
}


@everywhere
@each(ALLOWED)
def test_the_access_log_bucket_allows(case: Case, place: Place) -> None:
    decision = judged(policies.access_log_bucket(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(DENIED)
def test_the_access_log_bucket_denies(case: Case, place: Place) -> None:
    decision = judged(policies.access_log_bucket(place.names), case(place))
    assert not decision.allowed, decision.reason
