"""The resource policy of a DynamoDB table. Its id is the table's ARN."""

from __future__ import annotations

from typing import Any

from wizard.program import resource_types as types
from wizard.rehearsal.makers.base import Place, Setting, State
from wizard.rehearsal.makers.shapes import same_text
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.documents import check_policy

_LONGEST = 20 * 1024


class ResourcePolicy(Setting):
    type = types.TABLE_POLICY
    gone = ("PolicyNotFoundException", "ResourceNotFoundException")

    def identity(self, inputs: State) -> str:
        return inputs["resourceArn"]

    def put(self, at: Place, inputs: State) -> None:
        """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html"""
        policy = inputs["policy"]
        check_policy(policy, "resource", "ValidationException")
        if len(policy.encode()) > _LONGEST:
            raise Refused("ValidationException", "The resource-based policy exceeds the quota of 20 KB.")
        at.client("dynamodb").put_resource_policy(ResourceArn=inputs["resourceArn"], Policy=policy)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = at.client("dynamodb").get_resource_policy(ResourceArn=id)
        return {
            "resourceArn": id,
            "policy": same_text(known.get("policy"), found["Policy"]),
            "revisionId": found["RevisionId"],
        }

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("dynamodb").delete_resource_policy(ResourceArn=id)


MAKERS = (ResourcePolicy(),)
