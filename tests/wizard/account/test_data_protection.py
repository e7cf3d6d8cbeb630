"""What a topic's data protection policy does to messages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wizard.account.data_protection import in_the_way


def policy(*operations: Any, data: Any = "arn:aws:dataprotection::aws:data-identifier/IpAddress") -> str:
    statements = [
        {
            "Sid": f"s{number}",
            "DataDirection": "Inbound",
            "Principal": ["*"],
            "DataIdentifier": [data, "Custom"],
            "Operation": one,
        }
        for number, one in enumerate(operations)
    ]
    return json.dumps({"Name": "pii", "Version": "2021-06-01", "Statement": statements})


def test_without_a_policy_nothing_is_in_the_way() -> None:
    assert in_the_way("") == []


def test_an_audit_changes_no_message() -> None:
    assert in_the_way(policy({"Audit": {"SampleRate": "99", "FindingsDestination": {}}})) == []


def test_what_is_denied_and_what_is_masked_is_told() -> None:
    mask = {"Deidentify": {"MaskConfig": {"MaskWithCharacter": "#"}}}
    assert in_the_way(policy({"Deny": {}}, mask)) == [
        "denies messages with IpAddress, Custom",
        "masks or cuts out IpAddress, Custom",
    ]


def test_an_operation_that_nobody_knows_yet_is_no_harmless_one() -> None:
    assert in_the_way(policy({"Delay": {}})) == ["does Delay to IpAddress, Custom"]


@pytest.mark.parametrize("text", ["no JSON", "[]", "{}", '{"Statement": {}}'])
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        in_the_way(text)
