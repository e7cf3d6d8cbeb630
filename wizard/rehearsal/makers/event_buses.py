"""EventBridge's buses and their policies. pulumi-aws keeps EventBridge under its older name, cloudwatch."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.makers.base import Maker, Place, Setting, State
from wizard.rehearsal.makers.shapes import asked, physical_name, same_text, told
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.event_rules import check_bus_name, check_bus_policy


class EventBus(Maker):
    type = types.BUS
    tags: ClassVar[Tags] = Tags("events", "ResourceARN")

    def make(self, at: Place, name: str, inputs: State) -> str:
        bus = physical_name(name, inputs)
        check_bus_name(bus)
        at.client("events").create_event_bus(
            Name=bus,
            Tags=self.tags.of(inputs),
            **asked(inputs, "description", "kmsKeyIdentifier", "deadLetterConfig"),
        )
        return bus

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = at.client("events").describe_event_bus(Name=id)
        return {"name": id, "arn": found["Arn"], **told(found, "description", "kmsKeyIdentifier")}

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        """Only its tags can."""

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("events").delete_event_bus(Name=id)


class EventBusPolicy(Setting):
    """Its id is the bus's name. It owns the whole policy.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
    """

    type = types.BUS_POLICY

    def identity(self, inputs: State) -> str:
        return inputs.get("eventBusName") or "default"

    def put(self, at: Place, inputs: State) -> None:
        bus = self.identity(inputs)
        check_bus_policy(inputs["policy"], at.arn("events", f"event-bus/{bus}"))
        client = at.client("events")
        client.describe_event_bus(Name=bus)
        # The emulator adds to the statements that are there.
        client.remove_permission(EventBusName=bus, RemoveAllPermissions=True)
        client.put_permission(EventBusName=bus, Policy=inputs["policy"])

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        policy = at.client("events").describe_event_bus(Name=id).get("Policy")
        return {"eventBusName": id, "policy": same_text(known.get("policy"), policy)} if policy else None

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("events").remove_permission(EventBusName=id, RemoveAllPermissions=True)


MAKERS = (EventBus(), EventBusPolicy())
