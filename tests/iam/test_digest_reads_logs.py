"""With delivered logs the digest function opens log files by version, learns that one is gone, and no more.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from __future__ import annotations

from typing import Any

from components import policies
from tests.iam.deployment import ACCOUNT, STRANGERS_ACCOUNT, Case, Place, each, everywhere, permitted
from wizard.iam import Decision, Request, evaluate

LOG_FILE = f"AWSLogs/{ACCOUNT}/CloudTrail/ap-south-1/2026/01/31/x.json.gz"


def does(at: Place, action: str, resource: str, **context: str) -> Request:
    return Request(at.digest, action, resource, context)


def bucket(at: Place) -> str:
    return f"arn:{at.partition}:s3:::{at.bucket}"


def log_file(at: Place, key: str = LOG_FILE) -> str:
    return f"{bucket(at)}/{key}"


def through(at: Place, service: str) -> dict[str, Any]:
    return {"kms:ViaService": f"{service}.{at.home}.{at.dns_suffix}"}


def other_key(at: Place) -> str:
    return at.arn("kms", "key/00000000-0000-0000-0000-000000000000")


def may(at: Place, request: Request) -> Decision:
    document = policies.digest_function(
        at.names, topic_key_arn=at.key, reads_logs=True, log_key_arn=other_key(at)
    )
    if request.action.startswith("kms:"):
        key = policies.log_key(at.names, digest_reads=True)
        return evaluate(request, identity_policies=[document], resource_policy=key)
    return permitted(document, request)


READS_LOGS: dict[str, Case] = {
    "a delivered log file": lambda at: does(at, "s3:GetObject", log_file(at)),
    "the very version that was delivered": lambda at: does(at, "s3:GetObjectVersion", log_file(at)),
    "that a log file is gone": lambda at: does(at, "s3:ListBucket", bucket(at)),
    "a log file of another account of the organization": lambda at: does(
        at, "s3:GetObject", log_file(at, LOG_FILE.replace(ACCOUNT, STRANGERS_ACCOUNT))
    ),
    "the log file's key through S3": lambda at: does(at, "kms:Decrypt", other_key(at), **through(at, "s3")),
}

READS_NO_MORE: dict[str, Case] = {
    "a file outside of AWSLogs": lambda at: does(at, "s3:GetObject", log_file(at, "x.json.gz")),
    "a file of another bucket": lambda at: does(at, "s3:GetObject", log_file(at).replace(at.bucket, "other")),
    "a version of a file outside of AWSLogs": lambda at: does(
        at, "s3:GetObjectVersion", log_file(at, "x.json.gz")
    ),
    "the list of another bucket's files": lambda at: does(
        at, "s3:ListBucket", bucket(at).replace(at.bucket, "other")
    ),
    "the list of versions": lambda at: does(at, "s3:ListBucketVersions", bucket(at)),
    "the list of files of a bucket whose name begins alike": lambda at: does(
        at, "s3:ListBucket", f"{bucket(at)}-2"
    ),
    "a log file's tags": lambda at: does(at, "s3:GetObjectTagging", log_file(at)),
    "the bucket's policy": lambda at: does(at, "s3:GetBucketPolicy", bucket(at)),
    "a log file's version, to delete it": lambda at: does(at, "s3:DeleteObjectVersion", log_file(at)),
    "a log file, to change it": lambda at: does(at, "s3:PutObject", log_file(at)),
    "a log file, to delete it": lambda at: does(at, "s3:DeleteObject", log_file(at)),
    "another log's key": lambda at: does(at, "kms:Decrypt", at.arn("kms", "key/other"), **through(at, "s3")),
    "the same key's copy elsewhere": lambda at: does(
        at, "kms:Decrypt", other_key(at).replace(at.home, at.elsewhere), **through(at, "s3")
    ),
    "another account's key": lambda at: does(
        at, "kms:Decrypt", other_key(at).replace(ACCOUNT, STRANGERS_ACCOUNT), **through(at, "s3")
    ),
    "the log file's key directly": lambda at: does(at, "kms:Decrypt", other_key(at)),
    "the log file's key through SNS": lambda at: does(at, "kms:Decrypt", other_key(at), **through(at, "sns")),
    "the log file's key, to encrypt": lambda at: does(
        at, "kms:GenerateDataKey", other_key(at), **through(at, "s3")
    ),
}


@everywhere
@each(READS_LOGS)
def test_with_delivered_logs_the_digest_function_reads(case: Case, place: Place) -> None:
    decision = may(place, case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(READS_NO_MORE)
def test_with_delivered_logs_the_digest_function_still_does_not_read(case: Case, place: Place) -> None:
    decision = may(place, case(place))
    assert not decision.allowed, decision.reason
