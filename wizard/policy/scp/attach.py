"""Makes or changes the policy and attaches it, and says exactly how far it came where AWS refuses.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html, API_UpdatePolicy.html and
API_AttachPolicy.html
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, code_of
from wizard.failures import AwsFailure, Cancelled, NotKnown, deeds
from wizard.policy.scp import refusals
from wizard.policy.scp.organization import SCP, OrganizationLook
from wizard.policy.scp.plan import Plan
from wizard.screen.terminal import safe

_AGAIN = "Run the same command again: it looks first, and goes on from there."
# Seconds before each look at whether it is attached.
_PAUSES = (0.0, 1.0, 2.0)


class _NotDone(Exception):
    """why: what AWS said, as sentences; code: without its ending, "" where nobody knows if it was done."""

    def __init__(self, why: str, code: str) -> None:
        super().__init__(why)
        self.why, self.code = why, code


@dataclass(frozen=True)
class Attacher:
    """region: the home region, in whose partition the organization is."""

    client_for: ClientFor
    region: str

    def carry_out(self, plan: Plan) -> str:
        """Does what the plan says; the policy's id. Raises AwsFailure, NotKnown or Cancelled where it
        came less far."""
        id = self._write(plan)
        if not plan.attaches:
            return id
        try:
            self._call("attach_policy", PolicyId=id, TargetId=plan.target.id)
        except _NotDone as error:
            # An attempt whose answer was lost had already done it.
            if error.code != "DuplicatePolicyAttachment":
                raise AwsFailure(_not_attached(plan, id, error)) from None
        except KeyboardInterrupt:
            raise Cancelled(_not_attached(plan, id, _NotDone("It was cancelled.", ""))) from None
        self._look_again(plan, id)
        return id

    def _look_again(self, plan: Plan, id: str) -> None:
        """Raises NotKnown where AWS doesn't list what it took: its answer to AttachPolicy is an empty one, so
        anybody may have given it. AWS itself may take some seconds."""
        look = OrganizationLook(self.client_for, self.region)
        for pause in _PAUSES:
            time.sleep(pause)
            try:
                if id in look.attached(plan.target.id):
                    return
            except AwsFailure:
                continue
        raise NotKnown(
            f"The policy {safe(plan.name)} ({id}) was attached to {plan.target} without an error, but AWS "
            f"doesn't show it there. {_AGAIN}"
        )

    def _write(self, plan: Plan) -> str:
        try:
            if plan.write == "create":
                return self._create(plan)
            if plan.write == "update":
                self._call("update_policy", PolicyId=plan.policy_id, Content=plan.content)
            return plan.policy_id
        except _NotDone as error:
            verb = "made" if plan.write == "create" else "changed"
            if error.code:
                raise AwsFailure(
                    f"The policy {safe(plan.name)} wasn't {verb}. {error.why} "
                    f"{deeds.claim('Nothing was changed.')}"
                ) from None
            raise AwsFailure(
                f"Whether the policy {safe(plan.name)} was {verb} isn't known. {error.why} {_AGAIN}"
            ) from None
        except KeyboardInterrupt:
            raise Cancelled(
                f"Cancelled; whether the policy {safe(plan.name)} was written isn't known. {_AGAIN}"
            ) from None

    def _create(self, plan: Plan) -> str:
        try:
            made = self._call(
                "create_policy",
                Name=plan.name,
                Description=plan.description,
                Content=plan.content,
                Type=SCP,
            )
        except _NotDone as error:
            if error.code != "DuplicatePolicy":
                raise
            # An attempt whose answer was lost had already made it; or somebody else has, meanwhile.
            there = OrganizationLook(self.client_for, self.region).policy(plan.name)
            ours = (plan.description, json.loads(plan.content))
            if there is None or (there.description, there.content) != ours:
                raise
            return there.id
        return made["Policy"]["PolicySummary"]["Id"]

    def _call(self, call: str, **parameters: Any) -> Any:
        try:
            answer = getattr(self.client_for("organizations", self.region), call)(**parameters)
        except AWS_ERRORS as error:
            why = refusals.why(error, call, self.region)
            # A fault of AWS's own says nothing about whether it did it.
            code = "" if _status(error) >= 500 else code_of(error).removesuffix("Exception")
            raise _NotDone(why, code) from None
        deeds.note("the organization's policies were changed")
        return answer


def _status(error: Exception) -> int:
    """The answer's HTTP status, 0 where there was none."""
    response = getattr(error, "response", None) or {}
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)


def _not_attached(plan: Plan, id: str, error: _NotDone) -> str:
    state = {"create": "is made", "update": "is changed", "": "is there"}[plan.write]
    attached, undo = f"whether it is attached to {plan.target} isn't known", ""
    if error.code:
        attached = f"it isn't attached to {plan.target}"
    if error.code and plan.write == "create":
        undo = f" To undo it instead: `aws organizations delete-policy --policy-id {id}`."
    return f"The policy {safe(plan.name)} ({id}) {state}, but {attached}. {error.why} {_AGAIN}{undo}"
