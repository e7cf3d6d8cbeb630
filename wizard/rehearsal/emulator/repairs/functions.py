"""Lambda: an invocation runs the function's own code in this process; the emulator would want Docker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from wizard.rehearsal.account.emulated_account import EmulatedAccount


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.awslambda.models import LambdaFunction

    from wizard.rehearsal.stand_ins.functions import FunctionFailed, run_function

    def invoke(function: Any, event: Any = None) -> tuple[str, bool, str]:
        payload = json.loads(event) if isinstance(event, str) else event
        try:
            owner = account.beside(function.account_id) or account
            result = run_function(owner, function.function_arn, payload)
        except FunctionFailed as failure:
            return json.dumps(failure.payload), True, failure.log
        return json.dumps(result), False, ""

    yield mock.patch.object(LambdaFunction, "_invoke_lambda", invoke)
