"""KMS keys and aliases."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.account.contents import principals
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import asked, given, physical_name, same_text
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.keys import check_alias, check_key, check_key_policy


class Key(Maker):
    type = types.KEY
    gone = ("NotFoundException",)
    tags: ClassVar[Tags] = Tags("kms", "KeyId", "id", "list_resource_tags", pair=("TagKey", "TagValue"))

    def make(self, at: Place, name: str, inputs: State) -> str:
        client = at.client("kms")
        check_key(inputs)
        if inputs.get("policy"):
            self._check_policy(at, at.arn("kms", "key/new"), inputs)
        made = client.create_key(
            **asked(
                inputs, "policy", "description", "keyUsage", "multiRegion", customerMasterKeySpec="KeySpec"
            ),
            Tags=self.tags.of(inputs),
        )["KeyMetadata"]
        self._rotate(client, made["KeyId"], inputs)
        if inputs.get("isEnabled") is False:
            client.disable_key(KeyId=made["KeyId"])
        return made["KeyId"]

    def _check_policy(self, at: Place, arn: str, inputs: State) -> None:
        check_key_policy(inputs["policy"], at.account.caller_arn, arn, principals(at.account))

    def _rotate(self, client: Any, id: str, inputs: State) -> None:
        if inputs.get("enableKeyRotation"):
            client.enable_key_rotation(KeyId=id, **asked(inputs, "rotationPeriodInDays"))
        else:
            client.disable_key_rotation(KeyId=id)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("kms")
        found = client.describe_key(KeyId=id)["KeyMetadata"]
        if found["KeyState"] == "PendingDeletion":
            return None
        rotation = client.get_key_rotation_status(KeyId=id)
        days = rotation.get("RotationPeriodInDays", 365) if rotation["KeyRotationEnabled"] else None
        return {
            "keyId": id,
            "arn": found["Arn"],
            "description": found.get("Description", ""),
            "isEnabled": found["Enabled"],
            "keyUsage": found.get("KeyUsage", "ENCRYPT_DECRYPT"),
            "customerMasterKeySpec": found.get("KeySpec", "SYMMETRIC_DEFAULT"),
            "multiRegion": found.get("MultiRegion", False),
            "enableKeyRotation": rotation["KeyRotationEnabled"],
            **given(rotationPeriodInDays=days),
            "bypassPolicyLockoutSafetyCheck": known.get("bypassPolicyLockoutSafetyCheck") or False,
            "policy": same_text(
                known.get("policy"), client.get_key_policy(KeyId=id, PolicyName="default")["Policy"]
            ),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        client = at.client("kms")
        check_key(new)
        if new.get("isEnabled") is not False and not old.get("isEnabled", True):
            client.enable_key(KeyId=id)
        if (new.get("description") or "") != (old.get("description") or ""):
            client.update_key_description(KeyId=id, Description=new.get("description") or "")
        if new.get("policy") and new["policy"] != old.get("policy"):
            self._check_policy(at, old["arn"], new)
            client.put_key_policy(KeyId=id, PolicyName="default", Policy=new["policy"])
        self._rotate(client, id, new)
        if new.get("isEnabled") is False:
            client.disable_key(KeyId=id)

    def unmake(self, at: Place, id: str, known: State) -> None:
        window = asked(known, deletionWindowInDays="PendingWindowInDays")
        at.client("kms").schedule_key_deletion(KeyId=id, **window)


class Alias(Maker):
    type = types.ALIAS

    def make(self, at: Place, name: str, inputs: State) -> str:
        alias = physical_name(f"alias/{name}", inputs)
        check_alias(alias)
        at.client("kms").create_alias(AliasName=alias, TargetKeyId=inputs["targetKeyId"])
        return alias

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        listed = at.client("kms").get_paginator("list_aliases").paginate()
        found = next((a for page in listed for a in page["Aliases"] if a["AliasName"] == id), None)
        if found is None:
            return None
        key_arn = at.arn("kms", f"key/{found['TargetKeyId']}")
        asked = known.get("targetKeyId") or ""
        target = asked if asked in (key_arn, found["TargetKeyId"]) else found["TargetKeyId"]
        return {
            "name": id,
            "arn": found["AliasArn"],
            "targetKeyId": target,
            "targetKeyArn": key_arn,
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        at.client("kms").update_alias(AliasName=id, TargetKeyId=new["targetKeyId"])

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("kms").delete_alias(AliasName=id)


MAKERS = (Key(), Alias())
