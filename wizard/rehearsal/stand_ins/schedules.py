"""Starts what schedules would start: the rehearsal's clock doesn't run by itself.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.permissions import refused_in_role
from wizard.rehearsal.refusals.schedules import SCHEDULER
from wizard.rehearsal.stand_ins.digest_files import deliver_due
from wizard.rehearsal.stand_ins.event_delivery import envelope
from wizard.rehearsal.stand_ins.functions import FunctionFailed, run_function

_UNITS = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Started:
    """One start of a schedule's target. `error` is empty when it went well."""

    schedule: str
    target: str
    result: Any
    error: str


def interval(expression: str) -> int:
    """Seconds between two starts, of `rate(5 minutes)` and the like; ValueError for what isn't a rate."""
    found = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression)
    if not found or int(found[1]) < 1:
        raise ValueError(f"{expression!r}: only rate(...) schedules can be rehearsed.")
    return int(found[1]) * _UNITS[found[2]]


def tick(account: EmulatedAccount, seconds: float = 60) -> list[Started]:
    """Lets time pass, then starts each enabled schedule that is due, once, in every account; digest files
    come by the hour."""
    account.clock.skip(seconds)
    for one in account.everywhere:
        deliver_due(one)
    return [_start(one, region, schedule) for one in account.everywhere for region, schedule in _due(one)]


def _due(account: EmulatedAccount) -> list[tuple[str, Any]]:
    account.stand_in(stand_ins.SCHEDULE)
    now, found = account.clock.now(), []
    for region in account.regions:
        for group in contents.schedule_groups(account, region).values():
            for schedule in group.schedules.values():
                last = account.started.get(schedule.arn)
                due = last is None or now - last >= interval(schedule.schedule_expression)
                if schedule.state == "ENABLED" and due:
                    account.started[schedule.arn] = now
                    found.append((region, schedule))
    return found


def _start(account: EmulatedAccount, region: str, schedule: Any) -> Started:
    target = schedule.target["Arn"]
    problem = _refused(account, schedule)
    if problem:
        return Started(schedule.name, target, None, problem)
    try:
        return Started(
            schedule.name, target, run_function(account, target, _event(account, region, schedule)), ""
        )
    except (FunctionFailed, KeyError) as failure:
        return Started(schedule.name, target, None, str(failure))


def _refused(account: EmulatedAccount, schedule: Any) -> str:
    role = contents.role_at(account, schedule.target["RoleArn"])
    group = schedule.arn.replace(":schedule/", ":schedule-group/").rsplit("/", 1)[0]
    context = {"aws:SourceAccount": account.id, "aws:SourceArn": group}
    return refused_in_role(SCHEDULER, role, "lambda:InvokeFunction", schedule.target["Arn"], context)


def _event(account: EmulatedAccount, region: str, schedule: Any) -> Any:
    given = schedule.target.get("Input")
    if given:
        return json.loads(given.replace("<aws.scheduler.scheduled-time>", account.clock.stamp()))
    return envelope(account, region, "aws.scheduler", "Scheduled Event", "{}", schedule.arn)
