"""LookupEvents, which the emulator hasn't: answered from what was put into the account as activity.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wizard.rehearsal.emulator.front import Call, Response

if TYPE_CHECKING:
    from wizard.rehearsal.account import EmulatedAccount

MOST = 50
_ATTRIBUTES = {
    "EventId": "eventID",
    "EventName": "eventName",
    "EventSource": "eventSource",
    "ReadOnly": "readOnly",
}


def lookup_events(account: EmulatedAccount, call: Call) -> Response:
    """Management events of the call's own region, newest first, as far as trails would have them: all."""
    asked = call.parameters
    found = [record for record in reversed(account.history.get(call.region, [])) if _wanted(record, asked)]
    start, size = int(asked.get("NextToken") or 0), min(int(asked.get("MaxResults") or MOST), MOST)
    answer: dict[str, Any] = {"Events": [_event(record) for record in found[start : start + size]]}
    if len(found) > start + size:
        answer["NextToken"] = str(start + size)
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(answer)


def _wanted(record: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    when = _epoch(record)
    if when < float(asked.get("StartTime") or 0) or when > float(asked.get("EndTime") or "inf"):
        return False
    return all(
        str(record.get(_ATTRIBUTES[one["AttributeKey"]])).lower() == one["AttributeValue"].lower()
        for one in asked.get("LookupAttributes") or ()
        if one["AttributeKey"] in _ATTRIBUTES
    )


def _epoch(record: Mapping[str, Any]) -> float:
    return datetime.fromisoformat(str(record["eventTime"]).replace("Z", "+00:00")).timestamp()


def _event(record: Mapping[str, Any]) -> dict[str, Any]:
    who = record.get("userIdentity") or {}
    return {
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "EventSource": record["eventSource"],
        "EventTime": _epoch(record),
        "ReadOnly": "true" if record.get("readOnly") else "false",
        "Username": who.get("userName") or str(who.get("arn", "")).rsplit("/", 1)[-1],
        "Resources": [],
        "CloudTrailEvent": json.dumps(record),
    }
