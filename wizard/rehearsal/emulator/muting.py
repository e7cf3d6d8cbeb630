"""CloudWatch's alarm mute rules, which the emulator lacks: put, listed, deleted. No alarm heeds them here.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
"""

from __future__ import annotations

import json
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.emulator.front import Call, Response


def _put(account: EmulatedAccount, call: Call) -> Response:
    rules = account.mute_rules.setdefault(call.region, {})
    rules[str(call.parameters["Name"])] = dict(call.parameters)
    return _answer({})


def _list(account: EmulatedAccount, call: Call) -> Response:
    alarm = call.parameters.get("AlarmName")
    found = [
        {
            "AlarmMuteRuleArn": account.arn("cloudwatch", f"alarm-mute-rule:{name}", region=call.region),
            "Status": "ACTIVE",
        }
        for name, given in account.mute_rules.get(call.region, {}).items()
        if not alarm or alarm in (given.get("MuteTargets") or {}).get("AlarmNames", ())
    ]
    return _answer({"AlarmMuteRuleSummaries": found})


def _delete(account: EmulatedAccount, call: Call) -> Response:
    account.mute_rules.get(call.region, {}).pop(str(call.parameters["AlarmMuteRuleName"]), None)
    return _answer({})


def _answer(body: dict[str, Any]) -> Response:
    return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(body)


ANSWERS: dict[str, Any] = {
    "PutAlarmMuteRule": _put,
    "ListAlarmMuteRules": _list,
    "DeleteAlarmMuteRule": _delete,
}
