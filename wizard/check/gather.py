"""Asks everything that a check wants to know, side by side, and waits only so long. Read-only."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from components.arns import Arn
from wizard.account import probes, time_limits
from wizard.account.bucket_and_key import bucket_owner, key_state
from wizard.account.connect import ClientFor
from wizard.account.existing_key import look_at_key
from wizard.account.existing_topic import look_at_topic
from wizard.account.facts import Activity, Identity, Key, Organization, Owner, Probe, Topic, Trail
from wizard.account.in_parallel import late, side_by_side
from wizard.account.list_trails import trails
from wizard.check.intended import Intended
from wizard.screen.one_line_progress import Progress
from wizard.stack import state_backend
from wizard.stack.project import Project
from wizard.stack.pulumi_command import PulumiCli, look
from wizard.stack.state_backend import Backend

# Seconds for everything together, once it is known whose the credentials are.
PATIENCE = 10.0
# What the buckets and keys of trails keep of it, and by how much an inner wait ends before an outer one.
_FOR_PARTS, _GRACE = 3.0, 0.4


def gather(
    client_for: ClientFor,
    identity: Identity,
    intended: Intended,
    project: Project,
    tell: Progress,
    begun: float,
) -> Gathered:
    """Everything, at most PATIENCE seconds later, and before a look has to end that began at `begun`
    (of time.monotonic())."""
    region, settings = intended.region, intended.settings
    found = Gathered(
        identity,
        late("organizations:DescribeOrganization", region),
        late("ec2:DescribeRegions", region),
        late("cloudtrail:DescribeTrails", region),
        late("pulumi version"),
        late("pulumi whoami"),
        state_backend.find(project),
    )
    until = min(time.monotonic() + PATIENCE, begun + time_limits.PATIENCE)
    asking = _Asking(client_for, intended, found, tell, until)
    calls = {
        "engine": asking.engine,
        "regions": asking.regions,
        "trails": asking.trails,
        "organization": asking.organization,
        "names": asking.names,
    }
    if settings and settings.kms_key_arn:
        found.key = late("kms:DescribeKey", region)
        calls["key"] = asking.key
    if settings and settings.alert_topic_arn and (settings.region_alert or settings.tamper_alert):
        found.topic = late("sns:GetTopicAttributes", region)
        calls["topic"] = asking.topic
    tell.asked(len(calls))
    side_by_side(calls, asking.until, on_answer=lambda name, _: tell.answered())
    return found


class _Asking:
    """Each method asks one thing after the other where one depends on the other, and notes the answers."""

    def __init__(
        self, client_for: ClientFor, intended: Intended, found: Gathered, tell: Progress, until: float
    ) -> None:
        self._client_for, self._want, self._found, self._tell = client_for, intended, found, tell
        self.until = until
        self._region, self._account = intended.region, found.identity.account

    def engine(self) -> None:
        found = self._found
        found.cli = look()
        path = found.cli.value.path if found.cli.value else ""
        found.backend = state_backend.probe(
            found.chosen, path, max(1.0, self.until - time.monotonic() - _GRACE)
        )

    def organization(self) -> None:
        self._found.organization = probes.organization(self._client_for, self._region, self._account)

    def regions(self) -> None:
        found = self._found
        found.regions = probes.enabled_regions(self._client_for, self._region)
        enabled = found.regions.value or ()
        now = datetime.datetime.now(datetime.timezone.utc)
        needed = [name for name in self._want.needs_rules(enabled) if name in enabled]
        found.rules = {name: late("events:ListRules", name) for name in needed}
        found.activity = {name: late("cloudtrail:LookupEvents", name) for name in enabled}
        rules = {name: partial(probes.rules, self._client_for, name) for name in needed}
        activity = {name: partial(probes.activity, self._client_for, name, now) for name in enabled}
        self._all((found.rules, rules), (found.activity, activity))

    def trails(self) -> None:
        found = self._found
        found.trails = trails(self._client_for, self._region, self.until - _FOR_PARTS)
        homes = {trail.bucket: trail.home_region for trail in found.trails.value or () if trail.bucket}
        keys = {trail.key for trail in found.trails.value or () if trail.key.startswith("arn:")}
        self._all(self._owners(homes), self._keys(keys))

    def names(self) -> None:
        settings, names = self._want.settings, self._want.names(self._account)
        if settings and names:
            wanted = [names.log_bucket, *([names.access_log_bucket] if settings.access_logs else [])]
            self._all(self._owners(dict.fromkeys(wanted, self._region)))

    def key(self) -> None:
        assert self._want.settings is not None
        self._found.key = look_at_key(self._client_for, self._want.settings.kms_key_arn, self._region)

    def topic(self) -> None:
        assert self._want.settings is not None
        self._found.topic = look_at_topic(self._client_for, self._want.settings.alert_topic_arn, self._region)

    def _owners(self, buckets: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
        owners = self._found.owners
        for name, region in buckets.items():
            owners.setdefault(name, late("s3:ListBucket", region))
        return owners, {
            name: partial(bucket_owner, self._client_for, name, self._account, region)
            for name, region in buckets.items()
        }

    def _keys(self, arns: set[str]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
        states = self._found.keys
        states.update({arn: late("kms:DescribeKey", Arn.of(arn).region) for arn in arns})
        return states, {arn: partial(key_state, self._client_for, arn) for arn in arns}

    def _all(self, *asked: tuple[dict[str, Any], dict[str, Callable[[], Any]]]) -> None:
        """Asks every call of every pair, and notes each answer in the pair's dictionary as it comes."""
        calls = {(number, key): call for number, (_, some) in enumerate(asked) for key, call in some.items()}
        self._tell.asked(len(calls))

        def note(place: tuple[int, str], answer: Any) -> None:
            number, key = place
            asked[number][0][key] = answer
            self._tell.answered()

        side_by_side(calls, self.until - _GRACE, on_answer=note)


@dataclass
class Gathered:
    """What was found out. Every probe is over: what gave no answer in time is unknown.

    owners: bucket -> whose it is; keys: key ARN -> its state; rules, activity: by region; key, topic: what
    kmsKeyArn and alertTopicArn name, None when they name nothing; backend: who is logged in there.
    """

    identity: Identity
    organization: Probe[Organization]
    regions: Probe[tuple[str, ...]]
    trails: Probe[tuple[Trail, ...]]
    cli: Probe[PulumiCli]
    backend: Probe[str]
    chosen: Backend
    key: Probe[Key] | None = None
    topic: Probe[Topic] | None = None
    owners: dict[str, Probe[Owner]] = field(default_factory=dict)
    keys: dict[str, Probe[str]] = field(default_factory=dict)
    rules: dict[str, Probe[bool]] = field(default_factory=dict)
    activity: dict[str, Probe[Activity]] = field(default_factory=dict)

    def probes(self) -> Iterator[Probe[Any]]:
        """Those that AWS answers, one by one."""
        yield from (self.organization, self.regions, self.trails)
        for some in (self.owners, self.keys, self.rules, self.activity):
            yield from some.values()
        if self.key:
            yield from (self.key, *((self.key.value.policy,) if self.key.value else ()))
        if self.topic:
            yield self.topic
