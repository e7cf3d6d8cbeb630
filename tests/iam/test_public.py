"""What S3 takes for public: the guide's own examples, and each form that a condition may have."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.iam import is_public, public_statements

ACCOUNT, ORGANIZATION = "111122223333", "o-a1b2c3d4e5"


def allowing(principal: Any = "*", condition: Any = None, **more: Any) -> dict[str, Any]:
    made = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*", **more}
    return made if condition is None else {**made, "Condition": condition}


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": [ACCOUNT, "*"]},
        {"AWS": ACCOUNT, "Federated": "graph.facebook.com"},
        {"Federated": "graph.facebook.com"},
        {},
    ],
)
def test_whom_nobody_knows_is_public(principal: Any) -> None:
    assert is_public(allowing(principal))


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": ACCOUNT},
        {"AWS": [f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:role/reader"]},
        {"Service": "cloudtrail.amazonaws.com"},
        {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
    ],
)
def test_a_fixed_account_role_or_service_is_not(principal: Any) -> None:
    assert not is_public(allowing(principal))


def test_everybody_but_one_is_public() -> None:
    statement = allowing()
    del statement["Principal"]
    assert is_public({**statement, "NotPrincipal": {"AWS": ACCOUNT}})


def test_what_is_denied_to_everybody_is_not_public() -> None:
    assert not is_public(allowing(Effect="Deny"))


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:SourceVpc", "vpc-91237329"),
        ("StringEquals", "AWS:SourceVpce", ["vpce-1a2b3c4d", "vpce-5e6f7a8b"]),
        ("StringLike", "aws:SourceAccount", ACCOUNT),
        ("StringEquals", "aws:SourceOwner", ACCOUNT),
        ("ArnEquals", "aws:SourceArn", f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/acme"),
        ("StringEquals", "aws:PrincipalOrgID", ORGANIZATION),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", f"{ORGANIZATION}/r-ab12/ou-ab12-11111111/*"),
        ("StringEquals", "aws:PrincipalAccount", ACCOUNT),
        ("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:role/log-reader"),
        ("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:role/*"),
        ("StringEquals", "aws:userid", "AIDACKCEVSQ6C2EXAMPLE"),
        ("ArnLike", "s3:DataAccessPointArn", f"arn:aws:s3:us-west-2:{ACCOUNT}:accesspoint/*"),
        ("StringEquals", "s3:DataAccessPointAccount", ACCOUNT),
        (
            "StringEquals",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
            f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd",
        ),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24"),
        ("IpAddress", "aws:SourceIp", "11.0.0.0/8"),
        ("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "192.168.0.0/16"]),
        ("IpAddress", "aws:SourceIp", "2001:db8::/32"),
    ],
)
def test_a_condition_with_fixed_values_names_them(operator: str, key: str, value: Any) -> None:
    assert not is_public(allowing(condition={operator: {key: value}}))


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        # Wildcards and variables where the value has to be fixed.
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/log-reader"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::11112222333?:role/log-reader"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*"),
        ("StringLike", "aws:PrincipalArn", "*"),
        ("StringLike", "aws:SourceVpc", "vpc-*"),
        ("StringEquals", "aws:SourceVpc", ["vpc-91237329", "vpc-*"]),
        ("ArnLike", "aws:SourceArn", f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/acme"),
        ("StringLike", "aws:PrincipalOrgID", "o-*"),
        ("StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}"),
        ("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:role/${{aws:PrincipalTag/team}}"),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-*/r-ab12/*"),
        ("StringLike", "aws:userid", "AROAEXAMPLEID:*"),
        ("ArnLike", "s3:DataAccessPointArn", "arn:aws:s3:us-west-2:*:accesspoint/mine"),
        ("StringLike", "s3:DataAccessPointAccount", "1111*"),
        # Too many addresses.
        ("IpAddress", "aws:SourceIp", "0.0.0.0/1"),
        ("IpAddress", "aws:SourceIp", "12.0.0.0/7"),
        ("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "0.0.0.0/0"]),
        ("IpAddress", "aws:SourceIp", "2001::/31"),
        ("IpAddress", "aws:SourceIp", "::/0"),
        # Operators that also hold for others.
        ("StringNotEquals", "aws:SourceVpc", "vpc-91237329"),
        ("ArnNotLike", "aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:role/x"),
        ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"),
        ("Null", "aws:SourceVpce", "false"),
        ("StringEqualsIfExists", "aws:SourceVpce", "vpce-1a2b3c4d"),
        ("IpAddressIfExists", "aws:SourceIp", "203.0.113.0/24"),
        ("ForAllValues:StringEquals", "aws:PrincipalOrgID", ORGANIZATION),
        # Keys that don't say who.
        ("Bool", "aws:SecureTransport", "true"),
        ("StringEquals", "s3:ExistingObjectTag/public", "yes"),
        ("StringLike", "aws:Referer", "https://example.com/*"),
        ("StringEquals", "aws:PrincipalType", "AssumedRole"),
        ("StringEquals", "aws:PrincipalOrgID", []),
    ],
)
def test_a_condition_that_others_can_fulfil_leaves_it_public(operator: str, key: str, value: Any) -> None:
    assert is_public(allowing(condition={operator: {key: value}}))


def test_one_condition_that_names_somebody_is_enough() -> None:
    both = {"StringLike": {"aws:SourceVpc": "vpc-*"}, "StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}
    assert not is_public(allowing(condition=both))


def test_of_a_policy_the_public_statements_are_named() -> None:
    website, reader = allowing(Sid="Website"), allowing({"AWS": ACCOUNT}, Sid="Reader")
    assert public_statements({"Statement": [reader, website]}) == [website]
    assert public_statements({"Statement": website}) == [website]
