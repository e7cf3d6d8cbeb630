"""One thing in a deployed account changed with boto3, as somebody in the account would, and brought back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.wizard.verify.scene import Scene

#: Brings back what was there.
Undo = Callable[[], object]
Mutation = Callable[[Scene], Undo]
P = "everyregion"
STRANGER = "999988887777"


def amiss_after(scene: Scene, change: Callable[[Any], Undo], client_for: Any = None) -> dict[str, str]:
    """What isn't passed once it is changed, which is undone then. client_for: the scene's own without."""
    undo = change(scene)
    try:
        return scene.amiss(client_for)
    finally:
        undo()


def policy_text(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def changed_alarm(name: str, edit: Callable[[Any], dict[str, Any]]) -> Mutation:
    """What PutMetricAlarm is given anew. edit: of the alarm as it is described."""

    def change(scene: Scene) -> Undo:
        cloudwatch = scene.client("cloudwatch")
        (found,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
        taken = cloudwatch.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
        before = {key: value for key, value in found.items() if key in taken and value not in ([], None)}
        state = found["StateValue"]

        def put(wanted: dict[str, Any]) -> None:
            cloudwatch.put_metric_alarm(**wanted)
            cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")

        put({**before, **edit(found)})
        return lambda: put(before)

    return change
