"""EventBridge's buses. pulumi-aws keeps EventBridge under its older name, cloudwatch."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import asked, physical_name, told
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.event_rules import check_bus_name


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


MAKERS = (EventBus(),)
