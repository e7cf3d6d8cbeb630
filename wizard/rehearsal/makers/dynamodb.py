"""DynamoDB tables with one key, paid by request. A table's id is its name."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import asked, given, physical_name
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.names import TABLE


class Table(Maker):
    type = types.TABLE
    tags: ClassVar[Tags] = Tags("dynamodb", "ResourceArn", list_call="list_tags_of_resource")

    def make(self, at: Place, name: str, inputs: State) -> str:
        table = physical_name(name, inputs)
        TABLE.check(table)
        client = at.client("dynamodb")
        client.create_table(
            TableName=table,
            KeySchema=[{"AttributeName": inputs["hashKey"], "KeyType": "HASH"}],
            AttributeDefinitions=[
                {"AttributeName": a["name"], "AttributeType": a["type"]} for a in inputs["attributes"]
            ],
            BillingMode=inputs["billingMode"],
            Tags=self.tags.of(inputs),
            **asked(inputs, "deletionProtectionEnabled"),
            **given(SSESpecification=_sse(inputs)),
        )
        self._lives(client, table, {}, inputs)
        return table

    def _lives(self, client: Any, table: str, old: State, new: State) -> None:
        ttl = new.get("ttl") or {"enabled": False}
        if ttl.get("enabled") or (old.get("ttl") or {}).get("enabled"):
            name = ttl.get("attributeName") or old["ttl"]["attributeName"]
            client.update_time_to_live(
                TableName=table,
                TimeToLiveSpecification={"Enabled": bool(ttl.get("enabled")), "AttributeName": name},
            )
        backup = (new.get("pointInTimeRecovery") or {}).get("enabled", False)
        if backup != (old.get("pointInTimeRecovery") or {}).get("enabled", False):
            client.update_continuous_backups(
                TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": backup}
            )

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("dynamodb")
        found = client.describe_table(TableName=id)["Table"]
        ttl = client.describe_time_to_live(TableName=id)["TimeToLiveDescription"]
        mode = found.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
        backups = client.describe_continuous_backups(TableName=id)["ContinuousBackupsDescription"]
        recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
        on = ttl["TimeToLiveStatus"] in ("ENABLED", "ENABLING")
        return {
            "name": id,
            "arn": found["TableArn"],
            "hashKey": found["KeySchema"][0]["AttributeName"],
            "attributes": [
                {"name": a["AttributeName"], "type": a["AttributeType"]}
                for a in found["AttributeDefinitions"]
            ],
            "billingMode": mode,
            "deletionProtectionEnabled": found.get("DeletionProtectionEnabled", False),
            "pointInTimeRecovery": {**(known.get("pointInTimeRecovery") or {}), "enabled": recovery},
            "ttl": {"attributeName": ttl["AttributeName"], "enabled": True} if on else {"enabled": False},
            **_live_sse(found, known),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        client = at.client("dynamodb")
        changed = given(
            BillingMode=new.get("billingMode") if new.get("billingMode") != old.get("billingMode") else None,
            DeletionProtectionEnabled=new.get("deletionProtectionEnabled"),
            SSESpecification=_sse(new)
            if new.get("serverSideEncryption") != old.get("serverSideEncryption")
            else None,
        )
        if changed:
            client.update_table(TableName=id, **changed)
        self._lives(client, id, old, new)

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("dynamodb").delete_table(TableName=id)


def _sse(inputs: State) -> dict[str, Any] | None:
    asked = inputs.get("serverSideEncryption")
    if not asked:
        return None
    key = given(KMSMasterKeyId=asked.get("kmsKeyArn"))
    return {"Enabled": bool(asked.get("enabled")), **({"SSEType": "KMS"} if key else {}), **key}


def _live_sse(found: State, known: State) -> dict[str, Any]:
    if not known.get("serverSideEncryption"):
        return {}
    described = found.get("SSEDescription") or {}
    key = (known["serverSideEncryption"] or {}).get("kmsKeyArn") and described.get("KMSMasterKeyArn")
    enabled = described.get("Status") in ("ENABLED", "ENABLING")
    return {"serverSideEncryption": {"enabled": enabled, **({"kmsKeyArn": key} if key else {})}}


MAKERS = (Table(),)
