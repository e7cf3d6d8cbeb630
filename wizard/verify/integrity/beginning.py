"""Since when a trail has logged at all, where nobody can have taken away what was before.

A chain of digest files begins within the asked time as the trail did, or because older ones were deleted.
To hide those, somebody stops and starts the trail, or deletes it and makes it anew. Each leaves a trace that
nobody can take away: when it was last stopped, and DeleteTrail in the event history.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html (StopLoggingTime)
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html (immutable, 90 days)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask_every_page
from wizard.failures import AwsFailure
from wizard.verify.facts import Facts, TrailFacts
from wizard.verify.times import clock, epoch, started

_HISTORY_SECONDS = 90 * 86400


@dataclass(frozen=True)
class Beginning:
    """first: when it began to log for the first time, epoch seconds, 0 where that isn't proved; why: why it
    isn't, a clause, "" where it began before what is asked for."""

    first: float = 0.0
    why: str = ""


def beginning(facts: Facts, it: TrailFacts, since: float, client_for: ClientFor) -> Beginning:
    """Of a trail that began to log after `since`, epoch seconds. client_for: of the account that looks.
    Raises AwsFailure where the credentials work no more."""
    begun, status = started(it.status), it.status.value or {}
    if it.trail is None or begun <= since:
        return Beginning()
    if stopped := epoch(status.get("StopLoggingTime")):
        return Beginning(0.0, f"the trail was stopped at {clock(stopped)} and began to log at {clock(begun)}")
    began = f"the trail began to log at {clock(begun)}, but"
    if it.trail.is_organization:
        return Beginning(0.0, f"{began} more than one account may have deleted an older one of that name")
    if facts.identity.account != it.names.trail_owner:
        return Beginning(0.0, f"{began} the event history of its account isn't this one's")
    if since < facts.now - _HISTORY_SECONDS:
        return Beginning(0.0, f"{began} the event history, which has deleted trails, goes back 90 days")
    asked = _deletions(client_for, it, since)
    if asked.cause == "credentials":
        raise AwsFailure(asked.why)
    if asked.value is None:
        return Beginning(0.0, f"{began} whether one of that name was deleted isn't known: {asked.why}")
    if asked.value:
        return Beginning(0.0, f"a trail of that name was deleted at {clock(max(asked.value))}")
    return Beginning(begun)


def _deletions(client_for: ClientFor, it: TrailFacts, since: float) -> Probe[list[float]]:
    """When trails of its name were deleted since then, epoch seconds: only where they were made can they be.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html
    """
    assert it.trail is not None
    name = it.trail.name
    return ask_every_page(
        client_for,
        "cloudtrail",
        it.trail.home_region,
        "lookup_events",
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "DeleteTrail"}],
        StartTime=datetime.fromtimestamp(since, timezone.utc),
    ).then(lambda found: list(_of_name(found["Events"], name)))


def _of_name(events: Sequence[Mapping[str, Any]], name: str) -> Iterator[float]:
    """An event that can't be read may be about it."""
    for event in events:
        try:
            record = json.loads(event["CloudTrailEvent"])
            if record.get("errorCode"):
                continue
            # By its name, or its ARN.
            about = record["requestParameters"]["name"].rpartition("/")[2]
        except (ValueError, KeyError, TypeError, AttributeError):
            about = name
        if about == name:
            yield epoch(event.get("EventTime"))
