"""EventBridge Scheduler: schedules. The id is `<group>/<name>`."""

from __future__ import annotations

from typing import Any

from wizard.program import resource_types as types
from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import asked, from_api, physical_name, told
from wizard.rehearsal.refusals.schedules import check_schedule

_SETTINGS = (
    *("scheduleExpression", "flexibleTimeWindow", "target", "description", "endDate", "startDate"),
    *("kmsKeyArn", "scheduleExpressionTimezone", "state", "actionAfterCompletion"),
)


class Schedule(Maker):
    type = types.SCHEDULE

    def make(self, at: Place, name: str, inputs: State) -> str:
        schedule, group = physical_name(name, inputs), inputs.get("groupName") or "default"
        self._check(at, schedule, group, inputs)
        at.account.stand_in(stand_ins.SCHEDULE)
        at.client("scheduler").create_schedule(Name=schedule, GroupName=group, **asked(inputs, *_SETTINGS))
        return f"{group}/{schedule}"

    def _check(self, at: Place, name: str, group: str, inputs: State) -> None:
        groups = contents.schedule_groups(at.account, at.region)
        trust = contents.role_at(at.account, inputs["target"]["roleArn"]).trust
        arn = at.arn("scheduler", f"schedule-group/{group}")
        check_schedule(name, inputs, arn, group in groups, trust)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        group, name = id.split("/", 1)
        found = at.client("scheduler").get_schedule(GroupName=group, Name=name)
        target = from_api(found["Target"])
        asked = known.get("target") or {}
        if not asked.get("retryPolicy"):
            target.pop("retryPolicy", None)
        return {
            "name": name,
            "groupName": group,
            "arn": found["Arn"],
            "scheduleExpression": found["ScheduleExpression"],
            "scheduleExpressionTimezone": found.get("ScheduleExpressionTimezone") or "UTC",
            "state": found.get("State") or "ENABLED",
            "flexibleTimeWindow": from_api(found["FlexibleTimeWindow"]),
            "target": target,
            **({"description": found["Description"]} if found.get("Description") else {}),
            **told(found, "kmsKeyArn", "actionAfterCompletion"),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        group, name = id.split("/", 1)
        self._check(at, name, group, new)
        at.client("scheduler").update_schedule(Name=name, GroupName=group, **asked(new, *_SETTINGS))

    def unmake(self, at: Place, id: str, known: State) -> None:
        group, name = id.split("/", 1)
        at.client("scheduler").delete_schedule(Name=name, GroupName=group)


MAKERS = (Schedule(),)
