"""Whom a policy's statements let in, found from what they say, however they spell it."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.iam.unknown_keys import asked_for, kindest, strictest
from wizard.iam.witnesses import witnesses

STRANGER, FOREIGN = "999988887777", "555566667777"


def found(principal: Any, condition: Any = None, **more: Any) -> list[tuple[str, str, dict[str, str]]]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*", **more}
    if condition is not None:
        statement["Condition"] = condition
    made = witnesses({"Version": "2012-10-17", "Statement": statement}, STRANGER)
    return [
        (one.principal.kind, one.principal.account or one.principal.name, dict(one.context)) for one in made
    ]


@pytest.mark.parametrize(
    ("principal", "kind", "account"),
    [
        ("*", "role", STRANGER),
        ({"AWS": "*"}, "role", STRANGER),
        ({"AWS": FOREIGN}, "role", FOREIGN),
        ({"AWS": [f"arn:aws:iam::{FOREIGN}:root"]}, "role", FOREIGN),
        ({"AWS": f"arn:aws:iam::{FOREIGN}:user/eve"}, "user", FOREIGN),
        ({"AWS": f"arn:aws:sts::{FOREIGN}:assumed-role/r/s"}, "session", FOREIGN),
        ({"CanonicalUser": "79a5"}, "root", STRANGER),
        ({"Service": "cloudtrail.amazonaws.com"}, "service", "cloudtrail.amazonaws.com"),
    ],
)
def test_each_way_to_name_somebody_gives_a_caller(principal: Any, kind: str, account: str) -> None:
    assert found(principal) == [(kind, account, {})]


@pytest.mark.parametrize(
    ("condition", "kind", "account", "context"),
    [
        (
            {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}},
            "role", STRANGER, {"aws:principalorgid": "o-abcdefghij"},
        ),
        (
            {"StringEquals": {"AWS:PrincipalAccount": FOREIGN}},
            "role", FOREIGN, {"aws:principalaccount": FOREIGN},
        ),
        (
            {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/backup"}},
            "role", STRANGER, {"aws:principalarn": f"arn:aws:iam::{STRANGER}:role/backup"},
        ),
        (
            {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::11112222333?:user/*"}},
            "user", "111122223330", {"aws:principalarn": "arn:aws:iam::111122223330:user/x"},
        ),
        (
            {"ForAnyValue:StringLike": {"kms:CallerAccount": "1111*"}},
            "role", "111100000000", {"kms:calleraccount": "111100000000"},
        ),
        (
            {"ArnLike": {"aws:SourceArn": "arn:*:cloudtrail:*:*:trail/evil"}},
            "service", "cloudtrail.amazonaws.com",
            {"aws:sourcearn": f"arn:aws:cloudtrail:x:{STRANGER}:trail/evil"},
        ),
        (
            {"ArnLike": {"aws:SourceArn": "*"}, "StringEquals": {"aws:SourceAccount": FOREIGN}},
            "service", "cloudtrail.amazonaws.com",
            {"aws:sourcearn": f"arn:aws:cloudtrail:x:{FOREIGN}:trail/x", "aws:sourceaccount": FOREIGN},
        ),
        (
            {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
            "role", STRANGER, {"aws:sourceip": "203.0.113.0"},
        ),
        ({"Null": {"aws:SourceVpc": "true"}}, "role", STRANGER, {}),
        ({"Null": {"aws:PrincipalTag/a": "false"}}, "role", STRANGER, {"aws:principaltag/a": "x"}),
        (
            {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}},
            "role", STRANGER, {"aws:multifactorauthage": "3599"},
        ),
        (
            {"DateLessThan": {"aws:CurrentTime": "2099-01-01"}},
            "role", STRANGER, {"aws:currenttime": "1970-01-02T00:00:00Z"},
        ),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, "role", STRANGER, {}),
    ],
)  # fmt: skip
def test_a_condition_says_who_it_is_and_what_they_bring(
    condition: Any, kind: str, account: str, context: dict[str, str]
) -> None:
    assert found("*", condition) == [(kind, account, context)]


def test_each_value_of_a_list_is_one_of_them() -> None:
    accounts = ["111122223333", FOREIGN]
    made = found("*", {"StringEquals": {"aws:PrincipalAccount": accounts}})
    assert [account for _, account, _ in made] == accounts


def test_who_is_left_out_by_name_leaves_all_others_in() -> None:
    assert found(None, NotPrincipal={"AWS": "111122223333"}) == [("role", STRANGER, {})]


def test_what_denies_lets_nobody_in() -> None:
    assert found("*", Effect="Deny") == []


def test_keys_that_nobody_knows_open_and_close_a_policy() -> None:
    header = {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": "*",
        "Condition": header,
    }
    allow = {**deny, "Effect": "Allow", "Condition": {**header, "Bool": {"aws:SecureTransport": "true"}}}
    policy = {"Version": "2012-10-17", "Statement": [allow, deny]}
    sure = {"Bool": {"aws:SecureTransport": "true"}}
    assert asked_for(policy, {"aws:securetransport"}) == ("s3:x-amz-server-side-encryption",)
    assert kindest(policy, {"aws:securetransport"})["Statement"] == [{**allow, "Condition": sure}]
    assert strictest(policy, {"aws:securetransport"})["Statement"] == [{**deny, "Condition": {}}]
