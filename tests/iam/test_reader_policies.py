"""logReaders: with readers named, they and nobody else in the account may decrypt the logs.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-sharing-logs.html
"""

from __future__ import annotations

import pytest

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    CLOUDTRAIL,
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
CONTEXT = "kms:EncryptionContext:aws:cloudtrail:arn"
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


def decrypts(at: Place, who: Principal, action: str = "Decrypt", trail: str | None = "") -> Request:
    """trail: whose log it is; "" is ours, None is something else than a log."""
    context = {} if trail is None else {CONTEXT: trail or at.trail}
    return Request(who, f"kms:{action}", at.key, context)


BUCKET_ALLOWED: dict[str, Case] = {
    "a reading role reads a log file": lambda at: reads(at, investigator(at)),
    "a reading role lists": lambda at: reads(at, investigator(at), "ListBucket"),
    "a reading account reads a log file": lambda at: reads(at, partner(at)),
    "a reading account reads an old version": lambda at: reads(at, partner(at), "GetObjectVersion"),
    "a reading account lists": lambda at: reads(at, partner(at), "ListBucket"),
    "a reading account asks for the region": lambda at: reads(at, partner(at), "GetBucketLocation"),
}

BUCKET_DENIED: dict[str, Case] = {
    "another account reads": lambda at: reads(at, at.stranger),
    "anyone reads": lambda at: reads(at, ANYONE),
    "anyone lists": lambda at: reads(at, ANYONE, "ListBucket"),
    "a reading account over plain HTTP": lambda at: reads(at, partner(at), **PLAIN_HTTP),
    "a reading role over plain HTTP": lambda at: reads(at, investigator(at), **PLAIN_HTTP),
    "a reading account reads outside of the logs": lambda at: reads(at, partner(at), key="inventory.csv"),
    "a reading account writes": lambda at: reads(at, partner(at), "PutObject"),
    "a reading account deletes": lambda at: reads(at, partner(at), "DeleteObject"),
    "a reading account deletes a version": lambda at: reads(at, partner(at), "DeleteObjectVersion"),
}


@everywhere
@each(BUCKET_ALLOWED)
def test_the_log_bucket_allows_readers(case: Case, place: Place) -> None:
    decision = judged(policies.log_bucket(place.names, readers(place)), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(BUCKET_DENIED)
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


KEY_ALLOWED: dict[str, Case] = {
    "a reading role decrypts a log": lambda at: decrypts(at, investigator(at)),
    "a reading account decrypts a log": lambda at: decrypts(at, partner(at)),
    "a reader decrypts another region's log": lambda at: decrypts(
        at, partner(at), trail=at.arn("cloudtrail", "trail/everyregion", at.elsewhere)
    ),
    "the digest function decrypts a log": lambda at: decrypts(at, at.digest),
    "an administrator changes the policy": lambda at: decrypts(at, at.admin, "PutKeyPolicy"),
    "an administrator looks at the key": lambda at: decrypts(at, at.admin, "DescribeKey"),
    "the root user changes the policy": lambda at: decrypts(at, at.root, "PutKeyPolicy"),
    "CloudTrail encrypts": lambda at: Request(
        CLOUDTRAIL, "kms:GenerateDataKey", at.key, {CONTEXT: at.trail, "aws:SourceArn": at.trail}
    ),
}

KEY_DENIED: dict[str, Case] = {
    "an administrator decrypts a log": lambda at: decrypts(at, at.admin),
    "the root user decrypts a log": lambda at: decrypts(at, at.root),
    "an administrator re-encrypts a log": lambda at: decrypts(at, at.admin, "ReEncryptFrom"),
    "a role whose name begins alike": lambda at: decrypts(
        at, Principal.session(at.role("Investigator2"), "mallory")
    ),
    "a session that calls itself by the digest function's name": lambda at: decrypts(
        at, Principal.session(at.role("Admin"), f"everyregion-{at.home}-alert-digest")
    ),
    "another account": lambda at: decrypts(at, at.stranger),
    "another account's role of the digest function's name": lambda at: decrypts(
        at, Principal.session(at.role(f"everyregion-{at.home}-alert-digest", PARTNER[::-1]), "x")
    ),
    "anyone": lambda at: decrypts(at, ANYONE),
    "a reader decrypts something else than a log": lambda at: decrypts(at, partner(at), trail=None),
    "a reader decrypts another account's log": lambda at: decrypts(
        at, partner(at), trail=at.arn("cloudtrail", "trail/everyregion", account=PARTNER)
    ),
    "a reader schedules deletion": lambda at: decrypts(at, partner(at), "ScheduleKeyDeletion"),
    "a reader makes a grant": lambda at: decrypts(at, partner(at), "CreateGrant"),
    "the digest function encrypts": lambda at: decrypts(at, at.digest, "GenerateDataKey"),
}


@everywhere
@each(KEY_ALLOWED)
def test_the_log_key_allows_with_readers(case: Case, place: Place) -> None:
    decision = judged(policies.log_key(place.names, readers(place), digest_reads=True), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(KEY_DENIED)
def test_the_log_key_denies_with_readers(case: Case, place: Place) -> None:
    decision = judged(policies.log_key(place.names, readers(place), digest_reads=True), case(place))
    assert not decision.allowed, decision.reason


@everywhere
def test_the_digest_function_decrypts_beside_readers_only_where_it_opens_logs(place: Place) -> None:
    document = policies.log_key(place.names, readers(place))
    assert not judged(document, decrypts(place, place.digest)).allowed


@everywhere
def test_the_digest_functions_own_policy_and_the_keys_let_it_open_a_log_beside_readers(place: Place) -> None:
    own = policies.digest_function(place.names, topic_arn=place.topic, reads_logs=True, log_key_arn=place.key)
    key = policies.log_key(place.names, readers(place), digest_reads=True)
    through_s3 = {CONTEXT: place.trail, "kms:ViaService": f"s3.{place.home}.{place.dns_suffix}"}
    request = Request(place.digest, "kms:Decrypt", place.key, through_s3)
    decision = evaluate(request, resource_policy=key, identity_policies=[own])
    assert decision.allowed, decision.reason


@pytest.mark.xfail(
    strict=True, reason="AccountManages has kms:Create*, so kms:CreateGrant, which hands out Decrypt"
)
@everywhere
def test_with_readers_an_administrator_cannot_hand_out_decrypt_by_a_grant(place: Place) -> None:
    document = policies.log_key(place.names, readers(place))
    assert not judged(document, decrypts(place, place.admin, "CreateGrant")).allowed
