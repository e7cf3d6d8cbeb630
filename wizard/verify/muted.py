"""Which alarms a mute rule keeps quiet: they change their state, and tell nobody.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from wizard.account.asked_once import AskedOnce
from wizard.account.facts import Probe
from wizard.account.one_call import ask_every_page
from wizard.drill.stage_check import PUT_BACK

#: Alarm -> the names of its mute rules, now or later; without the alarms that have none.
Muted = Mapping[str, Sequence[str]]
_LASTING = ["ACTIVE", "SCHEDULED"]


def look_for_mute_rules(client_for: AskedOnce, region: str, alarms: Sequence[str]) -> Probe[Muted]:
    """A list tells no alarms of its rules, so each alarm is asked about where there are any rules at all."""
    every = _rules(client_for, region)
    if not every.value:
        return every.then(lambda _: {})
    found: dict[str, Sequence[str]] = {}
    for alarm in alarms:
        its = _rules(client_for, region, AlarmName=alarm)
        if its.value is None:
            return its.then(lambda _: {})
        if its.value:
            found[alarm] = its.value
    return Probe("good", found)


def _rules(client_for: AskedOnce, region: str, **which: Any) -> Probe[list[str]]:
    asked = {"Statuses": _LASTING, **which}
    answer = ask_every_page(client_for, "cloudwatch", region, "list_alarm_mute_rules", **asked)
    return answer.then(lambda found: [_name(one) for one in found.get("AlarmMuteRuleSummaries") or ()])


def _name(summary: Mapping[str, Any]) -> str:
    return str(summary["AlarmMuteRuleArn"]).rpartition(":")[2]


def told(alarms: Sequence[str], muted: Muted) -> list[str]:
    """A sentence for each of these alarms that is muted."""
    return [
        f"The alarm {name} is muted by the alarm mute rule {', '.join(muted[name])}."
        for name in alarms
        if name in muted
    ]


def put_back(is_wrong: bool, alarms: Sequence[str], muted: Muted) -> str:
    """What mends them. is_wrong: something else is amiss as well. A refresh leaves mute rules, which aren't
    the stack's."""
    rules = dict.fromkeys(rule for name in alarms for rule in muted.get(name, ()))
    command = "aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name"
    return " ".join(
        [*([PUT_BACK] if is_wrong else []), *(f"`{command} {shlex.quote(rule)}`" for rule in rules)]
    )
