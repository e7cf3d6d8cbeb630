"""EventBridge's buses and their policies. pulumi-aws keeps EventBridge under its older name, cloudwatch."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal.makers.base import Maker, Place, Setting, State, missing_is_fine
from wizard.rehearsal.makers.event_rules import retag
from wizard.rehearsal.makers.shapes import given, pairs, physical_name, same_text, tagged, to_api, unpaired
from wizard.rehearsal.refusals.documents import check_policy
from wizard.rehearsal.refusals.event_rules import check_bus_name


class EventBus(Maker):
    type = "aws:cloudwatch/eventBus:EventBus"
    replaces = frozenset({"name", "eventSourceName", "region"})
    computed = frozenset({"arn", "tagsAll"})

    def make(self, at: Place, name: str, inputs: State) -> str:
        bus = physical_name(name, inputs)
        check_bus_name(bus)
        at.client("events").create_event_bus(
            Name=bus,
            Tags=pairs(inputs.get("tags")),
            **given(
                Description=inputs.get("description"),
                KmsKeyIdentifier=inputs.get("kmsKeyIdentifier"),
                DeadLetterConfig=to_api(inputs.get("deadLetterConfig")),
            ),
        )
        return bus

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("events")
        found = None
        with missing_is_fine("ResourceNotFoundException"):
            found = client.describe_event_bus(Name=id)
        if found is None:
            return None
        extra = given(description=found.get("Description"), kmsKeyIdentifier=found.get("KmsKeyIdentifier"))
        tags = unpaired(client.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"])
        return {"id": id, "name": id, "arn": found["Arn"], **extra, **tagged(tags, known)}

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        retag(at.client("events"), at.arn("events", f"event-bus/{id}"), old, new)

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("events").delete_event_bus(Name=id)


class EventBusPolicy(Setting):
    type = "aws:cloudwatch/eventBusPolicy:EventBusPolicy"
    replaces = frozenset({"eventBusName", "region"})

    def identity(self, inputs: State) -> str:
        return inputs.get("eventBusName") or "default"

    def put(self, at: Place, inputs: State) -> None:
        check_policy(inputs["policy"], "resource", "ValidationException", 10240)
        at.client("events").put_permission(EventBusName=self.identity(inputs), Policy=inputs["policy"])

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        policy = None
        with missing_is_fine("ResourceNotFoundException"):
            policy = at.client("events").describe_event_bus(Name=id).get("Policy")
        if not policy:
            return None
        return {"id": id, "eventBusName": id, "policy": same_text(known.get("policy"), policy)}

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("events").remove_permission(EventBusName=id, RemoveAllPermissions=True)


MAKERS = (EventBus(), EventBusPolicy())
