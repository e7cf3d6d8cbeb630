"""Looks at the log-archive account with the role that is taken on there: regions, and what the role may do.

Read-only. What a deployment needs in full, `policy` says; here the call that each service begins with is
asked for, so that a role without rights is told before anything is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from components.names import Names
from components.settings import Settings
from wizard.account.assumed_role import TakenOn
from wizard.account.connect import ClientFor
from wizard.account.facts import LogArchive, Probe
from wizard.account.in_parallel import AT_ONCE, late, side_by_side
from wizard.account.one_call import ask
from wizard.account.probes import enabled_regions
from wizard.account.role_policies import role_policies
from wizard.iam import Principal, Request

_SIMULATE = "iam:SimulatePrincipalPolicy"
_REGIONS = "ec2:DescribeRegions"


def look_at_archive(
    taken_on: TakenOn, settings: Settings, names: Names, until: float, at_once: int = AT_ONCE
) -> LogArchive:
    """What is known there. until: of time.monotonic()."""
    home, role = settings.home_region, settings.log_archive_role_arn
    calls: dict[str, Callable[[], Probe[Any]]] = {
        "regions": partial(enabled_regions, taken_on.client_for, home),
        "refused": partial(refused, taken_on.client_for, home, role, [*first_calls(settings, names)], until),
    }
    answers = side_by_side(calls, until, at_once=at_once)
    return LogArchive(
        names.account,
        taken_on.session,
        answers.get("regions") or late(_REGIONS, home),
        answers.get("refused") or late(_SIMULATE, home),
    )


def first_calls(settings: Settings, names: Names) -> Iterator[Request]:
    """One call of each service that a deployment makes something with there, as AWS would be asked."""
    role = Principal.role(settings.log_archive_role_arn)
    at_home = {"aws:RequestedRegion": names.home}

    def call(action: str, arn: str, **more: str) -> Request:
        return Request(role, action, arn, {**at_home, **more}, names.account)

    yield call("s3:CreateBucket", names.log_bucket_arn)
    yield call("s3:PutBucketPolicy", names.log_bucket_arn)
    if settings.own_log_key:
        tag = {"aws:RequestTag/Name": names.log_key_alias.removeprefix("alias/")}
        yield call("kms:CreateKey", "*", **tag)
    if settings.region_alert or settings.tamper_alert:
        yield call("sqs:CreateQueue", names.alert_queue_arn)
        yield call("dynamodb:CreateTable", names.digest_table_arn)
        yield call("events:CreateEventBus", names.alert_bus_arn)
        yield call("iam:CreateRole", names.digest_role_arn)
        yield call("iam:PassRole", names.digest_role_arn, **{"iam:PassedToService": "lambda.amazonaws.com"})
        yield call("lambda:CreateFunction", names.digest_function_arn)
        yield call("scheduler:CreateSchedule", names.arn("scheduler", f"schedule/default/{names.digest}"))
        alarm = names.arn("cloudwatch", f"alarm:{names.alarms[0]}")
        yield call("cloudwatch:PutMetricAlarm", alarm)
        if not settings.alert_topic_arn:
            yield call("sns:CreateTopic", names.alert_topic_arn)


def refused(
    client_for: ClientFor, region: str, role_arn: str, calls: Sequence[Request], until: float
) -> Probe[tuple[str, ...]]:
    """Those of these calls that the role may not make, by their actions.

    IAM's simulator knows service control policies too; where it isn't allowed, the role's own policies are
    read and judged here, and what else may forbid a call isn't seen.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
    """
    first = _simulated(client_for, region, role_arn, calls[0])
    if first.value is None:
        own = role_policies(client_for, region, role_arn).value
        if own is None:
            return Probe("unknown", why=first.why, action=first.action, cause=first.cause)
        return Probe("good", tuple(one.action for one in calls if not own.decide(one).allowed))
    rest = {
        number: partial(_simulated, client_for, region, role_arn, one)
        for number, one in enumerate(calls[1:], start=1)
    }
    answers = {0: first, **side_by_side(rest, until)}
    gap = next((one for one in answers.values() if one.value is None), None)
    if gap is None and len(answers) < len(calls):
        gap = late(_SIMULATE, region)
    denied = tuple(calls[number].action for number, one in sorted(answers.items()) if one.value is False)
    if gap is None:
        return Probe("good", denied)
    return Probe("unknown", denied or None, gap.why, gap.action, gap.cause)


def _simulated(client_for: ClientFor, region: str, role_arn: str, call: Request) -> Probe[bool]:
    context = [
        {"ContextKeyName": key, "ContextKeyValues": [str(value)], "ContextKeyType": "string"}
        for key, value in call.context.items()
    ]
    answer = ask(
        client_for,
        "iam",
        region,
        "simulate_principal_policy",
        PolicySourceArn=role_arn,
        ActionNames=[call.action],
        ResourceArns=[call.resource],
        ContextEntries=context,
    )
    return answer.then(
        lambda found: all(one["EvalDecision"] == "allowed" for one in found["EvaluationResults"])
    )
