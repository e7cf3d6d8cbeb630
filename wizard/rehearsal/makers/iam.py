"""IAM roles and their inline policies."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.account.contents import policy_sizes, principals
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import asked, given, physical_name, same_text
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.roles import check_role, check_role_policy, check_trust


class Role(Maker):
    type = types.ROLE
    tags: ClassVar[Tags] = Tags("iam", "RoleName", "id", "list_role_tags", "tag_role", "untag_role")
    regional = False

    def make(self, at: Place, name: str, inputs: State) -> str:
        role = physical_name(name, inputs)
        check_role(
            role,
            inputs["assumeRolePolicy"],
            at.account.id,
            principals(at.account),
            inputs.get("description") or "",
        )
        at.client("iam").create_role(
            RoleName=role,
            AssumeRolePolicyDocument=inputs["assumeRolePolicy"],
            Tags=self.tags.of(inputs),
            **asked(inputs, "path", "description", "maxSessionDuration", "permissionsBoundary"),
        )
        return role

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = at.client("iam").get_role(RoleName=id)["Role"]
        return {
            "name": id,
            "arn": found["Arn"],
            "path": found["Path"],
            "uniqueId": found["RoleId"],
            "createDate": found["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "maxSessionDuration": found.get("MaxSessionDuration", 3600),
            "forceDetachPolicies": known.get("forceDetachPolicies") or False,
            "assumeRolePolicy": same_text(known.get("assumeRolePolicy"), found["AssumeRolePolicyDocument"]),
            **({"description": found["Description"]} if found.get("Description") else {}),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        client = at.client("iam")
        if new["assumeRolePolicy"] != old.get("assumeRolePolicy"):
            check_trust(new["assumeRolePolicy"], at.account.id, principals(at.account))
            client.update_assume_role_policy(RoleName=id, PolicyDocument=new["assumeRolePolicy"])
        changes = given(
            Description=new.get("description") or "", MaxSessionDuration=new.get("maxSessionDuration")
        )
        client.update_role(RoleName=id, **changes)

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("iam").delete_role(RoleName=id)


class RolePolicy(Maker):
    """Its id is `<role>:<policy>`."""

    type = types.ROLE_POLICY
    regional = False

    def make(self, at: Place, name: str, inputs: State) -> str:
        id = f"{inputs['role']}:{physical_name(name, inputs)}"
        self._put(at, id, inputs)
        return id

    def _put(self, at: Place, id: str, inputs: State) -> None:
        role, policy = id.split(":", 1)
        check_role_policy(policy, inputs["policy"], role, policy_sizes(at.account, role, policy))
        at.client("iam").put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=inputs["policy"])

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        role, policy = id.split(":", 1)
        found = at.client("iam").get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        return {"role": role, "name": policy, "policy": same_text(known.get("policy"), found)}

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        self._put(at, id, new)

    def unmake(self, at: Place, id: str, known: State) -> None:
        role, policy = id.split(":", 1)
        at.client("iam").delete_role_policy(RoleName=role, PolicyName=policy)


MAKERS = (Role(), RolePolicy())
