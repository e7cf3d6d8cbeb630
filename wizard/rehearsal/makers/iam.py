"""IAM roles and policies."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal import surroundings
from wizard.rehearsal.makers.base import Maker, Place, Setting, State, missing_is_fine
from wizard.rehearsal.makers.shapes import given, pairs, physical_name, retagging, same_text, tagged, unpaired
from wizard.rehearsal.refusals.roles import check_managed_policy, check_role, check_role_policy, check_trust
from wizard.rehearsal.surroundings import principals


class Role(Maker):
    type = "aws:iam/role:Role"
    replaces = frozenset({"name", "namePrefix", "path"})
    computed = frozenset({"arn", "createDate", "uniqueId", "tagsAll"})
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
        client = at.client("iam")
        client.create_role(
            RoleName=role,
            AssumeRolePolicyDocument=inputs["assumeRolePolicy"],
            Tags=pairs(inputs.get("tags")),
            **given(
                Path=inputs.get("path"),
                Description=inputs.get("description"),
                MaxSessionDuration=inputs.get("maxSessionDuration"),
                PermissionsBoundary=inputs.get("permissionsBoundary"),
            ),
        )
        for policy in inputs.get("inlinePolicies") or ():
            client.put_role_policy(RoleName=role, PolicyName=policy["name"], PolicyDocument=policy["policy"])
        for arn in inputs.get("managedPolicyArns") or ():
            client.attach_role_policy(RoleName=role, PolicyArn=arn)
        return role

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("iam")
        found = None
        with missing_is_fine("NoSuchEntity"):
            found = client.get_role(RoleName=id)["Role"]
        if found is None:
            return None
        return {
            "id": id,
            "name": id,
            "arn": found["Arn"],
            "path": found["Path"],
            "uniqueId": found["RoleId"],
            "createDate": found["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "maxSessionDuration": found.get("MaxSessionDuration", 3600),
            "forceDetachPolicies": known.get("forceDetachPolicies") or False,
            "assumeRolePolicy": same_text(known.get("assumeRolePolicy"), found["AssumeRolePolicyDocument"]),
            **({"description": found["Description"]} if found.get("Description") else {}),
            **tagged(unpaired(client.list_role_tags(RoleName=id)["Tags"]), known),
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
        gone, changed = retagging(old.get("tags"), new.get("tags"))
        if gone:
            client.untag_role(RoleName=id, TagKeys=gone)
        if changed:
            client.tag_role(RoleName=id, Tags=pairs(changed))

    def unmake(self, at: Place, id: str, known: State) -> None:
        client = at.client("iam")
        if known.get("forceDetachPolicies"):
            for name in client.list_role_policies(RoleName=id)["PolicyNames"]:
                client.delete_role_policy(RoleName=id, PolicyName=name)
        mine = known.get("inlinePolicies") or ()
        for policy in mine:
            client.delete_role_policy(RoleName=id, PolicyName=policy["name"])
        for attached in client.list_attached_role_policies(RoleName=id)["AttachedPolicies"]:
            if known.get("forceDetachPolicies") or attached["PolicyArn"] in (
                known.get("managedPolicyArns") or ()
            ):
                client.detach_role_policy(RoleName=id, PolicyArn=attached["PolicyArn"])
        client.delete_role(RoleName=id)


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
        check_role_policy(policy, inputs["policy"], role, surroundings.policy_sizes(at.account, role, policy))
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


MAKERS = (Role(), RolePolicy(), Policy(), RolePolicyAttachment())
