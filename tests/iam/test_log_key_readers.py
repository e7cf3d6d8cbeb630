"""logReaders and the log key: readers decrypt the logs, and nobody else in the account does.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
"""

from __future__ import annotations

import pytest

from components import policies
from tests.iam.deployment import (
    ANYONE,
    CLOUDTRAIL,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from wizard.iam import Principal, Request, evaluate

PARTNER = "777788889999"
CONTEXT = "kms:EncryptionContext:aws:cloudtrail:arn"


def readers(at: Place) -> list[str]:
    """A role of the account, and another account."""
    return [at.role("Investigator"), PARTNER]


def investigator(at: Place) -> Principal:
    return Principal.session(at.role("Investigator"), "ida")


def partner(at: Place) -> Principal:
    return Principal.session(at.role("Siem", PARTNER), "collector")


def decrypts(at: Place, who: Principal, action: str = "Decrypt", trail: str | None = "") -> Request:
    """trail: whose log it is; "" is ours, None is something else than a log."""
    context = {} if trail is None else {CONTEXT: trail or at.trail}
    return Request(who, f"kms:{action}", at.key, context)


def cloudtrail(at: Place, action: str = "GenerateDataKey", trail: str = "") -> Request:
    context = {CONTEXT: at.trail, "aws:SourceArn": trail or at.trail}
    return Request(CLOUDTRAIL, f"kms:{action}", at.key, context)


ALLOWED: dict[str, Case] = {
    "a reading role decrypts a log": lambda at: decrypts(at, investigator(at)),
    "a reading account decrypts a log": lambda at: decrypts(at, partner(at)),
    "a reader decrypts another region's log": lambda at: decrypts(
        at, partner(at), trail=at.arn("cloudtrail", "trail/everyregion", at.elsewhere)
    ),
    "the digest function decrypts a log": lambda at: decrypts(at, at.digest),
    "an administrator changes the policy": lambda at: decrypts(at, at.admin, "PutKeyPolicy"),
    "an administrator looks at the key": lambda at: decrypts(at, at.admin, "DescribeKey"),
    "the root user changes the policy": lambda at: decrypts(at, at.root, "PutKeyPolicy"),
    "CloudTrail encrypts": lambda at: cloudtrail(at),
    "CloudTrail looks at the key": lambda at: cloudtrail(at, "DescribeKey"),
}

DENIED: dict[str, Case] = {
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
    "a reader decrypts an event data store": lambda at: decrypts(
        at, partner(at), trail=at.arn("cloudtrail", "eventdatastore/x")
    ),
    "a reader schedules deletion": lambda at: decrypts(at, partner(at), "ScheduleKeyDeletion"),
    "a reader makes a grant": lambda at: decrypts(at, partner(at), "CreateGrant"),
    "the digest function decrypts something else than a log": lambda at: decrypts(at, at.digest, trail=None),
    "the digest function decrypts another account's log": lambda at: decrypts(
        at, at.digest, trail=at.arn("cloudtrail", "trail/everyregion", account=PARTNER)
    ),
    "the digest function decrypts an event data store": lambda at: decrypts(
        at, at.digest, trail=at.arn("cloudtrail", "eventdatastore/x")
    ),
    "a role whose name begins like the digest function's": lambda at: decrypts(
        at, Principal.session(at.role(f"everyregion-{at.home}-alert-digest-2"), "mallory")
    ),
    "CloudTrail decrypts": lambda at: cloudtrail(at, "Decrypt"),
    "CloudTrail encrypts for another trail": lambda at: cloudtrail(at, trail=f"{at.trail}2"),
    "CloudTrail encrypts for another account's trail": lambda at: cloudtrail(
        at, trail=at.arn("cloudtrail", "trail/everyregion", account=PARTNER)
    ),
    "CloudTrail encrypts without an encryption context": lambda at: Request(
        CLOUDTRAIL, "kms:GenerateDataKey", at.key, {"aws:SourceArn": at.trail}
    ),
    "CloudTrail looks at the key for another trail": lambda at: cloudtrail(at, "DescribeKey", f"{at.trail}2"),
    "a stranger looks at the key with our trail's ARN": lambda at: Request(
        at.stranger, "kms:DescribeKey", at.key, {"aws:SourceArn": at.trail}
    ),
    "a stranger encrypts with our trail's ARN": lambda at: Request(
        at.stranger, "kms:GenerateDataKey", at.key, cloudtrail(at).context
    ),
    "the digest function encrypts": lambda at: decrypts(at, at.digest, "GenerateDataKey"),
}


@everywhere
@each(ALLOWED)
def test_the_log_key_allows_with_readers(case: Case, place: Place) -> None:
    decision = judged(policies.log_key(place.names, readers(place), digest_reads=True), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(DENIED)
def test_the_log_key_denies_with_readers(case: Case, place: Place) -> None:
    decision = judged(policies.log_key(place.names, readers(place), digest_reads=True), case(place))
    assert not decision.allowed, decision.reason


@everywhere
def test_the_digest_function_decrypts_beside_readers_only_where_it_opens_logs(place: Place) -> None:
    document = policies.log_key(place.names, readers(place))
    assert not judged(document, decrypts(place, place.digest)).allowed


@everywhere
def test_beside_readers_the_digest_function_decrypts_only_if_its_own_policy_lets_it(place: Place) -> None:
    document = policies.log_key(place.names, readers(place), digest_reads=True)
    assert not evaluate(decrypts(place, place.digest), resource_policy=document).allowed


@everywhere
def test_the_digest_functions_own_policy_and_the_keys_let_it_open_a_log_beside_readers(place: Place) -> None:
    own = policies.digest_function(place.names, reads_logs=True, log_key_arn=place.key)
    key = policies.log_key(place.names, readers(place), digest_reads=True)
    through_s3 = {CONTEXT: place.trail, "kms:ViaService": f"s3.{place.home}.{place.dns_suffix}"}
    request = Request(place.digest, "kms:Decrypt", place.key, through_s3)
    decision = evaluate(request, resource_policy=key, identity_policies=[own])
    assert decision.allowed, decision.reason


@everywhere
def test_with_readers_an_administrator_cannot_hand_out_decrypt_by_a_grant(place: Place) -> None:
    document = policies.log_key(place.names, readers(place))
    assert not judged(document, decrypts(place, place.admin, "CreateGrant")).allowed


# What making, refreshing, changing and removing a key and its alias calls.
MANAGING = (
    "CancelKeyDeletion",
    "CreateAlias",
    "DeleteAlias",
    "DescribeKey",
    "DisableKeyRotation",
    "EnableKey",
    "EnableKeyRotation",
    "GetKeyPolicy",
    "GetKeyRotationStatus",
    "ListResourceTags",
    "PutKeyPolicy",
    "RevokeGrant",
    "RotateKeyOnDemand",
    "ScheduleKeyDeletion",
    "TagResource",
    "UntagResource",
    "UpdateKeyDescription",
)


@everywhere
@pytest.mark.parametrize("action", MANAGING)
def test_with_readers_an_administrator_still_manages_the_key(action: str, place: Place) -> None:
    decision = judged(policies.log_key(place.names, readers(place)), decrypts(place, place.admin, action))
    assert decision.allowed, decision.reason
