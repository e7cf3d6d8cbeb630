"""What AWS refuses in a policy's conditions.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.documents import allow, policy
from wizard.iam import problems


def having(block: Any) -> dict[str, Any]:
    return policy(allow(Principal="*", Condition=block))


def holding(operator: str, value: Any) -> dict[str, Any]:
    return having({operator: {"aws:SourceArn": value}})


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(having([]), "Statement 1: Condition must be an object of operators.", id="a list"),
        pytest.param(
            holding("StringEqual", "a"),
            'Statement 1: "StringEqual" isn\'t a condition operator.',
            id="operator",
        ),
        pytest.param(
            holding("NullIfExists", "true"),
            'Statement 1: "NullIfExists" isn\'t a condition operator.',
            id="Null's",
        ),
        pytest.param(
            having({"Bool": {}}),
            "Statement 1: Bool needs at least one condition key.",
            id="no keys",
        ),
        pytest.param(
            having({"Bool": {"SecureTransport": "false"}}),
            'Statement 1: "SecureTransport" isn\'t a condition key; one looks like aws:SourceArn.',
            id="a key without its prefix",
        ),
        pytest.param(
            holding("StringEquals", []),
            "Statement 1: StringEquals aws:SourceArn has no value.",
            id="no value",
        ),
        pytest.param(
            holding("Bool", "yes"),
            'Statement 1: Bool aws:SourceArn is "yes"; it must be true or false.',
            id="bool",
        ),
        pytest.param(
            holding("Null", "no"),
            'Statement 1: Null aws:SourceArn is "no"; it must be true or false.',
            id="null",
        ),
        pytest.param(
            holding("NumericEquals", "ten"),
            'Statement 1: NumericEquals aws:SourceArn is "ten"; it must be a number.',
            id="number",
        ),
        pytest.param(
            holding("DateLessThan", "soon"),
            'Statement 1: DateLessThan aws:SourceArn is "soon"; it must be a date like 2026-01-31T00:00:00Z.',
            id="date",
        ),
        pytest.param(
            holding("IpAddress", "203.0.113.0/33"),
            'Statement 1: IpAddress aws:SourceArn is "203.0.113.0/33"; '
            "it must be an address or a range like 203.0.113.0/24.",
            id="address",
        ),
        pytest.param(
            holding("BinaryEquals", "no base64!"),
            'Statement 1: BinaryEquals aws:SourceArn is "no base64!"; it must be base64.',
            id="binary",
        ),
    ],
)
def test_a_malformed_condition_is_refused_in_words(document: dict[str, Any], expected: str) -> None:
    assert problems(document) == [expected]
