"""Conditions: missing keys, several values, several keys, and the keys that are always there.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.documents import allow, policy
from wizard.iam import Principal, Request, evaluate

ALICE = Principal.user("arn:aws:iam::111122223333:user/alice")
ROLE = "arn:aws:iam::111122223333:role/team/ops"
TOPIC = "arn:aws:sns:us-east-1:111122223333:TOPIC-ID"


def holds(operator: str, key: str, wanted: Any, given: Any = None) -> bool:
    """Whether the condition holds; `given` None leaves the key out of the request."""
    context = {} if given is None else {key: given}
    statement = allow(Condition={operator: {key: wanted}})
    return evaluate(
        Request(ALICE, "sns:Publish", TOPIC, context), identity_policies=[policy(statement)]
    ).allowed


@pytest.mark.parametrize(
    "operator", ["StringEquals", "StringLike", "ArnLike", "NumericEquals", "Bool", "IpAddress"]
)
def test_a_missing_key_fails_a_plain_operator(operator: str) -> None:
    assert not holds(operator, "test:Key", "203.0.113.0/24")


@pytest.mark.parametrize(
    "operator",
    [
        "StringNotEquals",
        "StringNotEqualsIgnoreCase",
        "StringNotLike",
        "ArnNotEquals",
        "ArnNotLike",
        "NumericNotEquals",
        "DateNotEquals",
        "NotIpAddress",
    ],
)
def test_a_missing_key_satisfies_a_negated_operator(operator: str) -> None:
    assert holds(operator, "test:Key", "203.0.113.0/24")


@pytest.mark.parametrize(
    "operator", ["StringEqualsIfExists", "BoolIfExists", "NumericLessThanIfExists", "ArnLikeIfExists"]
)
def test_a_missing_key_satisfies_if_exists(operator: str) -> None:
    assert holds(operator, "test:Key", "1")


def test_if_exists_still_compares_a_key_that_is_there() -> None:
    assert holds("StringLikeIfExists", "ec2:InstanceType", ["t1.*", "t2.*"], "t2.micro")
    assert not holds("StringLikeIfExists", "ec2:InstanceType", ["t1.*", "t2.*"], "m5.large")


@pytest.mark.parametrize(
    ("wanted", "given", "expected"),
    [
        pytest.param("true", None, True, id="must be missing and is"),
        pytest.param("true", "x", False, id="must be missing and is not"),
        pytest.param("false", "x", True, id="must be there and is"),
        pytest.param("false", None, False, id="must be there and is not"),
        pytest.param("true", [], True, id="an empty list is missing"),
    ],
)
def test_null_asks_whether_the_key_is_there(wanted: str, given: Any, expected: bool) -> None:
    assert holds("Null", "aws:TokenIssueTime", wanted, given) is expected


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        ("ForAllValues:StringEquals", ["environment", "cost"], ["environment"], True),
        ("ForAllValues:StringEquals", ["environment", "cost"], ["environment", "cost"], True),
        ("ForAllValues:StringEquals", ["environment", "cost"], ["environment", "other"], False),
        ("ForAllValues:StringEquals", ["environment", "cost"], None, True),
        ("ForAllValues:StringEquals", ["environment", "cost"], [], True),
        ("ForAllValues:StringNotEquals", ["secret"], ["environment", "cost"], True),
        ("ForAllValues:StringNotEquals", ["secret"], ["environment", "secret"], False),
        ("ForAnyValue:StringEquals", ["environment", "cost"], ["other", "cost"], True),
        ("ForAnyValue:StringEquals", ["environment", "cost"], ["other"], False),
        ("ForAnyValue:StringEquals", ["environment", "cost"], None, False),
        ("ForAnyValue:StringNotEquals", ["environment"], ["environment", "other"], True),
        ("ForAnyValue:StringNotEquals", ["environment"], ["environment"], False),
        ("ForAnyValue:StringNotEquals", ["environment"], None, False),
        ("ForAnyValue:StringLike", "o-abc/r-1/*", ["o-abc/r-1/ou-2/"], True),
        ("ForAnyValue:StringEqualsIfExists", ["environment"], None, True),
        ("ForAllValues:ArnLike", "arn:aws:sns:*:111122223333:*", [TOPIC, "arn:aws:sns:eu-west-1:1:x"], False),
    ],
)
def test_set_operators_compare_every_value_or_any(
    operator: str, wanted: Any, given: Any, expected: bool
) -> None:
    assert holds(operator, "aws:TagKeys", wanted, given) is expected


def test_names_of_condition_keys_are_compared_without_regard_to_case() -> None:
    statement = allow(Condition={"StringEquals": {"AWS:sourceARN": TOPIC}})
    request = Request(ALICE, "sns:Publish", TOPIC, {"aws:SourceArn": TOPIC})
    assert evaluate(request, identity_policies=[policy(statement)]).allowed


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        pytest.param({"a:One": "1", "a:Two": "2", "a:Three": "3"}, True, id="all of them"),
        pytest.param({"a:One": "1", "a:Three": "3"}, False, id="a key of the same operator is missing"),
        pytest.param({"a:One": "1", "a:Two": "2", "a:Three": "4"}, False, id="another operator fails"),
    ],
)
def test_operators_and_keys_must_all_hold(context: dict[str, str], expected: bool) -> None:
    condition = {"StringEquals": {"a:One": "1", "a:Two": "2"}, "StringLike": {"a:Three": "3"}}
    request = Request(ALICE, "sns:Publish", TOPIC, context)
    assert evaluate(request, identity_policies=[policy(allow(Condition=condition))]).allowed is expected


@pytest.mark.parametrize(
    "operator",
    ["StringSortOf", "ForSomeValues:StringEquals", "NullIfExists", "ForAllValues:Null", "IfExists"],
)
def test_an_operator_that_aws_does_not_know_never_holds(operator: str) -> None:
    assert not holds(operator, "test:Key", "x", "x")


@pytest.mark.parametrize(
    ("principal", "key", "value"),
    [
        (ALICE, "aws:PrincipalArn", "arn:aws:iam::111122223333:user/alice"),
        (ALICE, "aws:username", "alice"),
        (ALICE, "aws:PrincipalAccount", "111122223333"),
        (ALICE, "aws:PrincipalIsAWSService", "false"),
        (ALICE, "aws:ResourceAccount", "111122223333"),
        (Principal.session(ROLE, "me"), "aws:PrincipalArn", ROLE),
        (Principal.session(ROLE, "me"), "aws:PrincipalType", "AssumedRole"),
        (Principal.root("111122223333"), "aws:PrincipalType", "Account"),
        (Principal.service("cloudtrail.amazonaws.com"), "aws:PrincipalIsAWSService", "true"),
        (
            Principal.service("cloudtrail.amazonaws.com"),
            "aws:PrincipalServiceName",
            "cloudtrail.amazonaws.com",
        ),
        (Principal.anonymous(), "aws:PrincipalType", "Anonymous"),
    ],
    ids=str,
)
def test_keys_that_follow_from_the_caller_and_the_resource_are_there(
    principal: Principal, key: str, value: str
) -> None:
    statement = allow(Principal="*", Condition={"StringEquals": {key: value}})
    assert evaluate(Request(principal, "sns:Publish", TOPIC), resource_policy=policy(statement)).allowed


def test_a_key_given_with_the_request_wins_over_the_one_that_follows_from_the_caller() -> None:
    statement = allow(Condition={"StringEquals": {"aws:PrincipalType": "User"}})
    request = Request(ALICE, "sns:Publish", TOPIC, {"AWS:PrincipalType": "Account"})
    assert not evaluate(request, identity_policies=[policy(statement)]).allowed
