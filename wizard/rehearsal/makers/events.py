"""EventBridge: buses, rules and targets. pulumi-aws keeps them under its older name, cloudwatch."""

from __future__ import annotations

import uuid
from typing import Any

from wizard.rehearsal.makers.base import Maker, Place, Setting, State, missing_is_fine
from wizard.rehearsal.makers.shapes import (
    from_api,
    given,
    pairs,
    physical_name,
    retagging,
    same_text,
    tagged,
    to_api,
    unpaired,
)


def _retag(client: Any, arn: str, old: State, new: State) -> None:
    gone, changed = retagging(old.get("tags"), new.get("tags"))
    if gone:
        client.untag_resource(ResourceARN=arn, TagKeys=gone)
    if changed:
        client.tag_resource(ResourceARN=arn, Tags=pairs(changed))


class EventBus(Maker):
    type = "aws:cloudwatch/eventBus:EventBus"
    replaces = frozenset({"name", "eventSourceName", "region"})
    computed = frozenset({"arn", "tagsAll"})

    def make(self, at: Place, name: str, inputs: State) -> str:
        bus = physical_name(name, inputs)
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
        _retag(at.client("events"), at.arn("events", f"event-bus/{id}"), old, new)

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("events").delete_event_bus(Name=id)


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
        _retag(at.client("events"), old["arn"], old, new)

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


class EventTarget(Maker):
    """Its id is `<rule>-<target id>`, with `<bus>-` before it where the bus isn't the default one."""

    type = "aws:cloudwatch/eventTarget:EventTarget"
    replaces = frozenset({"rule", "targetId", "eventBusName", "region"})

    def make(self, at: Place, name: str, inputs: State) -> str:
        target = inputs.get("targetId") or f"terraform-{uuid.uuid4().hex[:26]}"
        self._put(at, target, inputs)
        bus = inputs.get("eventBusName") or "default"
        start = "" if bus == "default" else f"{bus}-"
        return f"{start}{inputs['rule']}-{target}"

    def _put(self, at: Place, target: str, inputs: State) -> None:
        bus = inputs.get("eventBusName") or "default"
        answer = at.client("events").put_targets(
            Rule=inputs["rule"], EventBusName=bus, Targets=[_target(target, inputs)]
        )
        if answer.get("FailedEntryCount"):
            raise RuntimeError(f"PutTargets failed: {answer['FailedEntries']}")

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        bus, rule, target = _where(id, known)
        found: list[dict[str, Any]] = []
        with missing_is_fine("ResourceNotFoundException"):
            found = at.client("events").list_targets_by_rule(Rule=rule, EventBusName=bus)["Targets"]
        entry = next((one for one in found if one["Id"] == target), None)
        if entry is None:
            return None
        transformer = entry.get("InputTransformer")
        return {
            "id": id,
            "rule": rule,
            "targetId": target,
            "eventBusName": known.get("eventBusName") or bus,
            "arn": entry["Arn"],
            "forceDestroy": known.get("forceDestroy") or False,
            **given(
                roleArn=entry.get("RoleArn"),
                input=entry.get("Input"),
                inputPath=entry.get("InputPath"),
                deadLetterConfig=from_api(entry.get("DeadLetterConfig")),
                retryPolicy=from_api(entry.get("RetryPolicy")),
                sqsTarget=from_api(entry.get("SqsParameters")),
            ),
            **(
                {
                    "inputTransformer": given(
                        inputPaths=transformer.get("InputPathsMap"),
                        inputTemplate=transformer.get("InputTemplate"),
                    )
                }
                if transformer
                else {}
            ),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        self._put(at, old["targetId"], new)

    def unmake(self, at: Place, id: str, known: State) -> None:
        bus, rule, target = _where(id, known)
        at.client("events").remove_targets(Rule=rule, EventBusName=bus, Ids=[target])


def _where(id: str, known: State) -> tuple[str, str, str]:
    """Bus, rule and target id, from the state, or from an import id `[<bus>/]<rule>/<target id>`."""
    if known.get("rule"):
        bus, rule = known.get("eventBusName") or "default", known["rule"]
        start = f"{rule}-" if bus == "default" else f"{bus}-{rule}-"
        return bus, rule, known.get("targetId") or id[len(start) :]
    bus, rule, target = ["default", *id.split("/")][-3:]
    return bus, rule, target


def _target(id: str, inputs: State) -> dict[str, Any]:
    transformer = inputs.get("inputTransformer")
    return given(
        Id=id,
        Arn=inputs["arn"],
        RoleArn=inputs.get("roleArn"),
        Input=inputs.get("input"),
        InputPath=inputs.get("inputPath"),
        InputTransformer=given(
            InputPathsMap=transformer.get("inputPaths"), InputTemplate=transformer.get("inputTemplate")
        )
        if transformer
        else None,
        DeadLetterConfig=to_api(inputs.get("deadLetterConfig")),
        RetryPolicy=to_api(inputs.get("retryPolicy")),
        SqsParameters=to_api(inputs.get("sqsTarget")),
    )


class EventBusPolicy(Setting):
    type = "aws:cloudwatch/eventBusPolicy:EventBusPolicy"
    replaces = frozenset({"eventBusName", "region"})

    def identity(self, inputs: State) -> str:
        return inputs.get("eventBusName") or "default"

    def put(self, at: Place, inputs: State) -> None:
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


MAKERS = (EventBus(), EventRule(), EventTarget(), EventBusPolicy())
