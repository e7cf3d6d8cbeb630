"""EventBridge's rules."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.base import Maker, Place, State, missing_is_fine
from wizard.rehearsal.makers.shapes import given, pairs, physical_name, retagging, same_text, tagged, unpaired
from wizard.rehearsal.refusals.event_patterns import check_pattern, check_wildcard_rules, has_wildcard
from wizard.rehearsal.refusals.event_rules import check_rule
from wizard.rehearsal.refusals.names import EVENT_RULE


def retag(client: Any, arn: str, old: State, new: State) -> None:
    """Brings the tags of a bus or rule from the old ones to the new."""
    gone, changed = retagging(old.get("tags"), new.get("tags"))
    if gone:
        client.untag_resource(ResourceARN=arn, TagKeys=gone)
    if changed:
        client.tag_resource(ResourceARN=arn, Tags=pairs(changed))


class EventRule(Maker):
    """Its id is `<rule>` on the default bus, `<bus>/<rule>` on another."""

    type = "aws:cloudwatch/eventRule:EventRule"
    replaces = frozenset({"name", "namePrefix", "eventBusName", "region"})
    computed = frozenset({"arn", "tagsAll"})

    def make(self, at: Place, name: str, inputs: State) -> str:
        rule = physical_name(name, inputs)
        self._put(at, rule, inputs, Tags=pairs(inputs.get("tags")))
        bus = inputs.get("eventBusName") or "default"
        return rule if bus == "default" else f"{bus}/{rule}"

    def _put(self, at: Place, rule: str, inputs: State, **more: Any) -> None:
        self._check(at, rule, inputs)
        state = inputs.get("state") or ("DISABLED" if inputs.get("isEnabled") is False else "ENABLED")
        at.client("events").put_rule(
            Name=rule,
            EventBusName=inputs.get("eventBusName") or "default",
            State=state,
            **given(
                EventPattern=inputs.get("eventPattern"),
                ScheduleExpression=inputs.get("scheduleExpression"),
                Description=inputs.get("description"),
                RoleArn=inputs.get("roleArn"),
            ),
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
        client = at.client("events")
        found = None
        with missing_is_fine("ResourceNotFoundException"):
            found = client.describe_rule(Name=rule, EventBusName=bus)
        if found is None:
            return None
        live = {
            "id": id,
            "name": rule,
            "arn": found["Arn"],
            "eventBusName": known.get("eventBusName") or bus,
            "state": found["State"],
            "forceDestroy": known.get("forceDestroy") or False,
            **given(
                description=found.get("Description"),
                scheduleExpression=found.get("ScheduleExpression"),
                roleArn=found.get("RoleArn"),
            ),
            **tagged(unpaired(client.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"]), known),
        }
        if found.get("EventPattern"):
            live["eventPattern"] = same_text(known.get("eventPattern"), found["EventPattern"])
        return live

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        _, rule = _bus_and_rule(id)
        self._put(at, rule, {**new, "eventBusName": old.get("eventBusName")})
        retag(at.client("events"), old["arn"], old, new)

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
