"""logReaders and the log bucket: readers list and read the logs, and nothing else.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-sharing-logs.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    PLAIN_HTTP,
    TLS,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from wizard.iam import Principal, Request, evaluate

PARTNER = "777788889999"
LOG = f"AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/2026/01/31/x.json.gz"


def readers(at: Place) -> list[str]:
    """A role of the account, and another account."""
    return [at.role("Investigator"), PARTNER]


def investigator(at: Place) -> Principal:
    return Principal.session(at.role("Investigator"), "ida")


def partner(at: Place) -> Principal:
    return Principal.session(at.role("Siem", PARTNER), "collector")


def reads(at: Place, who: Principal, action: str = "GetObject", key: str = LOG, **context: str) -> Request:
    bucket = f"arn:{at.partition}:s3:::{at.bucket}"
    resource = bucket if action.endswith(("ListBucket", "BucketLocation")) else f"{bucket}/{key}"
    return Request(who, f"s3:{action}", resource, {**TLS, **context}, ACCOUNT)


ALLOWED: dict[str, Case] = {
    "a reading role reads a log file": lambda at: reads(at, investigator(at)),
    "a reading role lists": lambda at: reads(at, investigator(at), "ListBucket"),
    "a reading account reads a log file": lambda at: reads(at, partner(at)),
    "a reading account reads an old version": lambda at: reads(at, partner(at), "GetObjectVersion"),
    "a reading account lists": lambda at: reads(at, partner(at), "ListBucket"),
    "a reading account asks for the region": lambda at: reads(at, partner(at), "GetBucketLocation"),
}

DENIED: dict[str, Case] = {
    "another account reads": lambda at: reads(at, at.stranger),
    "anyone reads": lambda at: reads(at, ANYONE),
    "anyone lists": lambda at: reads(at, ANYONE, "ListBucket"),
    "a reading account over plain HTTP": lambda at: reads(at, partner(at), **PLAIN_HTTP),
    "a reading role over plain HTTP": lambda at: reads(at, investigator(at), **PLAIN_HTTP),
    "a reading account reads outside of the logs": lambda at: reads(at, partner(at), key="inventory.csv"),
    "a reading account writes": lambda at: reads(at, partner(at), "PutObject"),
    "a reading account changes the policy": lambda at: Request(
        partner(at), "s3:PutBucketPolicy", f"arn:{at.partition}:s3:::{at.bucket}", TLS, ACCOUNT
    ),
    "a reading account deletes": lambda at: reads(at, partner(at), "DeleteObject"),
    "a reading account deletes a version": lambda at: reads(at, partner(at), "DeleteObjectVersion"),
}


@everywhere
@each(ALLOWED)
def test_the_log_bucket_allows_readers(case: Case, place: Place) -> None:
    decision = judged(policies.log_bucket(place.names, readers(place)), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(DENIED)
def test_the_log_bucket_denies_beside_readers(case: Case, place: Place) -> None:
    decision = judged(policies.log_bucket(place.names, readers(place)), case(place))
    assert not decision.allowed, decision.reason


@everywhere
def test_a_reading_role_needs_no_policy_of_its_own_within_the_account(place: Place) -> None:
    document = policies.log_bucket(place.names, readers(place))
    assert evaluate(reads(place, investigator(place)), resource_policy=document).allowed


@everywhere
def test_a_reading_account_decides_by_itself_which_of_its_people_read(place: Place) -> None:
    document = policies.log_bucket(place.names, readers(place))
    assert not evaluate(reads(place, partner(place)), resource_policy=document).allowed
