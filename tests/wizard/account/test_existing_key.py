"""The KMS key that kmsKeyArn names: looked at, and judged before a trail depends on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from moto import mock_aws

from components.settings import RULES
from tests.wizard.review.existing_cases import (
    ACCOUNT,
    ACCOUNT_DECIDES,
    DESCRIBES,
    ENCRYPTS,
    HOME,
    KEY,
    answering,
    document,
    names,
    settings,
)
from wizard.account.existing_key import judge_key, look_at_key
from wizard.account.facts import Finding, Key, Probe
from wizard.account.policy_verdict import Membership
from wizard.review.plain_words import sections

READER = "arn:aws:iam::444455556666:role/siem"
DECRYPTS = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
    "Action": "kms:Decrypt",
    "Resource": "*",
}
STRANGERS_TRAIL = {
    **ENCRYPTS,
    "Condition": {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/company"}},
}


def judge(*statements: Mapping[str, Any], **more: Any) -> list[Finding]:
    """What is said of an enabled symmetric key with these statements in its policy."""
    fields = {"state": "Enabled", "spec": "SYMMETRIC_DEFAULT", "usage": "ENCRYPT_DECRYPT"}
    fields |= {"arn": KEY, "manager": "CUSTOMER"}
    organization, bucket_key = more.pop("organization", None), more.pop("bucket_key", False)
    fields |= {name: more.pop(name) for name in [*fields] if name in more}
    key = Key(policy=Probe("good", json.dumps(document(*statements))), **fields)
    probe = Probe("good", key)
    return judge_key(settings(**more), names(), probe, organization, bucket_key=bucket_key)


def faults(*statements: Mapping[str, Any], **more: Any) -> list[str]:
    return [finding.text for finding in judge(*statements, **more) if finding.state == "bad"]


def missing(*statements: Mapping[str, Any], **more: Any) -> list[str]:
    """Sids of the statements that are offered."""
    return [s["Sid"] for finding in judge(*statements, **more) for s in finding.statements]


def test_a_key_with_the_statements_of_aws_s_page_is_good() -> None:
    assert [(f.state, f.text) for f in judge(ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES)] == [
        ("good", "CloudTrail can encrypt this trail's log files with your KMS key."),
        ("good", "CloudTrail can look at your KMS key."),
        (
            "good",
            "the alert's function can decrypt delivered log files (regionAlert: delivered-logs).",
        ),
    ]


def test_a_key_with_the_default_policy_lacks_both_statements_for_cloudtrail() -> None:
    found = [finding for finding in judge(ACCOUNT_DECIDES) if finding.state == "bad"]
    assert [finding.statements for finding in found] == [(ENCRYPTS,), (DESCRIBES,)]
    assert found[0].of == "your KMS key"
    assert found[0].text == (
        "Not so: CloudTrail can encrypt this trail's log files with your KMS key; no statement of the key "
        "policy allows cloudtrail.amazonaws.com kms:GenerateDataKey on "
        f'"{KEY}"; the nearest is statement number 1: its Principal doesn\'t name '
        "cloudtrail.amazonaws.com. Add the statement CloudTrailEncrypts to the policy of your KMS key."
    )


def test_what_is_offered_is_all_that_it_takes() -> None:
    offered = [s for finding in judge(ACCOUNT_DECIDES) for s in finding.statements]
    assert faults(ACCOUNT_DECIDES, *offered) == []


def test_a_key_that_is_for_another_trail_is_not_for_this_one() -> None:
    assert missing(ACCOUNT_DECIDES, STRANGERS_TRAIL, DESCRIBES) == ["CloudTrailEncrypts"]


def test_another_encryption_context_than_this_account_s_is_not_enough() -> None:
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:999988887777:trail/*"}
    other = {**ENCRYPTS, "Condition": {"StringLike": context}}
    assert missing(ACCOUNT_DECIDES, other, DESCRIBES) == ["CloudTrailEncrypts"]


def test_a_deny_is_told_as_such_since_no_statement_added_would_help() -> None:
    deny = {
        "Sid": "NoServices",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "kms:GenerateDataKey*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}},
    }
    (fault,) = faults(ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES, deny)
    assert "NoServices" in fault
    assert fault.endswith("Change that statement: a Deny wins over every Allow.")
    assert missing(ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES, deny) == []


MINE, OTHERS = "o-a1b2c3d4e5", "o-zzzzzzzzzz"


def outsiders(id: str, **condition: Any) -> dict[str, Any]:
    """Denies whoever isn't in this organization, AWS's services left out."""
    services = {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}
    return {
        "Sid": "Perimeter",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "kms:*",
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": id}, **services, **condition},
    }


@pytest.mark.parametrize(
    ("known", "denied", "state"),
    [(MINE, MINE, "good"), (OTHERS, MINE, "bad"), ("", MINE, "bad"), (None, MINE, "unknown")],
)
def test_a_deny_of_strangers_is_judged_by_the_organization_as_far_as_it_is_known(
    known: str | None, denied: str, state: str
) -> None:
    membership = None if known is None else Membership(ACCOUNT, known)
    found = judge(ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES, outsiders(denied), organization=membership)
    (digest,) = [f for f in found if "the alert's function" in f.text]
    assert digest.state == state
    assert {f.state for f in found if "CloudTrail" in f.text} == {"good"}


def test_where_in_the_organization_the_account_is_is_not_known() -> None:
    path = {"StringNotLike": {"aws:PrincipalOrgPaths": f"{MINE}/r-ab12/ou-ab12-11111111/*"}}
    outside = {**outsiders(MINE), "Condition": {f"ForAnyValue:{name}": keys for name, keys in path.items()}}
    known = Membership(ACCOUNT, MINE)
    found = judge(ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES, outside, organization=known)
    assert [f.state for f in found if "the alert's function" in f.text] == ["unknown"]


def test_a_condition_that_aws_does_not_promise_to_fulfil_leaves_it_unknown() -> None:
    via = {"StringEquals": {"kms:ViaService": f"s3.{HOME}.amazonaws.com"}}
    only_through_s3 = {**ENCRYPTS, "Condition": via}
    found = judge(ACCOUNT_DECIDES, only_through_s3, DESCRIBES)
    assert [f.state for f in found] == ["unknown", "good", "good"]
    assert found[0].text.startswith("Can't be told: whether CloudTrail can encrypt")


def test_without_the_account_in_its_policy_the_alert_could_not_read_delivered_logs() -> None:
    found = [f for f in judge(ENCRYPTS, DESCRIBES) if f.state == "bad"]
    assert [s["Sid"] for f in found for s in f.statements] == ["DigestDecrypts"]
    assert faults(ENCRYPTS, DESCRIBES, found[0].statements[0]) == []


def test_with_rules_alone_nobody_but_cloudtrail_needs_the_key() -> None:
    assert faults(ENCRYPTS, DESCRIBES, region_alert=(RULES,)) == []


def test_a_log_reader_of_another_account_has_to_be_let_in_by_the_key() -> None:
    three = (ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES)
    assert missing(*three, log_readers=(READER,)) == ["ReadersDecrypt"]
    assert missing(*three, DECRYPTS, log_readers=(READER,)) == []
    assert missing(*three, DECRYPTS, log_readers=("444455556666",)) == []
    assert missing(*three, DECRYPTS, log_readers=("777788889999",)) == ["ReadersDecrypt"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "Disabled"}, "Your KMS key is Disabled: CloudTrail couldn't encrypt"),
        ({"state": "PendingDeletion"}, "Your KMS key is PendingDeletion: CloudTrail couldn't encrypt"),
        ({"spec": "RSA_2048"}, "Your KMS key is RSA_2048 for ENCRYPT_DECRYPT: CloudTrail takes only a sym"),
        ({"usage": "SIGN_VERIFY"}, "Your KMS key is SYMMETRIC_DEFAULT for SIGN_VERIFY: CloudTrail takes"),
        ({"manager": "AWS"}, "Your KMS key is managed by AWS, and its policy can't be changed"),
    ],
)
def test_a_key_of_the_wrong_kind_is_bad_whatever_its_policy(fields: dict[str, str], sentence: str) -> None:
    (fault,) = faults(ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES, **fields)
    assert fault.startswith(sentence)


def test_a_key_elsewhere_than_the_trail_is_bad() -> None:
    there = KEY.replace(HOME, "us-east-1")
    (fault,) = faults(ACCOUNT_DECIDES, ENCRYPTS, DESCRIBES, arn=there)
    assert fault == (
        f"Your KMS key is {there}, but CloudTrail takes only a key in eu-west-1. Name one there."
    )


def test_a_key_is_read_with_its_policy() -> None:
    with mock_aws():
        session = boto3.Session()
        kms = session.client("kms", region_name=HOME)
        policy = json.dumps(document(ACCOUNT_DECIDES))
        arn = kms.create_key(Policy=policy)["KeyMetadata"]["Arn"]
        kms.disable_key(KeyId=arn.rsplit("/", 1)[1])
        found = look_at_key(lambda service, region: session.client(service, region_name=region), arn, HOME)
    assert found.value == Key(
        arn, "Disabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "CUSTOMER", Probe("good", policy)
    )


def test_a_key_that_is_not_there_is_bad() -> None:
    probe = look_at_key(answering(describe_key="NotFoundException"), KEY, HOME)
    assert judge_key(settings(), names(), probe) == [
        Finding(
            "kmsKeyArn",
            "bad",
            "Your KMS key: There is no such key in eu-west-1. AWS would refuse the trail. Name another key, "
            "or choose encryption: new-key.",
        )
    ]


def test_a_look_that_is_refused_names_the_action_and_is_unknown() -> None:
    probe = look_at_key(answering(describe_key="AccessDeniedException"), KEY, HOME)
    (found,) = judge_key(settings(), names(), probe)
    assert (found.state, found.text) == (
        "unknown",
        "Your KMS key: not allowed: kms:DescribeKey in eu-west-1 (AccessDeniedException). Whether CloudTrail "
        "may use it isn't known.",
    )


def test_a_policy_that_may_not_be_read_is_unknown_and_says_what_it_needs() -> None:
    described = {
        "KeyMetadata": {
            "Arn": KEY,
            "KeyState": "Enabled",
            "KeySpec": "SYMMETRIC_DEFAULT",
            "KeyUsage": "ENCRYPT_DECRYPT",
            "KeyManager": "CUSTOMER",
        }
    }
    client_for = answering(describe_key=described, get_key_policy="AccessDeniedException")
    (found,) = judge_key(settings(), names(), look_at_key(client_for, KEY, HOME))
    assert found.state == "unknown"
    assert "not allowed: kms:GetKeyPolicy in eu-west-1 (AccessDeniedException)" in found.text
    assert [s["Sid"] for s in found.statements] == [
        "CloudTrailEncrypts",
        "CloudTrailDescribes",
        "DigestDecrypts",
    ]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (
            {"alert_topic_arn": ""},
            "KMS: 1.00 USD a month for the alerts' key; once more after each of the first two yearly "
            "rotations.",
        ),
        ({}, None),
        (
            {"encryption": "new-key", "kms_key_arn": ""},
            "KMS: 1.00 USD a month for the log key; once more after each of the first two yearly rotations.",
        ),
        (
            {"encryption": "new-key", "kms_key_arn": "", "alert_topic_arn": ""},
            "KMS: 1.00 USD a month for the log key and as much for the alerts' key; once more after each of "
            "the first two yearly rotations.",
        ),
    ],
)
def test_the_review_counts_only_keys_that_are_made(more: dict[str, str], line: str | None) -> None:
    costs = next(s for s in sections(settings(**more), ACCOUNT, None) if s.heading == "What it costs")
    assert [words for words in costs.lines if words.startswith("KMS")] == ([line] if line else [])


CLOUDTRAIL_DECRYPTS = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "kms:Decrypt",
    "Resource": "*",
}


def test_with_a_bucket_key_on_the_log_bucket_cloudtrail_has_to_decrypt_too() -> None:
    given = (ENCRYPTS, DESCRIBES)
    assert missing(*given, region_alert=[], bucket_key=True) == ["CloudTrailDecrypts"]
    (said,) = faults(*given, region_alert=[], bucket_key=True)
    assert said.startswith("Not so: CloudTrail can decrypt with your KMS key, as the Bucket Key of ")
    assert missing(*given, CLOUDTRAIL_DECRYPTS, region_alert=[], bucket_key=True) == []
    assert missing(*given, region_alert=[]) == []
