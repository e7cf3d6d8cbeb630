"""IAM roles."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.rehearsal.account.contents import principals
from wizard.rehearsal.makers.base import Maker, Place, State, missing_is_fine
from wizard.rehearsal.makers.shapes import given, pairs, physical_name, retagging, same_text, tagged, unpaired
from wizard.rehearsal.refusals.roles import check_role, check_trust


class Role(Maker):
    type = "aws:iam/role:Role"
    replaces = frozenset({"name", "namePrefix", "path"})
    computed = frozenset({"arn", "createDate", "uniqueId", "tagsAll"})
    defaults: ClassVar = {
        "forceDetachPolicies": False,
        "inlinePolicies": None,
        "managedPolicyArns": None,
        "maxSessionDuration": 3600,
        "path": "/",
    }
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


MAKERS = (Role(),)
