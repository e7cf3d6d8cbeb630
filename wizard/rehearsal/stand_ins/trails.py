"""Which trails record an event, judged by their own state and selectors.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import shadows

Record = Mapping[str, Any]


def recording(account: EmulatedAccount, region: str, record: Record) -> list[Any]:
    """The emulator's trails that log, cover this region, and select this record; its organization's too."""
    return [
        trail
        for trail in of_account(account)
        if trail.status.is_logging
        and (trail.region_name == region or trail.is_multi_region)
        and selects(trail.advanced_event_selectors, trail.event_selectors, record)
    ]


def of_account(account: EmulatedAccount) -> list[Any]:
    """The trails that something of this account is delivered to: its own, and its organization's.

    An account that hasn't opted in to the home region of its organization's trail sends nothing to it.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
    """
    seen = [trail for trail in shadows(account) if trail.region_name in account.regions]
    return [*contents.trails(account), *seen]


def category(record: Record) -> str:
    """Management, Data, NetworkActivity or Insight."""
    if record.get("eventCategory"):
        return record["eventCategory"]
    return "Data" if record.get("managementEvent") is False else "Management"


def selects(
    advanced: Sequence[Mapping[str, Any]], basic: Sequence[Mapping[str, Any]], record: Record
) -> bool:
    """Whether selectors (either kind) pick the record. None at all means the default: all management
    events."""
    if category(record) == "Insight":
        return True
    if advanced:
        return any(all(_holds(field, record) for field in one["FieldSelectors"]) for one in advanced)
    if category(record) != "Management":
        return any(_in_data_resources(one, record) for one in basic)
    return not basic or any(_in_basic(one, record) for one in basic)


def _in_basic(selector: Mapping[str, Any], record: Record) -> bool:
    if not selector.get("IncludeManagementEvents", True):
        return False
    if record.get("eventSource") in (selector.get("ExcludeManagementEventSources") or ()):
        return False
    wanted = selector.get("ReadWriteType", "All")
    return wanted == "All" or (wanted == "ReadOnly") == bool(record.get("readOnly"))


def _in_data_resources(selector: Mapping[str, Any], record: Record) -> bool:
    arns = _values("resources.ARN", record)
    prefixes = [p for one in selector.get("DataResources") or () for p in one.get("Values") or ()]
    return any(arn.startswith(prefix) for arn in arns for prefix in prefixes)


def _values(field: str, record: Record) -> list[str]:
    resources = record.get("resources") or ()
    if field == "eventCategory":
        return [category(record)]
    if field == "readOnly":
        return ["true" if record.get("readOnly") else "false"]
    if field == "resources.ARN":
        return [one["ARN"] for one in resources if one.get("ARN")]
    if field == "resources.type":
        return [one["type"] for one in resources if one.get("type")]
    if field == "userIdentity.arn":
        return [record.get("userIdentity", {}).get("arn", "")]
    return [str(record.get(field, ""))]


def _holds(field: Mapping[str, Any], record: Record) -> bool:
    """Values of one operator are alternatives; operators, and all the negative ones, must hold together."""
    values = _values(field["Field"], record)
    tests = {
        "Equals": lambda value, wanted: value == wanted,
        "StartsWith": lambda value, wanted: value.startswith(wanted),
        "EndsWith": lambda value, wanted: value.endswith(wanted),
    }
    for name, test in tests.items():
        wanted, unwanted = field.get(name) or (), field.get(f"Not{name}") or ()
        if wanted and not any(test(value, one) for value in values for one in wanted):
            return False
        if any(test(value, one) for value in values for one in unwanted):
            return False
    return True
