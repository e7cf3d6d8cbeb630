"""Which trails use a bucket or a key right now: what is in use isn't left over, whoever made it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask, ask_every_page


@dataclass(frozen=True)
class WritingTrail:
    """A trail and what it uses. is_logging: of one that uses what was asked about; also where its status
    couldn't be seen, as with the least permissions that deploying takes."""

    name: str
    arn: str
    home_region: str
    bucket: str
    key: str
    is_logging: bool

    def uses(self, things: Collection[str]) -> bool:
        """Whether it uses one of these: names of buckets, ids of keys."""
        return self.bucket in things or self.key.rpartition("/")[2] in things


def writing_trails(
    client_for: ClientFor, region: str, things: Collection[str]
) -> Probe[tuple[WritingTrail, ...]]:
    """Every trail of this account, and of its organization; of those that use one of these things (names of
    buckets, ids of keys) also whether they log.

    Unknown, with those that were found, where one may be missing. Trails of one other region are known to
    ListTrails alone, and described at home.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html
    """
    described = ask(client_for, "cloudtrail", region, "describe_trails", includeShadowTrails=True)
    listed = ask_every_page(client_for, "cloudtrail", region, "list_trails")
    found = {one["TrailARN"]: one for one in _trails(described)}
    others: list[Mapping[str, Any]] = listed.value.get("Trails") or [] if listed.value else []
    homes = {one["HomeRegion"] for one in others if one["TrailARN"] not in found}
    answers = [
        ask(client_for, "cloudtrail", home, "describe_trails", includeShadowTrails=False)
        for home in sorted(homes - {region})
    ]
    found |= {one["TrailARN"]: one for answer in answers for one in _trails(answer)}
    seen = tuple(_seen(client_for, one, things) for one in found.values())
    gaps = [answer for answer in (described, listed, *answers) if answer.value is None]
    if not gaps:
        return Probe("good", seen)
    # What AWS refuses is told last: a look that merely failed may be made again.
    worst = min(gaps, key=lambda one: one.is_refused)
    return Probe("unknown", seen, "; ".join(one.why for one in gaps), worst.action, worst.cause)


def _trails(answer: Probe[Any]) -> Iterator[Mapping[str, Any]]:
    yield from (answer.value or {}).get("trailList") or ()


def _seen(client_for: ClientFor, described: Mapping[str, Any], things: Collection[str]) -> WritingTrail:
    home, arn = described["HomeRegion"], described["TrailARN"]
    bucket, key = described.get("S3BucketName") or "", described.get("KmsKeyId") or ""
    trail = WritingTrail(described["Name"], arn, home, bucket, key, is_logging=False)
    if not trail.uses(things):
        return trail
    status = ask(client_for, "cloudtrail", home, "get_trail_status", Name=arn)
    return replace(trail, is_logging=status.value is None or bool(status.value.get("IsLogging")))
