"""An event bus that is encrypted with a key: can EventBridge still read its rules?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wizard.review.existing_cases import answering
from wizard.account.connect import ClientFor
from wizard.drill.bus_key import look_at_bus_key
from wizard.drill.stage_check import Broken, Unknown

BUS = "arn:aws:events:us-west-2:123456789012:event-bus/default"
KEY = "arn:aws:kms:us-west-2:123456789012:key/bus"
#: As AWS advises: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
NARROW = {
    "aws:SourceAccount": "123456789012",
    "aws:SourceArn": BUS,
    "kms:EncryptionContext:aws:events:event-bus:arn": BUS,
}


def policy(effect: str = "Allow", **condition: Any) -> str:
    statement = {
        "Effect": effect,
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
        "Resource": "*",
        "Condition": {"StringEquals": {**NARROW, **condition}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def bus(state: str = "Enabled", text: Any = None, *, key: str = KEY, described: Any = None) -> ClientFor:
    metadata = {"Arn": KEY, "KeyId": "bus", "KeyState": state, "KeyManager": "CUSTOMER"}
    return answering(
        describe_event_bus={"Name": "default", "Arn": BUS, **({"KmsKeyIdentifier": key} if key else {})},
        describe_key=described or {"KeyMetadata": metadata},
        get_key_policy={"Policy": policy()} if text is None else text,
    )


@pytest.mark.parametrize(
    "client_for", [bus(key=""), bus(), bus(key="alias/bus")], ids=["no key", "its ARN", "an alias"]
)
def test_a_bus_whose_rules_can_be_decrypted_is_good(client_for: ClientFor) -> None:
    look_at_bus_key(client_for, "us-west-2", "")


@pytest.mark.parametrize(
    ("client_for", "text"),
    [
        (
            bus("Disabled"),
            f"the key {KEY} is Disabled, so no rule on the event bus default in us-west-2 matches",
        ),
        (bus(described="NotFoundException"), f"the key {KEY} is gone, so no rule on"),
        (
            bus(text={"Policy": policy(**{"aws:SourceAccount": "999988887777"})}),
            "not so: EventBridge can decrypt",
        ),
        (bus(text={"Policy": policy("Deny")}), "not so: EventBridge can decrypt"),
    ],
    ids=["off", "gone", "for another account", "denied"],
)
def test_a_bus_whose_rules_cannot_be_decrypted_is_broken(client_for: ClientFor, text: str) -> None:
    with pytest.raises(Broken) as broken:
        look_at_bus_key(client_for, "us-west-2", "")
    assert text in broken.value.what
    assert broken.value.blocks


@pytest.mark.parametrize(
    "client_for",
    [bus(described="AccessDeniedException"), bus(text="AccessDeniedException")],
    ids=["the key", "its policy"],
)
def test_what_may_not_be_looked_at_is_unknown_and_names_the_key(client_for: ClientFor) -> None:
    with pytest.raises(Unknown, match=f"the event bus alerts in us-west-2 is encrypted with {KEY}"):
        look_at_bus_key(client_for, "us-west-2", "alerts")
