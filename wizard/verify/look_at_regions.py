"""Looks at what proves that a trail's log files arrive from a region: its status there, its digest files.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from components.names import Names
from wizard.account.facts import Probe, Trail
from wizard.account.in_parallel import late
from wizard.account.one_call import ask, outcome
from wizard.verify.facts import Covered, Digest
from wizard.verify.together import Asking

_END = re.compile(r"_(\d{8}T\d{6}Z)\.json\.gz$")
# A digest file is about an hour of one region; one that is larger isn't read.
_LARGEST = 20_000_000


@dataclass(frozen=True)
class Places:
    """Where a trail's files lie. region: the bucket's, as far as it is known; account: whose files are looked
    for; organization: the id in their keys, "" for none."""

    names: Names
    account: str
    organization: str = ""

    def digests(self, region: str) -> str:
        """What the keys of this region's digest files begin with."""
        folder = "/".join(filter(None, (self.names.log_folder, self.organization, self.account)))
        return f"{folder}/CloudTrail-Digest/{region}/"


def look_at_regions(
    asking: Asking, trail: Trail | None, places: Places, regions: Sequence[str], now: float, own_account: bool
) -> dict[str, Covered]:
    """Each region's proof, side by side. own_account: LookupEvents answers for the caller's account alone."""
    inner = asking.within()
    calls: dict[tuple[str, str], Callable[[], Probe[Any]]] = {}
    for region in regions:
        calls["status", region] = partial(
            _status, inner, places.names.trail_arn if trail is None else trail.arn, region
        )
        if trail is None or trail.validates or not trail.bucket:
            calls["digest", region] = partial(_newest, inner, places, region, now)
        elif own_account:
            calls["event", region] = partial(_last_event, inner, region, now)
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


def _newest(asking: Asking, places: Places, region: str, now: float) -> Probe[Digest | None]:
    """The newest digest file of the last hours, None where there is none. Backfills are of earlier days."""
    names, prefix = places.names, places.digests(region)
    since = datetime.fromtimestamp(now, timezone.utc) - timedelta(hours=3)
    # Keys of one day sort after the day itself.
    listed = ask(
        asking.client_for,
        "s3",
        names.home,
        "list_objects_v2",
        absent=("NoSuchBucket",),
        Bucket=names.log_bucket,
        Prefix=prefix,
        StartAfter=f"{prefix}{since:%Y/%m/%d}/",
    )
    if listed.value is None:
        return listed
    # Other trails may write digests of this region into the same bucket.
    own = f"_CloudTrail-Digest_{region}_{names.trail}_{names.home}_"
    ends = [
        (_epoch(match[1]), one["Key"])
        for one in listed.value.get("Contents") or ()
        if own in one["Key"] and (match := _END.search(one["Key"])) and one.get("Size", 0) <= _LARGEST
    ]
    if not ends:
        return Probe("good", None)
    end, key = max(ends)
    return Probe("good", Digest(end, key, _newest_event(asking, names, key)))


def _newest_event(asking: Asking, names: Names, key: str) -> Probe[str]:
    """Of the time that the digest is about; a digest of an hour without any event has none."""

    def read() -> Mapping[str, Any]:
        s3 = asking.client_for("s3", names.home)
        body = s3.get_object(Bucket=names.log_bucket, Key=key)["Body"].read()
        try:
            found = json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
        except (ValueError, OSError, EOFError, zlib.error):
            return {}
        return found if isinstance(found, dict) else {}

    answer = outcome("s3", names.home, "get_object", read)
    if answer.value is None:
        return answer
    if "digestEndTime" not in answer.value:
        return Probe(
            "unknown", why=f"{key.rpartition('/')[2]} isn't a digest file that can be read", cause="other"
        )
    return Probe("good", str(answer.value.get("newestEventTime") or ""))


def _last_event(asking: Asking, region: str, now: float) -> Probe[float | None]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html (newest first)"""
    answer = ask(asking.client_for, "cloudtrail", region, "lookup_events", MaxResults=1)

    def newest(page: Mapping[str, Any]) -> float | None:
        found = page["Events"]
        return found[0]["EventTime"].timestamp() if found else None

    return answer.then(newest)


def _epoch(stamp: str) -> float:
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc).timestamp()
