"""Glue's databases and tables: ids as pulumi-aws has them, `<account>:<database>[:<table>]`."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import given, physical_name
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.athena import check_glue_name, check_projection

_GONE = ("EntityNotFoundException",)


class _Tags(Tags):
    """Glue has words of its own for tags that are added and taken away."""

    def change(self, client: Any, name: str, old: State, new: State) -> None:
        before, after = old.get("tags") or {}, new.get("tags") or {}
        gone = [key for key in before if key not in after]
        changed = {key: text for key, text in after.items() if before.get(key) != text}
        if gone:
            client.untag_resource(ResourceArn=name, TagsToRemove=gone)
        if changed:
            client.tag_resource(ResourceArn=name, TagsToAdd=changed)


class Database(Maker):
    type = types.DATABASE
    gone: ClassVar[tuple[str, ...]] = _GONE
    tags: ClassVar[Tags] = _Tags("glue", "ResourceArn", list_call="get_tags", pair=None)

    def make(self, at: Place, name: str, inputs: State) -> str:
        database = physical_name(name, inputs)
        check_glue_name(database)
        client = at.client("glue")
        client.create_database(
            DatabaseInput={"Name": database, **given(Description=inputs.get("description"))},
            Tags=dict(inputs.get("tags") or {}),
        )
        return f"{at.account.id}:{database}"

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        name = id.rpartition(":")[2]
        found = at.client("glue").get_database(Name=name)["Database"]
        return {
            "name": name,
            "catalogId": at.account.id,
            "arn": at.arn("glue", f"database/{name}"),
            "description": found.get("Description", ""),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        name = id.rpartition(":")[2]
        at.client("glue").update_database(
            Name=name, DatabaseInput={"Name": name, **given(Description=new.get("description"))}
        )

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("glue").delete_database(Name=id.rpartition(":")[2])


class LogTable(Maker):
    type = types.LOG_TABLE
    gone: ClassVar[tuple[str, ...]] = _GONE

    def make(self, at: Place, name: str, inputs: State) -> str:
        table = physical_name(name, inputs)
        check_glue_name(table)
        check_projection(inputs)
        at.client("glue").create_table(DatabaseName=inputs["databaseName"], TableInput=_table(table, inputs))
        return f"{at.account.id}:{inputs['databaseName']}:{table}"

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        _, database, name = id.split(":")
        found = at.client("glue").get_table(DatabaseName=database, Name=name)["Table"]
        storage, serde = found["StorageDescriptor"], found["StorageDescriptor"].get("SerdeInfo", {})
        return {
            "name": name,
            "databaseName": database,
            "catalogId": at.account.id,
            "arn": at.arn("glue", f"table/{database}/{name}"),
            "tableType": found.get("TableType", ""),
            "parameters": found.get("Parameters", {}),
            "partitionKeys": _columns(found.get("PartitionKeys", ())),
            "storageDescriptor": {
                "location": storage.get("Location", ""),
                "inputFormat": storage.get("InputFormat", ""),
                "outputFormat": storage.get("OutputFormat", ""),
                "columns": _columns(storage.get("Columns", ())),
                "serDeInfo": {
                    "name": serde.get("Name", ""),
                    "serializationLibrary": serde.get("SerializationLibrary", ""),
                    "parameters": serde.get("Parameters", {}),
                },
            },
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        _, database, name = id.split(":")
        check_projection(new)
        at.client("glue").update_table(DatabaseName=database, TableInput=_table(name, new))

    def unmake(self, at: Place, id: str, known: State) -> None:
        _, database, name = id.split(":")
        at.client("glue").delete_table(DatabaseName=database, Name=name)


def _table(name: str, inputs: State) -> dict[str, Any]:
    storage = inputs["storageDescriptor"]
    serde = storage["serDeInfo"]
    return {
        "Name": name,
        "TableType": inputs["tableType"],
        "Parameters": dict(inputs["parameters"]),
        "PartitionKeys": _to_api(inputs["partitionKeys"]),
        "StorageDescriptor": {
            "Location": storage["location"],
            "InputFormat": storage["inputFormat"],
            "OutputFormat": storage["outputFormat"],
            "Columns": _to_api(storage["columns"]),
            "SerdeInfo": {
                "Name": serde["name"],
                "SerializationLibrary": serde["serializationLibrary"],
                "Parameters": dict(serde["parameters"]),
            },
        },
    }


def _to_api(columns: Any) -> list[dict[str, str]]:
    return [{"Name": one["name"], "Type": one["type"]} for one in columns]


def _columns(found: Any) -> list[dict[str, str]]:
    return [{"name": one["Name"], "type": one["Type"]} for one in found]


MAKERS = (Database(), LogTable())
