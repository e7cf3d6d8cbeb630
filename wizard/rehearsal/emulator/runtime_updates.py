"""When Lambda updates a function's runtime, which the emulator lacks: put and told. No runtime changes here.

https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html
https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from components.arns import Arn
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.emulator.front import Call, Response

_JSON = {"Content-Type": "application/json"}
_MODES = ("Auto", "FunctionUpdate", "Manual")


def _asked(account: EmulatedAccount, call: Call) -> Response:
    """A PUT has a body, a GET has none."""
    name = Arn.of(arn).name if (arn := unquote(call.action.split("/")[-2])).startswith("arn:") else arn
    functions = contents.stores(account, "lambda")[call.region].list_functions()
    arn = account.arn("lambda", f"function:{name}", region=call.region)
    if arn not in {one.function_arn for one in functions}:
        return _refused(404, "ResourceNotFoundException", f"Function not found: {arn}")
    mode, version = call.parameters.get("UpdateRuntimeOn"), call.parameters.get("RuntimeVersionArn")
    if call.parameters and (mode not in _MODES or (mode == "Manual") != bool(version)):
        return _refused(
            400, "InvalidParameterValueException", "Manual takes a runtime version, and nothing else"
        )
    if call.parameters:
        account.runtime_updates[arn] = dict(call.parameters)
    found: dict[str, Any] = {"UpdateRuntimeOn": "Auto", **account.runtime_updates.get(arn, {})}
    return 200, _JSON, json.dumps({"FunctionArn": arn, **found})


def _refused(status: int, code: str, message: str) -> Response:
    return status, {**_JSON, "x-amzn-errortype": code}, json.dumps({"message": message})


ANSWERS: dict[str, Any] = {"runtime-management-config": _asked}
