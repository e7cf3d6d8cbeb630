"""Lambda: an invocation runs the function's own code in this process; the emulator would want Docker. It
keeps its dead-letter target."""

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

    of_function: Any = LambdaFunction
    real_made, real_changed = of_function.__init__, of_function.update_configuration
    real_told = of_function.get_configuration

    def made(function: Any, *given: Any, **named: Any) -> None:
        spec = named["spec"] if "spec" in named else given[1]
        function.dead_letters = spec.get("DeadLetterConfig") or {}
        real_made(function, *given, **named)

    def changed(function: Any, updates: dict[str, Any]) -> Any:
        if "DeadLetterConfig" in updates:
            function.dead_letters = updates["DeadLetterConfig"] or {}
        return real_changed(function, updates)

    def told(function: Any, on_create: bool = False) -> dict[str, Any]:
        found = real_told(function, on_create)
        return {**found, "DeadLetterConfig": function.dead_letters} if function.dead_letters else found

    yield mock.patch.object(of_function, "__init__", made)
    yield mock.patch.object(of_function, "update_configuration", changed)
    yield mock.patch.object(of_function, "get_configuration", told)
    yield mock.patch.object(LambdaFunction, "_invoke_lambda", invoke)
