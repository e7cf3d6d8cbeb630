"""EventBridge Scheduler: schedules. The id is `<group>/<name>`."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.base import Maker, Place, State, missing_is_fine
from wizard.rehearsal.makers.shapes import from_api, given, physical_name, to_api
from wizard.rehearsal.refusals.schedules import check_schedule

_OPTIONAL = {
    "description": "Description",
    "endDate": "EndDate",
    "startDate": "StartDate",
    "kmsKeyArn": "KmsKeyArn",
    "scheduleExpressionTimezone": "ScheduleExpressionTimezone",
    "state": "State",
    "actionAfterCompletion": "ActionAfterCompletion",
}


class Schedule(Maker):
    type = "aws:scheduler/schedule:Schedule"
    replaces = frozenset({"name", "namePrefix", "groupName", "region"})
    computed = frozenset({"arn"})

    def make(self, at: Place, name: str, inputs: State) -> str:
        schedule, group = physical_name(name, inputs), inputs.get("groupName") or "default"
        self._check(at, schedule, group, inputs)
        at.account.stand_in(stand_ins.SCHEDULE)
        at.client("scheduler").create_schedule(Name=schedule, GroupName=group, **_parameters(inputs))
        return f"{group}/{schedule}"

    def _check(self, at: Place, name: str, group: str, inputs: State) -> None:
        groups = contents.schedule_groups(at.account, at.region)
        role = contents.role(at.account, inputs["target"]["roleArn"])
        arn = at.arn("scheduler", f"schedule-group/{group}")
        check_schedule(name, inputs, arn, group in groups, role.trust if role else None)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        group, name = id.split("/", 1)
        found = None
        with missing_is_fine("ResourceNotFoundException"):
            found = at.client("scheduler").get_schedule(GroupName=group, Name=name)
        if found is None:
            return None
        target = from_api(found["Target"])
        asked = known.get("target") or {}
        if not asked.get("retryPolicy"):
            target.pop("retryPolicy", None)
        return {
            "id": id,
            "name": name,
            "groupName": group,
            "arn": found["Arn"],
            "scheduleExpression": found["ScheduleExpression"],
            "scheduleExpressionTimezone": found.get("ScheduleExpressionTimezone") or "UTC",
            "state": found.get("State") or "ENABLED",
            "flexibleTimeWindow": from_api(found["FlexibleTimeWindow"]),
            "target": target,
            **given(
                description=found.get("Description") or None,
                kmsKeyArn=found.get("KmsKeyArn"),
                actionAfterCompletion=found.get("ActionAfterCompletion"),
            ),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        group, name = id.split("/", 1)
        self._check(at, name, group, new)
        at.client("scheduler").update_schedule(Name=name, GroupName=group, **_parameters(new))

    def unmake(self, at: Place, id: str, known: State) -> None:
        group, name = id.split("/", 1)
        at.client("scheduler").delete_schedule(Name=name, GroupName=group)


def _parameters(inputs: State) -> dict[str, Any]:
    return {
        "ScheduleExpression": inputs["scheduleExpression"],
        "FlexibleTimeWindow": to_api(inputs["flexibleTimeWindow"]),
        "Target": to_api(inputs["target"]),
        **given(**{api: inputs.get(camel) for camel, api in _OPTIONAL.items()}),
    }


MAKERS = (Schedule(),)
