"""Looks at what proves that the log files of the own account arrive from a region: the trail's status there,
and its digest files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from components.arns import Arn
from wizard.account.facts import Probe, Trail
from wizard.account.in_parallel import late
from wizard.account.one_call import ask
from wizard.verify.digest_listing import Places, last_ever, newest, newest_event
from wizard.verify.facts import Covered, Digest
from wizard.verify.together import Asking


def look_at_regions(
    asking: Asking, trail: Trail | None, places: Places, account: str, regions: Sequence[str], now: float
) -> dict[str, Covered]:
    """Each region's proof, side by side. asking: with the account's own clients; trail: None as long as
    nobody knows what it is like, which is asked meanwhile; account: the own one, whose files are looked
    for."""
    inner = asking.within()
    calls: dict[tuple[str, str], Callable[[], Probe[Any]]] = {}
    for region in regions:
        arn = places.names.trail_arn if trail is None else trail.arn
        calls["status", region] = partial(_status, inner, arn, region)
        if trail is None or trail.validates or not trail.bucket:
            calls["digest", region] = partial(_digest, places, account, region, now)
        elif Arn.of(arn).account == account:
            calls["event", region] = partial(_last_event, inner, region)
    found = asking.together(calls)
    actions = {
        "status": "cloudtrail:GetTrailStatus",
        "digest": "s3:ListBucket",
        "event": "cloudtrail:LookupEvents",
    }

    def told(kind: str, region: str) -> Probe[Any]:
        if (kind, region) not in calls:
            return Probe()
        return found.get((kind, region)) or late(actions[kind], region)

    return {
        region: Covered(told("status", region), told("digest", region), told("event", region))
        for region in regions
    }


def _status(asking: Asking, arn: str, region: str) -> Probe[Any]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html"""
    absent = ("TrailNotFound",)
    return ask(asking.client_for, "cloudtrail", region, "get_trail_status", absent=absent, Name=arn)


def _digest(places: Places, account: str, region: str, now: float) -> Probe[Digest | None]:
    """The newest one with its newest event; where none proves anything, the last there was."""
    found = newest(places, account, region, now)
    if found.state != "good":
        return found
    if found.value is None:
        return last_ever(places, account, region)
    event = newest_event(places, found.value.key)
    return Probe("good", replace(found.value, newest_event=event))


def _last_event(asking: Asking, region: str) -> Probe[float | None]:
    """Of the caller's own account: of another it isn't told.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html (newest first)
    """
    answer = ask(asking.client_for, "cloudtrail", region, "lookup_events", MaxResults=1)

    def latest(page: Mapping[str, Any]) -> float | None:
        found = page["Events"]
        return found[0]["EventTime"].timestamp() if found else None

    return answer.then(latest)
