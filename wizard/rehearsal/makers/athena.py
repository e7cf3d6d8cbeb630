"""Athena's workgroups, whose ids are their names, and saved queries, to which AWS gives ids."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import given, physical_name
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.athena import check_named_query, check_workgroup

_NAMES = {
    "bytesScannedCutoffPerQuery": "BytesScannedCutoffPerQuery",
    "enforceWorkgroupConfiguration": "EnforceWorkGroupConfiguration",
    "publishCloudwatchMetricsEnabled": "PublishCloudWatchMetricsEnabled",
}


class Workgroup(Maker):
    type = types.WORKGROUP
    gone: ClassVar[tuple[str, ...]] = ("InvalidRequestException",)
    tags: ClassVar[Tags] = Tags("athena", "ResourceARN")

    def make(self, at: Place, name: str, inputs: State) -> str:
        workgroup = physical_name(name, inputs)
        check_workgroup(workgroup, inputs)
        client = at.client("athena")
        if any(one["Name"] == workgroup for one in client.list_work_groups()["WorkGroups"]):
            raise Refused("InvalidRequestException", f"WorkGroup {workgroup} is already created")
        client.create_work_group(
            Name=workgroup,
            Configuration=_configuration(inputs),
            Tags=self.tags.of(inputs),
            **given(Description=inputs.get("description")),
        )
        return workgroup

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        # Asked for one that isn't there, the emulator answers with nothing in the answer.
        if not any(one["Name"] == id for one in at.client("athena").list_work_groups()["WorkGroups"]):
            return None
        found = at.client("athena").get_work_group(WorkGroup=id)["WorkGroup"]
        has = found["Configuration"]
        result = has.get("ResultConfiguration", {})
        encryption = result.get("EncryptionConfiguration", {})
        return {
            "name": id,
            "arn": at.arn("athena", f"workgroup/{id}"),
            "description": found.get("Description", ""),
            "state": found.get("State", "ENABLED"),
            "forceDestroy": known.get("forceDestroy") or False,
            "configuration": {
                **(known.get("configuration") or {}),
                **{ours: has[theirs] for ours, theirs in _NAMES.items() if theirs in has},
                "resultConfiguration": {
                    **given(
                        outputLocation=result.get("OutputLocation"),
                        expectedBucketOwner=result.get("ExpectedBucketOwner"),
                    ),
                    "encryptionConfiguration": {"encryptionOption": encryption.get("EncryptionOption", "")},
                },
            },
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        check_workgroup(id, new)
        # The emulator has no UpdateWorkGroup.
        group = _backend(at).work_groups[id]
        group.configuration = _configuration(new)
        group.description = new.get("description") or ""

    def unmake(self, at: Place, id: str, known: State) -> None:
        saved = _backend(at).named_queries
        inside = [one for one in saved if saved[one].workgroup.name == id]
        if inside and not known.get("forceDestroy"):
            raise Refused("InvalidRequestException", f"WorkGroup {id} is not empty")
        # The emulator would leave them behind.
        for query in inside:
            del saved[query]
        at.client("athena").delete_work_group(WorkGroup=id, RecursiveDeleteOption=True)


def _configuration(inputs: State) -> dict[str, Any]:
    asked = inputs["configuration"]
    result = asked.get("resultConfiguration") or {}
    encryption = result.get("encryptionConfiguration") or {}
    return {
        **{theirs: asked[ours] for ours, theirs in _NAMES.items() if asked.get(ours) is not None},
        "ResultConfiguration": {
            **given(
                OutputLocation=result.get("outputLocation"),
                ExpectedBucketOwner=result.get("expectedBucketOwner"),
            ),
            **(
                {"EncryptionConfiguration": {"EncryptionOption": encryption["encryptionOption"]}}
                if encryption
                else {}
            ),
        },
    }


def _backend(at: Place) -> Any:
    from moto.athena.models import athena_backends

    return athena_backends[at.account.id][at.region]


class NamedQuery(Maker):
    """pulumi-aws replaces it with every change."""

    type = types.NAMED_QUERY
    gone: ClassVar[tuple[str, ...]] = ("InvalidRequestException",)

    def make(self, at: Place, name: str, inputs: State) -> str:
        saved = physical_name(name, inputs)
        check_named_query({**inputs, "name": saved})
        workgroup = inputs.get("workgroup") or "primary"
        client = at.client("athena")
        if not any(one["Name"] == workgroup for one in client.list_work_groups()["WorkGroups"]):
            raise Refused("InvalidRequestException", f"WorkGroup {workgroup} is not found.")
        return client.create_named_query(
            Name=saved,
            Database=inputs["database"],
            QueryString=inputs["query"],
            WorkGroup=workgroup,
            **given(Description=inputs.get("description")),
        )["NamedQueryId"]

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        # Asked for one that isn't there, the emulator fails.
        if id not in _backend(at).named_queries:
            return None
        found = at.client("athena").get_named_query(NamedQueryId=id)["NamedQuery"]
        return {
            "name": found["Name"],
            "description": found.get("Description") or "",
            "database": found["Database"],
            "query": found["QueryString"],
            "workgroup": found["WorkGroup"],
        }

    def unmake(self, at: Place, id: str, known: State) -> None:
        # The emulator has no DeleteNamedQuery.
        del _backend(at).named_queries[id]


MAKERS = (Workgroup(), NamedQuery())
