"""From what was found to the plan: which documents are ours, which stay, which answers follow. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from components import merging, policies
from components.adopted import Adopted
from components.names import Names
from components.settings import DELIVERED_LOGS, REGION_KEY, Settings
from wizard.adoption import buckets, keys, log_group, trails
from wizard.adoption.cautions import doubts, encryption_notes
from wizard.adoption.organizations import what_it_means
from wizard.adoption.plan import Part, Plan
from wizard.adoption.snapshot import FoundBucket, Snapshot
from wizard.adoption.statements import Ours, statements_of

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
    names = found.origin.names(wanted)
    was_ours = is_ours(found.bucket, replace(names, prefix=trail.text("S3KeyPrefix")))
    adopted = trails.adopted_trail(trail, Ours(dict(settings.tags), was_ours), wanted)
    draft = _Draft(found, wanted, before, was_ours, Adopted(found.account, found.region, adopted))
    draft.parts += [trails.part(found, adopted, wanted), log_group.part(found, adopted)]
    return draft.plan(values)


def plan_left(found: Snapshot, settings: Settings, before: Adopted | None = None) -> Plan:
    """The plan for what an earlier stack of these settings left: nobody else's, so ours is written over."""
    return _Draft(found, settings, before, True, Adopted(found.account, found.region)).plan({})


def is_ours(bucket: FoundBucket | None, names: Names) -> bool:
    """Whether this project wrote the bucket's policy, for this very trail."""
    if bucket is None:
        return False
    there = {merging.meaning(one) for one in statements_of(bucket.policy)}
    return merging.meaning(policies.log_bucket(names)["Statement"][0]) in there


@dataclass
class _Draft:
    """A plan in the making: adopted and parts grow with each thing that is taken over."""

    found: Snapshot
    settings: Settings
    before: Adopted | None
    was_ours: bool
    adopted: Adopted
    parts: list[Part] = field(default_factory=list[Part])

    def plan(self, values: dict[str, Any]) -> Plan:
        """Everything that there is. values: answers that follow, by key."""
        names = self.found.origin.names(self.settings, self.adopted)
        self._take_log_bucket(names)
        self._take_access_log_bucket(names)
        self._take_key(names)
        return replace(Plan.of(self.adopted, values, self.parts), becomes=tuple(self._becomes(names)))

    def _becomes(self, names: Names) -> Iterator[str]:
        """Nothing where somebody agreed to it before: that stands in the file."""
        trail, before = self.adopted.trail, self.before.trail if self.before else None
        agreed = (
            before is not None and trail is not None and before.arn == trail.arn and before.to_organization
        )
        if trail and trail.to_organization and names.organization and not agreed:
            yield from what_it_means(self.found, names, trail, self.adopted.log_bucket, self.settings)

    def _take_log_bucket(self, names: Names) -> None:
        bucket, settings = self.found.bucket, self.settings
        if bucket is None:
            return
        statements = policies.log_bucket(names, _ANY_READER)["Statement"]
        before = self.before.log_bucket if self.before else None
        taken = buckets.adopted_bucket(
            bucket,
            Ours(dict(settings.tags), self.was_ours, statements, before.statements if before else ()),
            is_shared=self.adopted.trail is not None,
            own_queue=names.siem_queue_arn,
            own_access_logs=f"{bucket.name}-access",
        )
        self.adopted = replace(self.adopted, log_bucket=taken)
        ours, days = policies.log_bucket(names, settings.log_readers), settings.expire_after_days
        start = names.written_start
        said = buckets.part(bucket, taken, ours, of="logBucket", folder=start, expire_after_days=days)
        self.parts += [said, Part(notes=tuple(doubts(names, ours, taken, settings)))]
        if self.adopted.trail and self.found.key is None:
            self.parts.append(Part(notes=tuple(encryption_notes(taken, settings))))

    def _take_access_log_bucket(self, names: Names) -> None:
        bucket, log_bucket = self.found.access_bucket, self.adopted.log_bucket
        if bucket is None or not self.settings.access_logs or (log_bucket and "logging" in log_bucket.left):
            return
        ours = policies.access_log_bucket(names)
        tags = dict(self.settings.tags)
        taken = buckets.adopted_bucket(bucket, Ours(tags, True, ours["Statement"]), is_shared=False)
        self.adopted = replace(self.adopted, access_log_bucket=taken)
        self.parts.append(buckets.part(bucket, taken, ours, of="accessLogBucket"))

    def _take_key(self, names: Names) -> None:
        key, settings = self.found.key, self.settings
        if not (
            key and settings.own_log_key and keys.is_adoptable(key, self.found.account, self.found.region)
        ):
            return
        before = self.before.key if self.before else None
        ours = Ours(
            {**dict(settings.tags), "Name": names.log_key_alias.removeprefix("alias/")},
            self.was_ours or self.found.alias_of == key.described["KeyId"],
            [*_every_key_statement(names)],
            before.statements if before else (),
        )
        taken = keys.adopted_key(key, ours, bool(self.found.alias_of))
        self.adopted = replace(self.adopted, key=taken)
        bucket_key = bool(self.adopted.log_bucket and self.adopted.log_bucket.bucket_key)
        policy = _key_policy(names, settings, bucket_key)
        self.parts.append(keys.part(key, taken, policy, bool(settings.log_readers)))


def _key_policy(names: Names, settings: Settings, bucket_key: bool) -> Mapping[str, Any]:
    return policies.log_key(
        names,
        settings.log_readers,
        log_group=settings.cloud_watch_logs and not names.adopted_log_group,
        digest_reads=DELIVERED_LOGS in settings.region_alert,
        bucket_key=bucket_key,
    )


def _every_key_statement(names: Names) -> Iterator[Mapping[str, Any]]:
    most = policies.log_key(names, _ANY_READER, log_group=True, digest_reads=True, bucket_key=True)
    yield from most["Statement"]
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
