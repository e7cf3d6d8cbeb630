"""Condition operators one by one, with the examples of AWS's page on them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.documents import allow, policy
from wizard.iam import Principal, Request, evaluate

ALICE = Principal.user("arn:aws:iam::111122223333:user/alice")
TOPIC = "arn:aws:sns:us-east-1:111122223333:TOPIC-ID"


def holds(operator: str, key: str, wanted: Any, given: Any = None) -> bool:
    """Whether the condition holds; `given` None leaves the key out of the request."""
    context = {} if given is None else {key: given}
    statement = allow(Condition={operator: {key: wanted}})
    return evaluate(
        Request(ALICE, "sns:Publish", TOPIC, context), identity_policies=[policy(statement)]
    ).allowed


YES, NO = True, False
STRINGS = [
    ("StringEquals", "audit", "audit", YES),
    ("StringEquals", "audit", "Audit", NO),
    ("StringEquals", "aud*", "audit", NO),
    ("StringEquals", ["a", "b"], "b", YES),
    ("StringEquals", "true", True, YES),
    ("StringNotEquals", "audit", "sales", YES),
    ("StringNotEquals", "audit", "audit", NO),
    ("StringNotEquals", ["a", "b"], "b", NO),
    ("StringEqualsIgnoreCase", "AUDIT", "audit", YES),
    ("StringEqualsIgnoreCase", "audit", "AUDIT", YES),
    ("StringEqualsIgnoreCase", "AUDIT", "sales", NO),
    ("StringNotEqualsIgnoreCase", "AUDIT", "audit", NO),
    ("StringNotEqualsIgnoreCase", "AUDIT", "sales", YES),
    ("StringLike", "home/*", "home/alice", YES),
    ("StringLike", "home/*", "home/\nalice", YES),
    ("StringLike", "home/?", "home/alice", NO),
    ("StringLike", "Home/*", "home/alice", NO),
    ("StringLike", "${aws:username}/*", "alice/x", YES),
    ("StringLike", "${aws:username}/*", "bob/x", NO),
    ("StringNotLike", "home/*", "home/alice", NO),
    ("StringNotLike", "home/*", "work/alice", YES),
]
ARNS = [
    ("ArnEquals", TOPIC, TOPIC, YES),
    ("ArnEquals", "arn:aws:sns:*:111122223333:TOPIC-ID", TOPIC, YES),
    ("ArnLike", "arn:aws:sns:us-east-?:111122223333:*", TOPIC, YES),
    ("ArnLike", "arn:aws:sns:*:444455556666:*", TOPIC, NO),
    ("ArnLike", "arn:aws:*:TOPIC-ID", TOPIC, NO),
    ("ArnLike", "arn:aws:sns:*", "not an ARN", NO),
    ("ArnNotEquals", TOPIC, TOPIC, NO),
    ("ArnNotLike", "arn:aws:sns:*:444455556666:*", TOPIC, YES),
]
NUMBERS = [
    ("NumericEquals", "10", "10.0", YES),
    ("NumericNotEquals", "10", "10", NO),
    ("NumericLessThan", "10", "9", YES),
    ("NumericLessThan", "10", "10", NO),
    ("NumericLessThanEquals", 10, 10, YES),
    ("NumericGreaterThan", "10", "9", NO),
    ("NumericGreaterThan", "9", "10", YES),
    ("NumericGreaterThanEquals", "10", "10", YES),
    ("NumericLessThan", "10", "few", NO),
]
DATES = [
    ("DateEquals", "2026-01-31T00:00:00Z", "2026-01-31T01:00:00+01:00", YES),
    ("DateNotEquals", "2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z", YES),
    ("DateGreaterThan", "2020-04-01T00:00:00Z", "2026-01-01T00:00:00Z", YES),
    ("DateGreaterThanEquals", "2020-04-01T00:00:00Z", "2020-04-01T00:00:00Z", YES),
    ("DateLessThan", "2020-06-30T23:59:59Z", "2026-01-01T00:00:00Z", NO),
    ("DateLessThanEquals", "2020-06-30", "2020-06-30T00:00:00Z", YES),
    ("DateLessThan", "1593561599", "2020-06-30T23:59:58Z", YES),
    ("DateLessThan", "2020-06-30", "yesterday", NO),
]
OTHERS = [
    ("Bool", "true", "true", YES),
    ("Bool", True, "true", YES),
    ("Bool", "false", True, NO),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", YES),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "b3RoZXI=", NO),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9", YES),
    ("IpAddress", "203.0.113.0/24", "203.0.114.9", NO),
    ("IpAddress", "203.0.113.9", "203.0.113.9", YES),
    ("IpAddress", "203.0.113.9/24", "203.0.113.200", YES),
    ("IpAddress", "203.0.113.0/24", "2001:db8::1", NO),
    ("IpAddress", ["203.0.113.0/24", "2001:DB8:1234:5678::/64"], "2001:db8:1234:5678:9::1", YES),
    ("IpAddress", "203.0.113.0/24", "AWS Internal", NO),
    ("NotIpAddress", "203.0.113.0/24", "203.0.113.9", NO),
    ("NotIpAddress", "203.0.113.0/24", "198.51.100.1", YES),
]


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        pytest.param(*case, id=f"{case[0]} {case[1]} against {case[2]}")
        for case in [*STRINGS, *ARNS, *NUMBERS, *DATES, *OTHERS]
    ],
)
def test_an_operator_compares_by_its_type(operator: str, wanted: Any, given: Any, expected: bool) -> None:
    assert holds(operator, "test:Key", wanted, given) is expected
