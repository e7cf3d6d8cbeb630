"""Buses, rules and targets that EventBridge refuses.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from components.arns import Arn
from wizard.rehearsal.account.contents import Role
from wizard.rehearsal.account.permissions import service_may_assume
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.documents import check_policy, statements
from wizard.rehearsal.refusals.names import EVENT_BUS, EVENT_TARGET

EVENTS = "events.amazonaws.com"
_LONGEST_POLICY = 10 * 1024
MOST_RULES, MOST_TARGETS = 300, 5
_STATES = ("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{12}:\S+")
_RATE = re.compile(r"rate\(([1-9]\d*) (minutes?|hours?|days?)\)")


def check_bus_name(name: str) -> None:
    EVENT_BUS.check(name)
    if name == "default" or name.startswith("aws.") or "/" in name:
        raise Refused("ValidationException", f"An event bus can't be called {name!r}.")


def check_bus_policy(policy: str, bus_arn: str) -> None:
    """A policy of at most 10 KB, whose statements are all about this bus or its rules.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
    """
    check_policy(policy, "resource", "ValidationException", _LONGEST_POLICY)
    rules = bus_arn.replace(":event-bus/", ":rule/")
    for statement in statements(policy):
        if not statement.get("Sid"):
            raise Refused("ValidationException", "Each statement of an event bus's policy needs a Sid.")
        named = statement.get("Resource", ())
        for resource in (named,) if isinstance(named, str) else named:
            if resource != bus_arn and not resource.startswith(rules):
                raise Refused(
                    "ValidationException", f"The policy's resource {resource} isn't the event bus {bus_arn}."
                )


def check_rule(state: str | None, schedule: str | None, pattern: str | None, bus: str, others: int) -> None:
    """`others`: how many other rules the bus has."""
    if not pattern and not schedule:
        raise Refused(
            "ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified."
        )
    if schedule and bus != "default":
        raise Refused("ValidationException", "ScheduleExpression is supported only on the default event bus.")
    if state and state not in _STATES:
        raise Refused("ValidationException", f"state is one of {', '.join(_STATES)}, not {state!r}.")
    if schedule:
        check_schedule_expression(schedule)
    if others >= MOST_RULES:
        raise Refused("LimitExceededException", f"The bus has {others} rules; the quota is {MOST_RULES}.")


def check_schedule_expression(expression: str) -> None:
    """rate(1 minute), rate(5 minutes), cron(...) or at(...)."""
    rate = _RATE.fullmatch(expression)
    if rate and (rate[1] == "1") == rate[2].endswith("s"):
        raise Refused(
            "ValidationException",
            f"Invalid Schedule Expression {expression}: 1 goes with minute, more with minutes.",
        )
    if not rate and not re.fullmatch(
        r"cron\((\S+ ){5}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)", expression
    ):
        raise Refused("ValidationException", f"Invalid Schedule Expression {expression}.")


def check_target(
    target: Mapping[str, Any], id: str, region: str, role: Role | None, others: int, rule_arn: str
) -> None:
    """A target in pulumi-aws' shape of a rule in `region`; `others`: how many other targets the rule has."""
    EVENT_TARGET.check(id)
    arn = target["arn"]
    if not _ARN.fullmatch(arn):
        raise Refused(
            "ValidationException",
            f"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.",
        )
    if others >= MOST_TARGETS:
        raise Refused(
            "LimitExceededException", f"The rule has {others} targets; the quota is {MOST_TARGETS}."
        )
    named = Arn.of(arn)
    is_bus = named.service == "events" and ":event-bus/" in arn
    if named.region != region and not is_bus:
        raise Refused(
            "ValidationException",
            f"Parameter {arn} is not valid. Reason: only an event bus can be a target in another region "
            f"than {region}.",
        )
    if is_bus and named.region != region and not target.get("roleArn"):
        raise Refused("ValidationException", f"Parameter(s) RoleArn must be specified for target: {id}.")
    if role is not None:
        _check_role(role, rule_arn)
    given = [name for name in ("input", "inputPath", "inputTransformer") if target.get(name)]
    if len(given) > 1:
        raise Refused(
            "ValidationException", f"Only one of {' and '.join(given)} can be given for target {id}."
        )


def _check_role(role: Role, rule_arn: str) -> None:
    context = {"aws:SourceArn": rule_arn, "aws:SourceAccount": Arn.of(rule_arn).account}
    if not service_may_assume(EVENTS, role.arn, role.trust, context).allowed:
        raise Refused(
            "ValidationException", f"Provided role '{role.arn}' cannot be assumed by principal '{EVENTS}'."
        )


def check_dead_letters(arn: str, region: str, exists: bool) -> None:
    """A target's dead-letter queue."""
    queue = Arn.of(arn)
    if queue.service != "sqs" or queue.region != region or not exists or arn.endswith(".fifo"):
        raise Refused(
            "ValidationException",
            f"Parameter DeadLetterConfig {arn} is not valid. Reason: it must be a standard queue in the "
            f"rule's region, {region}.",
        )
