"""Answers for calls that the emulator lacks, or would answer for every partition at once."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from xml.sax.saxutils import escape

from wizard.rehearsal.account import contents, regions
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import (
    ACCOUNT_MANAGEMENT,
    organization_of,
    shadows,
    trusted_services,
)
from wizard.rehearsal.emulator import bus_encryption, data_protection, muting, runtime_updates
from wizard.rehearsal.emulator.assuming import assume_role
from wizard.rehearsal.emulator.delegation import deregister, register
from wizard.rehearsal.emulator.front import Answers, Call, Response
from wizard.rehearsal.stand_ins.digest_keys import keys_between

_LISTED = {
    regions.NO_OPT_IN_NEEDED: "ENABLED_BY_DEFAULT",
    regions.OPTED_IN: "ENABLED",
    regions.NOT_OPTED_IN: "DISABLED",
}


def answers() -> Answers:
    """By service, then by action."""
    return {
        "ec2": {"DescribeRegions": _describe_regions, "CreateKeyPair": _dry_run},
        "sts": {"GetCallerIdentity": _who, "AssumeRole": assume_role},
        "cloudtrail": {
            "LookupEvents": lookup_events,
            "ListPublicKeys": _list_public_keys,
            "GetTrailStatus": _trail_status,
            "RegisterOrganizationDelegatedAdmin": register,
            "DeregisterOrganizationDelegatedAdmin": deregister,
        },
        # The emulator lacks it; a role's policies are read instead, as where AWS doesn't allow it.
        "iam": {"SimulatePrincipalPolicy": _not_allowed},
        "account": {"listRegions": _list_regions},
        "monitoring": muting.ANSWERS,
        "sns": data_protection.ANSWERS,
        "lambda": runtime_updates.ANSWERS,
        "events": bus_encryption.ANSWERS,
    }


def _who(account: EmulatedAccount, call: Call) -> Response | None:
    """The deploying user, whatever keys they made up; of keys that were given out here the emulator knows
    whose they are."""
    if call.access_key != account.access_key and contents.gave_out(account, call.access_key):
        return None
    body = (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>{account.caller_arn}</Arn><UserId>{account.caller_id}</UserId><Account>{account.id}</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
    return 200, {"Content-Type": "text/xml"}, body


def _not_allowed(account: EmulatedAccount, call: Call) -> Response:
    body = (
        f"<ErrorResponse><Error><Code>AccessDenied</Code><Message>{call.action}</Message></Error>"
        "</ErrorResponse>"
    )
    return 403, {"Content-Type": "text/xml"}, body


def _dry_run(account: EmulatedAccount, call: Call) -> Response | None:
    """A drill's call: the emulator's EC2 would take a second and 100 MB to say the same.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
    """
    if call.parameters.get("DryRun", "").lower() != "true":
        return None
    body = (
        "<Response><Errors><Error><Code>DryRunOperation</Code><Message>Request would have succeeded, but "
        "DryRun flag is set.</Message></Error></Errors><RequestID>rehearsal</RequestID></Response>"
    )
    return 412, {"Content-Type": "text/xml"}, body


def _describe_regions(account: EmulatedAccount, call: Call) -> Response:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html"""
    asked = {value for name, value in call.parameters.items() if name.startswith("RegionName.")}
    everything = call.parameters.get("AllRegions", "").lower() == "true"
    rows = "".join(
        f"<item><regionName>{escape(name)}</regionName>"
        f"<regionEndpoint>ec2.{escape(name)}.{account.dns_suffix}</regionEndpoint>"
        f"<optInStatus>{status}</optInStatus></item>"
        for name, status in account.regions_told(everything, _filters(call.parameters)).items()
        if not asked or name in asked
    )
    body = (
        '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>rehearsal</requestId>'
        f"<regionInfo>{rows}</regionInfo></DescribeRegionsResponse>"
    )
    return 200, {"Content-Type": "text/xml"}, body


def _filters(parameters: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    names = {key.split(".")[1]: value for key, value in parameters.items() if key.endswith(".Name")}
    return {
        name: tuple(v for key, v in parameters.items() if key.startswith(f"Filter.{number}.Value."))
        for number, name in names.items()
    }


def _list_regions(account: EmulatedAccount, call: Call) -> Response:
    """Of another account it is told where AWS Account Management has trusted access, and to the management
    account: https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html"""
    member = call.parameters.get("AccountId", account.id)
    if member != account.id:
        organization = organization_of(account)
        may = organization and organization.management_account == account.id
        if not (may and ACCOUNT_MANAGEMENT in trusted_services(account)):
            headers = {"Content-Type": "application/json", "x-amzn-errortype": "AccessDeniedException"}
            return 403, headers, json.dumps({"message": "User is not authorized to access this resource"})
        account = account.beside(member) or account
    wanted = call.parameters.get("RegionOptStatusContains") or _LISTED.values()
    listed = [
        {"RegionName": name, "RegionOptStatus": _LISTED[status]}
        for name, status in account.region_statuses.items()
        if _LISTED[status] in wanted
    ]
    return 200, {"Content-Type": "application/json"}, json.dumps({"Regions": listed})


def _trail_status(account: EmulatedAccount, call: Call) -> Response | None:
    """Each region's own: what arrived from there of this account, and when. One that the trail doesn't show
    in is the emulator's to refuse. Its organization's trail the account finds by its ARN alone.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
    """
    asked = call.parameters.get("Name", "")
    there = [
        *((one, one.trail_name) for one in contents.trails(account)),
        *((one, "") for one in shadows(account)),
    ]
    shown = (pair for pair in there if pair[0].is_multi_region or pair[0].region_name == call.region)
    trail = next((one for one, name in shown if asked and asked in (one.arn, name)), None)
    if trail is None:
        return None
    done, status = account.deliveries.get((trail.arn, call.region), {}), trail.status
    found = {
        "IsLogging": status.is_logging,
        "StartLoggingTime": _seconds(status.started),
        "StopLoggingTime": _seconds(status.stopped),
        "LatestDeliveryTime": done.get("delivered"),
        "LatestDeliveryError": done.get("error"),
        "LatestCloudWatchLogsDeliveryTime": done.get("logs"),
        "LatestCloudWatchLogsDeliveryError": done.get("logsError"),
        "LatestDigestDeliveryTime": done.get("digest"),
        "LatestDigestDeliveryError": done.get("digestError"),
    }
    body = json.dumps({name: value for name, value in found.items() if value is not None})
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, body


def _seconds(when: datetime | None) -> float | None:
    return when.replace(tzinfo=timezone.utc).timestamp() if when else None


def _list_public_keys(account: EmulatedAccount, call: Call) -> Response:
    """Those that digest files of the call's own region were signed with.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
    """
    now = account.clock.now()
    start, end = (float(call.parameters.get(name) or now) for name in ("StartTime", "EndTime"))
    found = [
        {
            "Value": base64.b64encode(key.public).decode(),
            "ValidityStartTime": key.start,
            "ValidityEndTime": key.end,
            "Fingerprint": key.fingerprint,
        }
        for key in keys_between(call.region, start, end)
    ]
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps({"PublicKeyList": found})


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
