"""From what was found to the plan: which documents are ours, which stay, which answers follow. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from components import merging, policies
from components.adopted import Adopted, AdoptedBucket
from components.names import Names
from components.settings import DELIVERED_LOGS, REGION_KEY, Settings
from wizard.adoption import buckets, keys, trails
from wizard.adoption.cautions import about_encryption, doubts
from wizard.adoption.plan import Part, Plan
from wizard.adoption.snapshot import FoundBucket, Snapshot
from wizard.adoption.statements import statements_of

_ANY_READER = ("000000000000",)


def plan_trail(
    found: Snapshot, settings: Settings, given: Collection[str] = (), before: Adopted | None = None
) -> Plan:
    """The plan for a trail with its bucket and key. settings: the answers so far, of whatever trail; given:
    keys that somebody answered, whose values aren't only defaults; before: what was kept the last time."""
    trail = found.trail
    if trail is None:
        raise ValueError("no trail was found")
    values = _values(found, settings, given)
    wanted = _with(settings, values)
    tags = dict(settings.tags)
    names = Names.of(wanted, found.account)
    was_ours = is_ours(found.bucket, replace(names, prefix=trail.text("S3KeyPrefix")))
    adopted = Adopted(found.account, found.region, trails.adopted_trail(trail, tags, was_ours))
    parts = [trails.part(found, adopted.trail, wanted)] if adopted.trail else []
    return _whole(found, wanted, adopted, values, parts, was_ours, before)


def plan_left(found: Snapshot, settings: Settings, before: Adopted | None = None) -> Plan:
    """The plan for what an earlier stack of these settings left: nobody else's, so ours is written over."""
    return _whole(found, settings, Adopted(found.account, found.region), {}, [], True, before)


def is_ours(bucket: FoundBucket | None, names: Names) -> bool:
    """Whether this project wrote the bucket's policy, for this very trail."""
    if bucket is None:
        return False
    there = {merging.meaning(one) for one in statements_of(bucket.policy)}
    return merging.meaning(policies.log_bucket(names)["Statement"][0]) in there


def _whole(
    found: Snapshot,
    settings: Settings,
    adopted: Adopted,
    values: dict[str, Any],
    parts: list[Part],
    was_ours: bool,
    before: Adopted | None,
) -> Plan:
    names = Names.of(settings, found.account, adopted)
    tags = dict(settings.tags)
    bucket = found.bucket
    if bucket:
        ours = policies.log_bucket(names, settings.log_readers)
        taken = buckets.adopted_bucket(
            bucket,
            own=policies.log_bucket(names, _ANY_READER)["Statement"],
            before=before.log_bucket if before else None,
            own_queue=names.siem_queue_arn,
            own_access_logs=f"{bucket.name}-access",
            was_ours=was_ours,
            is_shared=adopted.trail is not None,
            tags=tags,
        )
        adopted = replace(adopted, log_bucket=taken)
        folder = f"{names.log_folder}/{found.account}/CloudTrail"
        days = settings.expire_after_days
        parts.append(buckets.part(bucket, taken, ours, of="logBucket", folder=folder, expire_after_days=days))
        parts.append(Part(notes=tuple(doubts(names, ours, taken, settings))))
        if adopted.trail and found.key is None:
            parts.append(Part(notes=tuple(about_encryption(taken, settings))))
    access, taken_access = _access_bucket(found, names, settings, adopted)
    if access:
        adopted, parts = replace(adopted, access_log_bucket=taken_access), [*parts, access]
    if found.key and settings.own_log_key and keys.is_adoptable(found.key, found.account, found.region):
        ours_of_key = _key_policy(names, settings)
        taken_key = keys.adopted_key(
            found.key,
            own=[*_every_key_statement(names)],
            before=before.key if before else None,
            was_ours=was_ours or found.alias_of == found.key.described["KeyId"],
            has_alias=bool(found.alias_of),
            tags={**tags, "Name": names.log_key_alias.removeprefix("alias/")},
        )
        adopted = replace(adopted, key=taken_key)
        parts.append(keys.part(found.key, taken_key, ours_of_key, bool(settings.log_readers)))
    return Plan.of(adopted, values, parts)


def _access_bucket(
    found: Snapshot, names: Names, settings: Settings, adopted: Adopted
) -> tuple[Part | None, AdoptedBucket | None]:
    there = found.access_bucket
    is_used = settings.access_logs and not (adopted.log_bucket and "logging" in adopted.log_bucket.left)
    if there is None or not is_used:
        return None, None
    ours = policies.access_log_bucket(names)
    taken = buckets.adopted_bucket(
        there,
        own=ours["Statement"],
        before=None,
        own_queue="",
        own_access_logs="",
        was_ours=True,
        is_shared=False,
        tags=dict(settings.tags),
    )
    return buckets.part(there, taken, ours, of="accessLogBucket"), taken


def _key_policy(names: Names, settings: Settings) -> Mapping[str, Any]:
    return policies.log_key(
        names,
        settings.log_readers,
        log_group=settings.cloud_watch_logs and not names.adopted_log_group,
        digest_reads=DELIVERED_LOGS in settings.region_alert,
    )


def _every_key_statement(names: Names) -> Iterator[Mapping[str, Any]]:
    yield from policies.log_key(names, _ANY_READER, log_group=True, digest_reads=True)["Statement"]
    yield from policies.log_key(names)["Statement"]


def _values(found: Snapshot, settings: Settings, given: Collection[str]) -> dict[str, Any]:
    """Answers, by key, that follow from what is there."""
    trail = found.trail
    if trail is None:
        return {}
    values: dict[str, Any] = {
        REGION_KEY: found.region,
        "adoptTrail": trail.arn,
        "trailName": trail.name,
        "logBucketName": trail.text("S3BucketName"),
    }
    key = found.key
    if key is None and "encryption" not in given:
        # A key would shut out whoever reads the logs today, a SIEM before all: that's for a person to say.
        values |= {"encryption": "sse-s3", "kmsKeyArn": ""}
    if key and key.arn != settings.kms_key_arn:
        if keys.is_adoptable(key, found.account, found.region):
            values |= {"encryption": "new-key", "kmsKeyArn": ""}
        else:
            values |= {"encryption": "existing-key", "kmsKeyArn": key.arn}
    return {**values, **_lock(found, settings)}


def _lock(found: Snapshot, settings: Settings) -> dict[str, Any]:
    """The lock that is there, if it is the stricter one: a year is counted as 366 days."""
    lock = (found.bucket.lock if found.bucket else None) or {}
    retention = lock.get("Rule", {}).get("DefaultRetention")
    if not retention:
        return {}
    days = retention.get("Days") or 366 * retention.get("Years", 0)
    mine = settings.object_lock_days if settings.object_lock != "off" else 0
    strictest = "compliance" in (retention["Mode"].lower(), settings.object_lock)
    return {"objectLock": "compliance" if strictest else "governance", "objectLockDays": max(days, mine)}


def _with(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """The settings with these answers, not checked yet."""
    return replace(
        settings,
        home_region=values[REGION_KEY],
        adopt_trail=values["adoptTrail"],
        trail_name=values["trailName"],
        log_bucket_name=values["logBucketName"],
        encryption=values.get("encryption", settings.encryption),
        kms_key_arn=values.get("kmsKeyArn", settings.kms_key_arn),
    )
