"""Where a trail's digest files lie, and which is the newest of one account and region: by listing from the
hour on that matters, never what came before.

Keys of one trail sort by their time: within a region's folder by day, and within a day by the name's end.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html (StartAfter, Delimiter)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from components.names import Names
from components.region_alert.function.digest.account_and_region import is_account, is_region
from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask, ask_every_page, outcome
from wizard.verify.facts import Digest
from wizard.verify.integrity.places import Place
from wizard.verify.integrity.unpack import unpacked
from wizard.verify.times import FRESH_SECONDS

# A digest file is about an hour of one region; one that is larger isn't read.
_LARGEST = 20_000_000


@dataclass(frozen=True)
class Places:
    """Where a trail's digest files lie. names: the trail's, with its bucket, and its organization where the
    files lie below that; client_for: of whoever may list the bucket; refused: AWS's no to reading a file,
    once it came: thousands more would say the same."""

    names: Names
    client_for: ClientFor
    refused: list[Probe[str]] = field(default_factory=list[Probe[str]])

    def folder(self, account: str) -> str:
        """What the keys of this account's digest files begin with."""
        return f"{self.names.account_folder(account)}/CloudTrail-Digest/"

    def of(self, account: str, region: str) -> Place:
        """Where those of one account and region lie."""
        names = self.names
        folder = names.account_folder(account)
        return Place(names.log_bucket, folder, account, region, names.trail, names.home)


def newest(places: Places, account: str, region: str, now: float) -> Probe[Digest | None]:
    """The newest digest file that proves something, its events not looked at; None where none came within the
    time that counts. One call."""
    place = places.of(account, region)
    since = datetime.fromtimestamp(now - FRESH_SECONDS, timezone.utc)
    after = f"{place.digests}{since:%Y/%m/%d}/{place.own_digest}{since:%Y%m%dT%H%M%SZ}.json.gz"
    answer = _listed(places, Prefix=place.digests, StartAfter=after)
    return answer.then(lambda found: _latest(found, place))


def last_ever(places: Places, account: str, region: str) -> Probe[Digest | None]:
    """The last digest file of this trail that lies there, however old: by years, months and days, one call
    each, and one for the last day's files."""
    place = places.of(account, region)
    prefix = place.digests
    for _ in ("year", "month", "day"):
        inside = _folders(places, prefix)
        if not inside.value:
            return inside.then(lambda _: None)
        prefix = f"{prefix}{max(inside.value)}/"
    return _listed(places, Prefix=prefix).then(lambda found: _latest(found, place))


def accounts_with_files(places: Places) -> Probe[frozenset[str]]:
    """The accounts whose files lie below the organization's folder."""
    names = places.names
    assert names.organization is not None
    found = _folders(places, f"{names.log_folder}/{names.organization.id}/")
    return found.then(lambda some: frozenset(filter(is_account, some)))


def regions_with_digests(places: Places, account: str) -> Probe[frozenset[str]]:
    """The regions that digest files of this account ever came from, as far as they are kept."""
    found = _folders(places, places.folder(account))
    return found.then(lambda some: frozenset(filter(is_region, some)))


def newest_event(places: Places, key: str) -> Probe[str]:
    """Of the time that the digest is about; a digest of an hour without any event has none."""
    names = places.names
    if places.refused:
        return places.refused[0]

    def read() -> Mapping[str, Any]:
        s3 = places.client_for("s3", names.home)
        body = s3.get_object(Bucket=names.log_bucket, Key=key)["Body"].read()
        try:
            # Whoever may write there may have made it to grow to anything.
            found = json.loads(
                b"".join(unpacked([body], _LARGEST)) if body[:2] == b"\x1f\x8b" else body.decode()
            )
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    answer = outcome("s3", names.home, "get_object", read)
    if answer.is_refused:
        places.refused.append(answer.then(lambda _: ""))
    if answer.value is None:
        return answer.then(lambda _: "")
    if "digestEndTime" not in answer.value:
        return Probe(
            "unknown", why=f"{key.rpartition('/')[2]} isn't a digest file that can be read", cause="other"
        )
    return Probe("good", str(answer.value.get("newestEventTime") or ""))


def _listed(places: Places, **asked: str) -> Probe[Any]:
    names = places.names
    return ask(
        places.client_for,
        "s3",
        names.home,
        "list_objects_v2",
        absent=("NoSuchBucket",),
        Bucket=names.log_bucket,
        **asked,
    )


def _folders(places: Places, prefix: str) -> Probe[list[str]]:
    """Names of the folders right below this one, which ends in a slash."""
    names = places.names
    asked = {"Bucket": names.log_bucket, "Prefix": prefix, "Delimiter": "/"}
    answer = ask_every_page(places.client_for, "s3", names.home, "list_objects_v2", **asked)
    return answer.then(
        lambda found: [one["Prefix"][len(prefix) : -1] for one in found.get("CommonPrefixes") or ()]
    )


def _latest(listed: Mapping[str, Any], place: Place) -> Digest | None:
    """Of what was listed. Other trails may write digests of this region into the same bucket; backfills are
    of earlier days."""
    found = [
        (name.end, one["Key"])
        for one in listed.get("Contents") or ()
        if (name := place.digest_of(one["Key"]))
        and name.is_own
        and not name.is_backfill
        and one.get("Size", 0) <= _LARGEST
    ]
    if not found:
        return None
    end, key = max(found)
    return Digest(end, key, Probe())
