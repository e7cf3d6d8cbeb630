"""The key of an event bus that is there already, which the emulator can't change.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html
"""

from __future__ import annotations

import json
from typing import Any

from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.emulator.front import Call, Response

_JSON = {"Content-Type": "application/x-amz-json-1.1"}


def _update(account: EmulatedAccount, call: Call) -> Response:
    """Without a key AWS's own is taken."""
    name = call.parameters.get("Name") or "default"
    bus: Any = contents.stores(account, "events")[call.region].event_buses.get(name)
    if bus is None:
        code = "ResourceNotFoundException"
        return 400, _JSON, json.dumps({"__type": code, "message": f"Event bus {name} does not exist."})
    bus.kms_key_identifier = call.parameters.get("KmsKeyIdentifier") or None
    told = {"Arn": bus.arn, "Name": name, "KmsKeyIdentifier": bus.kms_key_identifier}
    return 200, _JSON, json.dumps({key: value for key, value in told.items() if value})


ANSWERS: dict[str, Any] = {"UpdateEventBus": _update}
