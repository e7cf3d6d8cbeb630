"""A closer look at one trail, once somebody thinks of keeping it: read-only, a few calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from components.arns import Arn
from wizard.account.bucket_and_key import Owner, bucket_owner, key_state
from wizard.account.connect import ClientFor
from wizard.account.facts import Probe, Trail
from wizard.account.list_trails import insight_selectors, trails
from wizard.account.one_call import ask
from wizard.account.one_look import deadline, one_look

_PENDING: Probe[Any] = Probe()


@dataclass(frozen=True)
class CloserLook:
    """What only a closer look tells; each pending until somebody looked.

    bucket: whose it is; key: the state of its KMS key; access_logs: the bucket that records who reads it, ""
    for none; insights: the selectors as AWS gives them; recursive: False where CloudTrail leaves out the
    events of its own deliveries.
    """

    bucket: Probe[Owner] = _PENDING
    key: Probe[str] = _PENDING
    access_logs: Probe[str] = _PENDING
    insights: Probe[tuple[Mapping[str, Any], ...]] = _PENDING
    recursive: Probe[bool] = _PENDING


def look_closer(
    client_for: ClientFor, trail: Trail, account: str, beside_bucket: ClientFor | None = None
) -> CloserLook:
    """The facts about this trail that a list of trails doesn't give. account: the one that its bucket should
    be in; beside_bucket: clients of that one, where the trail is looked at from another."""
    if not trail.bucket:
        return CloserLook()
    home = trail.home_region
    there = beside_bucket or client_for
    with one_look():
        bucket = bucket_owner(there, trail.bucket, account, home)
        key = Arn.of(trail.key).account
        return CloserLook(
            bucket,
            key_state(there if key == account else client_for, trail.key) if key else _PENDING,
            _access_logs(there, trail) if bucket.value == "us" else _PENDING,
            insight_selectors(client_for, home, trail.arn),
            _recursive(client_for, trail),
        )


def _access_logs(client_for: ClientFor, trail: Trail) -> Probe[str]:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html"""
    answer = ask(client_for, "s3", trail.home_region, "get_bucket_logging", Bucket=trail.bucket)
    return answer.then(lambda found: (found.get("LoggingEnabled") or {}).get("TargetBucket", ""))


def _recursive(client_for: ClientFor, trail: Trail) -> Probe[bool]:
    """RecursiveLogging: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html"""
    answer = ask(client_for, "cloudtrail", trail.home_region, "get_trail", Name=trail.arn)
    return answer.then(lambda found: bool(found["Trail"].get("RecursiveLogging", True)))


def look_again(client_for: ClientFor, trail: Trail) -> Probe[Trail]:
    """The trail as it is now; bad if it is gone, unknown if it couldn't be looked at as a whole."""
    with deadline() as until:
        found = trails(client_for, trail.home_region, until, at_once=1)
    now = next((one for one in found.value or () if one.arn == trail.arn), None)
    if now is not None:
        return Probe("unknown", now, now.unknown) if now.unknown else Probe("good", now)
    if found.state == "good":
        return Probe("bad", why=f"The trail {trail.name} doesn't exist any more.")
    return Probe("unknown", why=found.why)


def is_same(one: Trail, other: Trail) -> bool:
    """Whether nobody changed the trail meanwhile. What it delivers changes all the time."""
    return _settled(one) == _settled(other)


def _settled(trail: Trail) -> Trail:
    return replace(trail, delivery_error=None, unknown="")
