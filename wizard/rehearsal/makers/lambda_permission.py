"""Who may invoke a Lambda function."""

from __future__ import annotations

import json
from typing import Any

from wizard.rehearsal.makers.base import Maker, Place, State, missing_is_fine
from wizard.rehearsal.makers.shapes import given, physical_name


class Permission(Maker):
    """A statement of a function's policy; its id is the statement's."""

    type = "aws:lambda/permission:Permission"
    replaces = frozenset(
        {
            "action",
            "eventSourceToken",
            "function",
            "functionUrlAuthType",
            "principal",
            "principalOrgId",
            "qualifier",
        }
        | {
            "sourceAccount",
            "sourceArn",
            "statementId",
            "statementIdPrefix",
            "invokedViaFunctionUrl",
            "region",
        }
    )

    def make(self, at: Place, name: str, inputs: State) -> str:
        id = physical_name(name, inputs, "statementId", "statementIdPrefix")
        at.client("lambda").add_permission(
            FunctionName=inputs["function"],
            StatementId=id,
            Action=inputs["action"],
            Principal=inputs["principal"],
            **given(SourceArn=inputs.get("sourceArn"), SourceAccount=inputs.get("sourceAccount")),
        )
        return id

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        function, _, statement = id.rpartition("/")
        function = function or known.get("function", "")
        answer = None
        with missing_is_fine("ResourceNotFoundException"):
            answer = at.client("lambda").get_policy(FunctionName=function)
        statements = json.loads(answer["Policy"])["Statement"] if answer else []
        found = next((one for one in statements if one["Sid"] == statement), None)
        if found is None:
            return None
        principal, conditions = found["Principal"], found.get("Condition") or {}
        return {
            "id": statement,
            "statementId": statement,
            "function": function,
            "action": found["Action"],
            "principal": next(iter(principal.values())) if isinstance(principal, dict) else principal,
            **given(
                sourceArn=conditions.get("ArnLike", {}).get("AWS:SourceArn"),
                sourceAccount=conditions.get("StringEquals", {}).get("AWS:SourceAccount"),
            ),
        }

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("lambda").remove_permission(FunctionName=known["function"], StatementId=id)


MAKERS = (Permission(),)
