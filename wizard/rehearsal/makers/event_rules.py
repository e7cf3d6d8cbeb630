"""EventBridge's rules."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import asked, physical_name, same_text, told
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.event_patterns import check_pattern, check_wildcard_rules, has_wildcard
from wizard.rehearsal.refusals.event_rules import check_rule
from wizard.rehearsal.refusals.names import EVENT_RULE


class EventRule(Maker):
    """Its id is `<rule>` on the default bus, `<bus>/<rule>` on another."""

    type = types.RULE
    tags: ClassVar[Tags] = Tags("events", "ResourceARN")

    def make(self, at: Place, name: str, inputs: State) -> str:
        rule = physical_name(name, inputs)
        self._put(at, rule, inputs, Tags=self.tags.of(inputs))
        bus = inputs.get("eventBusName") or "default"
        return rule if bus == "default" else f"{bus}/{rule}"

    def _put(self, at: Place, rule: str, inputs: State, **more: Any) -> None:
        self._check(at, rule, inputs)
        state = inputs.get("state") or ("DISABLED" if inputs.get("isEnabled") is False else "ENABLED")
        at.client("events").put_rule(
            Name=rule,
            EventBusName=inputs.get("eventBusName") or "default",
            State=state,
            **asked(inputs, "eventPattern", "scheduleExpression", "description", "roleArn"),
            **more,
        )

    def _check(self, at: Place, rule: str, inputs: State) -> None:
        EVENT_RULE.check(rule)
        bus, pattern = inputs.get("eventBusName") or "default", inputs.get("eventPattern")
        others = {
            name: one for name, one in contents.rules(at.account, at.region, bus).items() if name != rule
        }
        check_rule(inputs.get("state"), inputs.get("scheduleExpression"), pattern, bus, len(others))
        if pattern:
            check_pattern(pattern)
            wildcards = [one for one in others.values() if has_wildcard(one.event_pattern.dump())]
            check_wildcard_rules(len(wildcards), pattern)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        bus, rule = _bus_and_rule(id)
        found = at.client("events").describe_rule(Name=rule, EventBusName=bus)
        live = {
            "name": rule,
            "arn": found["Arn"],
            "eventBusName": known.get("eventBusName") or bus,
            "state": found["State"],
            "forceDestroy": known.get("forceDestroy") or False,
            **told(found, "description", "scheduleExpression", "roleArn"),
        }
        if found.get("EventPattern"):
            live["eventPattern"] = same_text(known.get("eventPattern"), found["EventPattern"])
        return live

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        _, rule = _bus_and_rule(id)
        self._put(at, rule, {**new, "eventBusName": old.get("eventBusName")})

    def unmake(self, at: Place, id: str, known: State) -> None:
        bus, rule = _bus_and_rule(id)
        client = at.client("events")
        if known.get("forceDestroy"):
            targets = client.list_targets_by_rule(Rule=rule, EventBusName=bus)["Targets"]
            if targets:
                client.remove_targets(Rule=rule, EventBusName=bus, Ids=[t["Id"] for t in targets])
        client.delete_rule(Name=rule, EventBusName=bus)


def _bus_and_rule(id: str) -> tuple[str, str]:
    bus, _, rule = id.rpartition("/")
    return bus or "default", rule


MAKERS = (EventRule(),)
