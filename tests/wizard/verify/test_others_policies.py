"""Bucket and key policies of others, in every spelling that AWS takes, judged by what they mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wizard.account.facts import Key, Probe, Trail
from wizard.verify.checks.bucket_policy import bucket_policy
from wizard.verify.checks.key import key
from wizard.verify.facts import NOT_ASKED, PARTS, Bucket, Covered, LogKey, TrailFacts
from wizard.verify.target import as_if, names_of

ACCOUNT, FOREIGN, HOME = "111122223333", "555566667777", "eu-west-1"
ARN = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/acme"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
BUCKET = "arn:aws:s3:::acme-logs"
FILES = f"{BUCKET}/*"
CLOUDTRAIL = {"Service": "cloudtrail.amazonaws.com"}
OWN = {"StringEquals": {"aws:SourceArn": ARN}}


def allow(
    principal: Any, action: Any, condition: Any = None, resource: str = f"{BUCKET}/*"
) -> dict[str, Any]:
    made = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource}
    return made if condition is None else {**made, "Condition": condition}


def deny(condition: Any, action: str = "s3:PutObject", resource: str = FILES) -> dict[str, Any]:
    return {**allow("*", action, condition, resource), "Effect": "Deny"}


GOOD = [
    allow(CLOUDTRAIL, "s3:GetBucketAcl", OWN, BUCKET),
    allow(CLOUDTRAIL, "s3:PutObject", OWN),
    deny({"Bool": {"aws:SecureTransport": "false"}}, "s3:*"),
    deny({"Bool": {"aws:SecureTransport": "false"}}, "s3:*", BUCKET),
]
ROOT = allow({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:*", resource="*")


def parts(policy: str) -> Any:
    return {**dict.fromkeys(PARTS, NOT_ASKED), "policy": Probe("good", policy)}


def of_trail(policy: str = "{}", key_policy: str = "{}", **status: Any) -> TrailFacts:
    trail = Trail("acme", ARN, HOME, "acme-logs", True, False, True, True, key=KEY)
    kms = Key(KEY, "Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "CUSTOMER", Probe("good", key_policy))
    regions = {HOME: Covered(Probe("good", status)), "us-east-1": Covered(Probe("good", {}))}
    return TrailFacts(
        trail,
        names_of(trail, ACCOUNT),
        as_if(trail),
        False,
        Bucket("acme-logs", **parts(policy)),
        LogKey(Probe("good", kms), Probe("good", True)),
        regions=regions,
    )


def amiss(*more: Any, **status: Any) -> dict[str, str]:
    text = json.dumps({"Version": "2012-10-17", "Statement": [*GOOD, *more]})
    found = bucket_policy(of_trail(text, **status), BUCKET)
    return {one.id: one.state for one in found if one.state != "passed"}


def amiss_of_key(*more: Any) -> set[str]:
    text = json.dumps({"Version": "2012-10-17", "Statement": [ROOT, *more]})
    return {
        one.id
        for one in key(of_trail(key_policy=text))
        if one.id == "key.not-public" and one.state == "failed"
    }


WRITES, PUBLIC, TRAILS = "bucket.only-cloudtrail-writes", "bucket.policy-not-public", "bucket.only-this-trail"


def test_a_policy_as_aws_writes_it_is_good() -> None:
    assert amiss() == {}


@pytest.mark.parametrize(
    ("statement", "failed"),
    [
        (allow({"AWS": FOREIGN}, "s3:PutObject"), {WRITES}),
        (allow({"AWS": [f"arn:aws:iam::{FOREIGN}:role/x"]}, ["s3:Put*"]), {WRITES}),
        (allow({"AWS": FOREIGN}, "s3:DeleteObjectVersion"), {WRITES}),
        (allow({"AWS": FOREIGN}, "s3:PutLifecycleConfiguration", resource=BUCKET), {WRITES}),
        (allow({"CanonicalUser": "79a59df900b949e5"}, "s3:PutObject"), {WRITES}),
        (allow("*", "s3:DeleteObject", {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}), {WRITES}),
        (allow("*", "s3:PutObject", {"StringEquals": {"aws:PrincipalAccount": FOREIGN}}), {WRITES}),
        (allow("*", "s3:PutObject", {"StringEquals": {"aws:SourceVpce": "vpce-0123"}}), {WRITES}),
        (allow("*", "s3:PutObject", {"IpAddress": {"aws:SourceIp": "3.0.0.0/8"}}), {WRITES}),
        (
            allow("*", "s3:PutObject", {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}),
            {PUBLIC, WRITES},
        ),
        (
            allow({"AWS": FOREIGN}, "s3:Put*", None, f"{BUCKET}/AWSLogs/{ACCOUNT}/CloudTrail/sa-east-1/*"),
            {WRITES},
        ),
        (
            allow(CLOUDTRAIL, "s3:PutObject", {"ArnLike": {"aws:SourceArn": "arn:*:*:*:*:trail/z"}}),
            {TRAILS},
        ),
        # Nobody from outside: the account itself, by whatever name, and who only reads.
        (allow("*", "s3:PutObject", {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}), set()),
        (allow({"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"}, "s3:DeleteObject"), set()),
        (allow({"AWS": FOREIGN}, "s3:GetObject"), set()),
        # AWS's page on a bucket of several accounts names them:
        # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-set-bucket-policy-for-multiple-accounts.html
        (
            allow(CLOUDTRAIL, "s3:PutObject", {"StringEquals": {"aws:SourceAccount": [ACCOUNT, FOREIGN]}}),
            set(),
        ),
    ],
)  # fmt: skip
def test_whoever_a_statement_names_may_do_what_it_says(statement: Any, failed: set[str]) -> None:
    assert amiss(statement) == dict.fromkeys(failed, "failed")


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ({"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}, "unknown"),
        ({"Null": {"s3:x-amz-server-side-encryption": "true"}}, "unknown"),
        ({"StringEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}, "unknown"),
        ({"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-abcdefghij"}}, "unknown"),
        # What AWS documents of a service's call is known.
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}, "failed"),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, "failed"),
        ({"NumericLessThanIfExists": {"s3:TlsVersion": "1.2"}}, ""),
        (
            {"ForAllValues:StringNotEquals": {"aws:PrincipalServiceNamesList": ["cloudtrail.amazonaws.com"]}},
            "",
        ),
        ({"StringNotEquals": {"s3:ResourceAccount": ACCOUNT}}, ""),
        ({"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}, ""),
    ],
)
def test_a_deny_that_hangs_on_what_aws_does_not_document_is_no_failure(condition: Any, state: str) -> None:
    assert amiss(deny(condition)) == ({"bucket.takes-files": state} if state else {})


def test_a_header_that_a_stranger_may_choose_stops_no_stranger() -> None:
    """As cloudposse's modules have it: without the header nobody may write, and anybody can send it."""
    no_source = allow(
        CLOUDTRAIL, "s3:PutObject", {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    )
    kms = deny({"Null": {"s3:x-amz-server-side-encryption": "true"}})
    assert amiss(no_source, kms) == {"bucket.takes-files": "unknown", TRAILS: "failed"}
    named = allow({"AWS": FOREIGN}, "s3:PutObject")
    assert amiss(named, kms) == {"bucket.takes-files": "unknown", WRITES: "failed"}
    tls = deny({"Bool": {"aws:SecureTransport": "false"}, "StringLike": {"aws:UserAgent": "curl*"}}, "s3:*")
    text = json.dumps({"Version": "2012-10-17", "Statement": [*GOOD[:2], tls]})
    failed = {one.id for one in bucket_policy(of_trail(text), BUCKET) if one.state == "failed"}
    assert failed == {"bucket.tls-only"}


@pytest.mark.parametrize(
    "name", ["Management-Events", "AWSAccelerator-Organizations-CloudTrail", "a_b", "x" * 128]
)
@pytest.mark.parametrize("home", [HOME, "us-gov-west-1", "cn-north-1", "ap-southeast-99", "xx-nowhere-1"])
def test_a_trail_may_be_called_and_be_where_ours_could_not(name: str, home: str) -> None:
    trail = Trail(
        name, f"arn:aws:cloudtrail:{home}:{ACCOUNT}:trail/{name}", home, "b", True, False, True, True
    )
    settings = as_if(trail)
    assert (settings.trail_name, settings.home_region, settings.region_alert) == (name, home, ())


def test_that_files_arrive_proves_it_where_the_policy_alone_does_not() -> None:
    kms = deny({"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}})
    assert amiss(kms, LatestDeliveryTime="2026-11-26T20:00:00Z") == {}
    failing = {"LatestDeliveryTime": "2026-11-26T20:00:00Z", "LatestDeliveryError": "AccessDenied"}
    assert amiss(kms, **failing) == {"bucket.takes-files": "unknown"}


def test_the_files_of_one_region_alone_may_be_refused() -> None:
    one = deny({}, resource=f"{BUCKET}/AWSLogs/{ACCOUNT}/CloudTrail/us-*")
    assert amiss(one) == {"bucket.takes-files": "failed"}


@pytest.mark.parametrize(
    ("condition", "is_public"),
    [
        (None, True),
        ({"StringEquals": {"kms:ViaService": f"s3.{HOME}.amazonaws.com"}}, True),
        ({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/backup"}}, True),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}, True),
        ({"Bool": {"kms:GrantIsForAWSResource": "true"}}, True),
        (
            {"StringEquals": {"kms:ViaService": f"s3.{HOME}.amazonaws.com", "kms:CallerAccount": ACCOUNT}},
            False,
        ),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}, False),
    ],
)
@pytest.mark.parametrize(
    "action", ["kms:Decrypt", "kms:CreateGrant", "kms:ReEncrypt*", "kms:ScheduleKeyDeletion"]
)
def test_a_key_is_public_where_no_condition_names_who(condition: Any, is_public: bool, action: str) -> None:
    assert amiss_of_key(allow({"AWS": "*"}, action, condition, "*")) == (
        {"key.not-public"} if is_public else set()
    )


def test_a_key_that_denies_everybody_else_is_not_public() -> None:
    elsewhere = {"StringNotEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}
    assert amiss_of_key(allow("*", "kms:Decrypt", None, "*"), deny(elsewhere, "kms:*", "*")) == set()


def takes_trail(condition: Any, *more: Any, **status: Any) -> str:
    encrypts = allow(CLOUDTRAIL, "kms:GenerateDataKey*", condition, "*")
    describes = allow(CLOUDTRAIL, "kms:DescribeKey", None, "*")
    text = json.dumps({"Version": "2012-10-17", "Statement": [ROOT, encrypts, describes, *more]})
    (found,) = (one for one in key(of_trail(key_policy=text, **status)) if one.id == "key.takes-trail")
    return found.state


CONTEXT = "kms:EncryptionContext:aws:cloudtrail:arn"


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ({"ArnLike": {CONTEXT: f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/*"}}, "passed"),
        ({"ForAnyValue:StringLike": {CONTEXT: "arn:aws:cloudtrail:*"}}, "passed"),
        ({"Null": {"AWS:SourceArn": "false"}}, "passed"),
        ({"StringLike": {CONTEXT: f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/*"}}, "failed"),
        ({"StringEquals": {"aws:SourceOrgID": "o-abcdefghij"}}, "unknown"),
        ({"StringEquals": {"kms:CallerAccount": ACCOUNT}}, "unknown"),
    ],
)
def test_a_key_s_condition_on_what_aws_does_not_document_is_no_failure(condition: Any, state: str) -> None:
    assert takes_trail(condition) == state
    arrived = "passed" if state == "unknown" else state
    assert takes_trail(condition, LatestDeliveryTime="2026-11-26T20:00:00Z") == arrived


def test_a_key_s_deny_is_told_from_one_that_may_not_be_met() -> None:
    members = {"StringNotEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}
    assert takes_trail({}, deny(members, "kms:*", "*")) == "failed"
    people = {**members, "Bool": {"aws:PrincipalIsAWSService": "false"}}
    assert takes_trail({}, deny(people, "kms:*", "*")) == "passed"
    sources = {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-abcdefghij"}}
    assert takes_trail({}, deny(sources, "kms:*", "*")) == "unknown"
