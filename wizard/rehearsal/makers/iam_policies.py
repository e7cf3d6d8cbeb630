"""What IAM roles may do: inline policies, managed policies, and their attachment."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.base import Maker, Place, Setting, State, missing_is_fine
from wizard.rehearsal.makers.shapes import given, pairs, physical_name, same_text, tagged, unpaired
from wizard.rehearsal.refusals.roles import check_managed_policy, check_role_policy


class RolePolicy(Maker):
    """Its id is `<role>:<policy>`."""

    type = "aws:iam/rolePolicy:RolePolicy"
    replaces = frozenset({"name", "namePrefix", "role"})
    regional = False

    def make(self, at: Place, name: str, inputs: State) -> str:
        policy = physical_name(name, inputs)
        self._put(at, f"{inputs['role']}:{policy}", inputs)
        return f"{inputs['role']}:{policy}"

    def _put(self, at: Place, id: str, inputs: State) -> None:
        role, policy = id.split(":", 1)
        check_role_policy(policy, inputs["policy"], role, contents.policy_sizes(at.account, role, policy))
        at.client("iam").put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=inputs["policy"])

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        role, policy = id.split(":", 1)
        found = None
        with missing_is_fine("NoSuchEntity"):
            found = at.client("iam").get_role_policy(RoleName=role, PolicyName=policy)
        if found is None:
            return None
        document = same_text(known.get("policy"), found["PolicyDocument"])
        return {"id": id, "role": role, "name": policy, "policy": document}

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        self._put(at, id, new)

    def unmake(self, at: Place, id: str, known: State) -> None:
        role, policy = id.split(":", 1)
        at.client("iam").delete_role_policy(RoleName=role, PolicyName=policy)


class Policy(Maker):
    """A managed policy; its id is its ARN."""

    type = "aws:iam/policy:Policy"
    replaces = frozenset({"name", "namePrefix", "path", "description"})
    computed = frozenset({"arn", "attachmentCount", "policyId", "tagsAll"})
    regional = False

    def make(self, at: Place, name: str, inputs: State) -> str:
        policy = physical_name(name, inputs)
        check_managed_policy(policy, inputs["policy"])
        optional = given(Path=inputs.get("path"), Description=inputs.get("description"))
        made = at.client("iam").create_policy(
            PolicyName=policy,
            PolicyDocument=inputs["policy"],
            Tags=pairs(inputs.get("tags")),
            **optional,
        )
        return made["Policy"]["Arn"]

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("iam")
        found = None
        with missing_is_fine("NoSuchEntity"):
            found = client.get_policy(PolicyArn=id)["Policy"]
        if found is None:
            return None
        version = client.get_policy_version(PolicyArn=id, VersionId=found["DefaultVersionId"])[
            "PolicyVersion"
        ]
        return {
            "id": id,
            "arn": id,
            "name": found["PolicyName"],
            "path": found["Path"],
            "policyId": found["PolicyId"],
            "attachmentCount": found["AttachmentCount"],
            "policy": same_text(known.get("policy"), version["Document"]),
            **given(description=found.get("Description")),
            **tagged(unpaired(found.get("Tags")), known),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        client = at.client("iam")
        if new["policy"] != old.get("policy"):
            before = client.get_policy(PolicyArn=id)["Policy"]["DefaultVersionId"]
            client.create_policy_version(PolicyArn=id, PolicyDocument=new["policy"], SetAsDefault=True)
            client.delete_policy_version(PolicyArn=id, VersionId=before)

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("iam").delete_policy(PolicyArn=id)


class RolePolicyAttachment(Setting):
    """Its id is `<role>/<policy ARN>`."""

    type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    replaces = frozenset({"role", "policyArn"})
    regional = False

    def identity(self, inputs: State) -> str:
        return f"{inputs['role']}/{inputs['policyArn']}"

    def put(self, at: Place, inputs: State) -> None:
        at.client("iam").attach_role_policy(RoleName=inputs["role"], PolicyArn=inputs["policyArn"])

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        role, arn = id.split("/", 1)
        attached: list[dict[str, str]] = []
        with missing_is_fine("NoSuchEntity"):
            attached = at.client("iam").list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        return (
            {"id": id, "role": role, "policyArn": arn} if arn in [a["PolicyArn"] for a in attached] else None
        )

    def unmake(self, at: Place, id: str, known: State) -> None:
        role, arn = id.split("/", 1)
        at.client("iam").detach_role_policy(RoleName=role, PolicyArn=arn)


MAKERS = (RolePolicy(), Policy(), RolePolicyAttachment())
