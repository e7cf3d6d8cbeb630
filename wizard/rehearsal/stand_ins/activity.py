"""What CloudTrail does with an API call: the event on the region's default bus, and the record in a log file.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wizard.rehearsal import stand_ins
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.stand_ins import log_files, trails
from wizard.rehearsal.stand_ins.event_delivery import envelope, publish

_DETAIL_TYPES = {
    "AwsApiCall": "AWS API Call via CloudTrail",
    "AwsServiceEvent": "AWS Service Event via CloudTrail",
    "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail",
    "AwsConsoleAction": "AWS Console Action via CloudTrail",
    "AwsCloudTrailInsight": "AWS Insight via CloudTrail",
}


def put_activities(
    account: EmulatedAccount,
    region: str,
    records: Iterable[Mapping[str, Any]],
    *,
    events: bool = True,
    files: bool = True,
    recorded_by: Sequence[Any] | None = None,
) -> list[dict[str, Any]]:
    """What happened in a region: an event for each, and all of them in one log file for each trail.

    `records` are CloudTrail records; what every record has is filled in where it's missing. Returns the whole
    records. No trail that logs one: nothing happens, and `undelivered` says so. `events`, `files`: leave out
    one of the two sources, as a delay would. `recorded_by`: the trails that record them, where that isn't to
    be asked now."""
    account.stand_in(stand_ins.EVENTS)
    whole = [completed(account, region, record) for record in records]
    with account.lock:
        account.history.setdefault(region, []).extend(r for r in whole if trails.category(r) == "Management")
        for_trail: dict[str, tuple[Any, list[dict[str, Any]]]] = {}
        for record in whole:
            logging = trails.recording(account, region, record) if recorded_by is None else recorded_by
            if not logging:
                account.undelivered.append(
                    f"{record['eventName']} in {region}: no trail that is logging records it"
                )
            elif events and record["eventType"] in _DETAIL_TYPES:
                service = record["eventSource"].split(".")[0]
                kind = _DETAIL_TYPES[record["eventType"]]
                event = envelope(account, region, f"aws.{service}", kind, dict(record))
                publish(account, region, {**event, "time": record["eventTime"]})
            for trail in logging:
                for_trail.setdefault(trail.arn, (trail, []))[1].append(record)
        for trail, its in for_trail.values() if files else ():
            log_files.deliver(account, trail, region, its)
    return whole


def completed(account: EmulatedAccount, region: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with everything that CloudTrail always writes."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "arn": account.caller_arn,
            "accountId": account.id,
            "accessKeyId": account.access_key,
            "userName": account.caller_arn.rpartition("/")[2],
        },
        "eventTime": account.clock.stamp(),
        "eventSource": "ec2.amazonaws.com",
        "eventName": "RunInstances",
        "awsRegion": region,
        "sourceIPAddress": "192.0.2.1",
        "userAgent": "rehearsal",
        "requestParameters": None,
        "responseElements": None,
        "requestID": str(uuid.uuid4()),
        "eventID": str(uuid.uuid4()),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account.id,
        "eventCategory": "Management",
        **record,
    }
