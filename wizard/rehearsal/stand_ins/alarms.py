"""Judges the account's alarms by what was measured, as CloudWatch does, and publishes what they say.

Measured are the matches of rules and what functions print as metrics; a queue's metrics aren't, so that its
alarms see no data. An alarm acts on a change of its state alone, and begins in INSUFFICIENT_DATA.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.arns import Arn
from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.permissions import service_may

if TYPE_CHECKING:
    from wizard.rehearsal.account.emulated_account import EmulatedAccount

CLOUDWATCH = "cloudwatch.amazonaws.com"
OK, ALARM, UNKNOWN = "OK", "ALARM", "INSUFFICIENT_DATA"
# As many periods beside the wanted ones are looked at where some have no data.
_MORE_PERIODS = 2
_ACTIONS = {OK: "OKActions", ALARM: "AlarmActions", UNKNOWN: "InsufficientDataActions"}
_BREACHES: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
_OF_VALUES: dict[str, Callable[[Sequence[float]], float]] = {"Sum": sum, "Maximum": max, "Minimum": min}


@dataclass(frozen=True)
class Change:
    """One alarm that changed its state."""

    alarm: str
    before: str
    after: str


def look(account: EmulatedAccount) -> list[Change]:
    """Judges every alarm at home once; CloudWatch does so each minute."""
    account.stand_in(stand_ins.ALARMS)
    found = []
    cloudwatch = account.client("cloudwatch")
    for alarm in cloudwatch.describe_alarms()["MetricAlarms"]:
        before = account.alarm_states.get(alarm["AlarmArn"], UNKNOWN)
        after = state(alarm, _points(account, alarm), before)
        account.alarm_states[alarm["AlarmArn"]] = after
        cloudwatch.set_alarm_state(AlarmName=alarm["AlarmName"], StateValue=after, StateReason="rehearsal")
        if after != before:
            found.append(Change(alarm["AlarmName"], before, after))
            _act(account, alarm, before, after)
    return found


def state(alarm: Mapping[str, Any], points: Sequence[float | None], before: str) -> str:
    """The alarm's state. points: the value in each period looked at, oldest first, None for no data."""
    wanted, there = alarm["EvaluationPeriods"], [one for one in points if one is not None]
    missing = alarm.get("TreatMissingData") or "missing"
    if not there:
        return {"missing": UNKNOWN, "ignore": before, "breaching": ALARM, "notBreaching": OK}[missing]
    # Enough data beside the gaps: the newest decide. Else the gaps count as what they are said to be.
    breaches = [_BREACHES[alarm["ComparisonOperator"]](one, alarm["Threshold"]) for one in there[-wanted:]]
    gaps = wanted - len(breaches)
    if missing == "breaching":
        breaches += [True] * gaps
    elif missing == "notBreaching":
        breaches += [False] * gaps
    return ALARM if sum(breaches) >= (alarm.get("DatapointsToAlarm") or min(wanted, len(breaches))) else OK


def _points(account: EmulatedAccount, alarm: Mapping[str, Any]) -> list[float | None]:
    """The value of each period that CloudWatch would look at, the one that is still going on included."""
    stats = [one["MetricStat"] for one in alarm.get("Metrics", ()) if one.get("MetricStat")]
    if not stats:
        return _series(account, alarm, alarm["Period"], alarm["Statistic"], alarm)
    series = [_series(account, one["Metric"], one["Period"], one["Stat"], alarm) for one in stats]
    (expression,) = (one["Expression"] for one in alarm["Metrics"] if one.get("Expression"))
    if expression != "SUM(FILL(METRICS(), 0))":
        raise NotImplementedError(f"{expression} can't be rehearsed.")
    return [
        None if all(one is None for one in values) else sum(one or 0 for one in values)
        for values in zip(*series, strict=True)
    ]


def _series(
    account: EmulatedAccount, metric: Mapping[str, Any], period: int, stat: str, alarm: Mapping[str, Any]
) -> list[float | None]:
    dimensions = tuple(sorted((one["Name"], one["Value"]) for one in metric.get("Dimensions", ())))
    key = (account.home, metric["Namespace"], metric["MetricName"], dimensions)
    now, count = account.clock.now(), alarm["EvaluationPeriods"] + _MORE_PERIODS
    newest = now - now % period
    found: list[float | None] = []
    for number in range(count - 1, -1, -1):
        begin = newest - number * period
        values = [value for when, value in account.measured.get(key, ()) if begin <= when < begin + period]
        found.append(_OF_VALUES[stat](values) if values else None)
    return found


def _act(account: EmulatedAccount, alarm: Mapping[str, Any], before: str, after: str) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"""
    if not alarm["ActionsEnabled"]:
        return
    said = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription", ""),
        "NewStateValue": after,
        "OldStateValue": before,
        "AlarmArn": alarm["AlarmArn"],
    }
    for arn in alarm[_ACTIONS[after]]:
        problem = _refused(account, alarm["AlarmArn"], arn)
        if problem:
            account.undelivered.append(f"alarm {alarm['AlarmName']} -> {arn}: {problem}")
            continue
        subject = f'{after}: "{alarm["AlarmName"]}" in {account.home}'
        account.client("sns").publish(TopicArn=arn, Subject=subject, Message=json.dumps(said))


def _refused(account: EmulatedAccount, alarm_arn: str, topic_arn: str) -> str:
    topic = contents.topic(account, topic_arn)
    if topic is None:
        return f"there is no topic {topic_arn}"
    context = {"aws:SourceArn": alarm_arn, "aws:SourceAccount": account.id}
    asked = [("sns:Publish", topic_arn, topic.policy, context)]
    if topic.kms_master_key_id:
        key = contents.key(account, Arn.of(topic_arn).region, topic.kms_master_key_id)
        if key is None or key.state != "Enabled":
            return f"the topic's key {topic.kms_master_key_id} isn't there or isn't enabled"
        asked += [(action, key.arn, key.policy, {}) for action in ("kms:GenerateDataKey", "kms:Decrypt")]
    for action, resource, policy, given in asked:
        decision = service_may(CLOUDWATCH, action, resource, policy, given, account.id)
        if not decision.allowed:
            return decision.reason
    return ""
