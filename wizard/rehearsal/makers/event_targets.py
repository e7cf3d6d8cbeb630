"""EventBridge's targets."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from wizard.program import resource_types as types
from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import asked, given, told
from wizard.rehearsal.refusals.event_rules import check_dead_letters, check_target

_SETTINGS = ("arn", "roleArn", "input", "inputPath", "deadLetterConfig", "retryPolicy")
_OTHERS = {"sqsTarget": "SqsParameters"}
_TRANSFORMER = {"inputPaths": "InputPathsMap", "inputTemplate": "InputTemplate"}
_FROM_TRANSFORMER = {api: camel for camel, api in _TRANSFORMER.items()}


class EventTarget(Maker):
    """Its id is `<rule>-<target id>`, with `<bus>-` before it where the bus isn't the default one."""

    type = types.TARGET

    def make(self, at: Place, name: str, inputs: State) -> str:
        target = inputs.get("targetId") or f"terraform-{uuid.uuid4().hex[:26]}"
        self._put(at, target, inputs)
        bus = inputs.get("eventBusName") or "default"
        start = "" if bus == "default" else f"{bus}-"
        return f"{start}{inputs['rule']}-{target}"

    def _put(self, at: Place, target: str, inputs: State) -> None:
        bus = inputs.get("eventBusName") or "default"
        self._check(at, bus, target, inputs)
        at.account.stand_in(stand_ins.DELIVERY)
        answer = at.client("events").put_targets(
            Rule=inputs["rule"], EventBusName=bus, Targets=[_target(target, inputs)]
        )
        if answer.get("FailedEntryCount"):
            raise RuntimeError(f"PutTargets failed: {answer['FailedEntries']}")

    def _check(self, at: Place, bus: str, target: str, inputs: State) -> None:
        rule = contents.rules(at.account, at.region, bus).get(inputs["rule"])
        others = [one for one in rule.targets if one["Id"] != target] if rule else []
        arn = rule.arn if rule else at.arn("events", f"rule/{inputs['rule']}")
        role = contents.role_at(at.account, inputs["roleArn"]) if inputs.get("roleArn") else None
        check_target(inputs, target, at.region, role, len(others), arn)
        letters = (inputs.get("deadLetterConfig") or {}).get("arn")
        if letters:
            check_dead_letters(letters, at.region, letters in contents.queues(at.account, at.region))

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        bus, rule, target = _where(id, known)
        found = at.client("events").list_targets_by_rule(Rule=rule, EventBusName=bus)["Targets"]
        entry = next((one for one in found if one["Id"] == target), None)
        if entry is None:
            return None
        return {
            "rule": rule,
            "targetId": target,
            "eventBusName": known.get("eventBusName") or bus,
            "forceDestroy": known.get("forceDestroy") or False,
            **told(entry, *_SETTINGS, **_OTHERS),
            **given(inputTransformer=_renamed(entry.get("InputTransformer"), _FROM_TRANSFORMER)),
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
    transformer = given(InputTransformer=_renamed(inputs.get("inputTransformer"), _TRANSFORMER))
    return {"Id": id, **asked(inputs, *_SETTINGS, **_OTHERS), **transformer}


def _renamed(transformer: State | None, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Its paths have names of their own, which stay as they are."""
    return given(**{to: transformer.get(name) for name, to in names.items()}) if transformer else None


MAKERS = (EventTarget(),)
