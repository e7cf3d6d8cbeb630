"""Schedules that EventBridge Scheduler refuses.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.arns import Arn
from wizard.rehearsal.account.permissions import service_may_assume
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.event_rules import check_schedule_expression
from wizard.rehearsal.refusals.names import SCHEDULE

SCHEDULER = "scheduler.amazonaws.com"


def check_schedule(
    name: str, inputs: Mapping[str, Any], group_arn: str, group_exists: bool, role_trust: str | None
) -> None:
    """Inputs in pulumi-aws' shape; `role_trust`: the target role's trust policy, None if there is no such
    role."""
    SCHEDULE.check(name)
    if not group_exists:
        raise Refused(
            "ResourceNotFoundException", f"Schedule group {group_arn.rsplit('/', 1)[-1]} does not exist."
        )
    check_schedule_expression(inputs["scheduleExpression"])
    window = inputs["flexibleTimeWindow"]
    if window.get("mode") not in ("OFF", "FLEXIBLE"):
        raise Refused(
            "ValidationException",
            f"The flexible time window's mode is OFF or FLEXIBLE, not {window.get('mode')!r}.",
        )
    if (window["mode"] == "FLEXIBLE") != bool(window.get("maximumWindowInMinutes")):
        raise Refused(
            "ValidationException", "A flexible time window, and no other, has maximumWindowInMinutes."
        )
    if inputs.get("state") not in (None, "ENABLED", "DISABLED"):
        raise Refused("ValidationException", f"state is ENABLED or DISABLED, not {inputs['state']!r}.")
    target, role = inputs["target"]["arn"], inputs["target"]["roleArn"]
    region = Arn.of(group_arn).region
    if Arn.of(target).region not in (region, ""):
        raise Refused("ValidationException", f"Invalid Arn {target}: the target must be in {region}.")
    context = {"aws:SourceArn": group_arn, "aws:SourceAccount": Arn.of(group_arn).account}
    if not service_may_assume(SCHEDULER, role, role_trust, context).allowed:
        raise Refused(
            "ValidationException",
            "The execution role you provide must allow AWS EventBridge Scheduler to assume the role: "
            f"{role}.",
        )
