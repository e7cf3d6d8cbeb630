"""Asks everything that a check wants to know, side by side, and waits only so long. Read-only."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from components.arns import Arn
from wizard.account import facts, probes, time_limits
from wizard.account.assumed_role import TakenOn
from wizard.account.bucket_and_key import bucket_owner, key_state
from wizard.account.connect import ClientFor, Clients
from wizard.account.existing_key import look_at_key
from wizard.account.existing_topic import look_at_topic
from wizard.account.facts import Probe
from wizard.account.findings import archive_of
from wizard.account.in_parallel import late, side_by_side
from wizard.account.list_trails import trails
from wizard.account.log_archive import look_at_archive
from wizard.account.organization import look_at_organization
from wizard.account.origin import Origin
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
    identity: facts.Identity,
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
        facts.Surroundings(late("organizations:DescribeOrganization", region)),
        late("ec2:DescribeRegions", region),
        late("cloudtrail:DescribeTrails", region),
        late("pulumi version"),
        late("pulumi whoami"),
        state_backend.find(project),
    )
    until = min(time.monotonic() + PATIENCE, begun + time_limits.PATIENCE)
    clients = _clients(client_for, intended, found, until)
    asking = _Asking(clients, intended, found, tell, until)
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
    if settings and settings.alert_topic_arn and settings.tells_people:
        found.topic = late("sns:GetTopicAttributes", region)
        calls["topic"] = asking.topic
    if clients.archive:
        calls["log archive"] = asking.log_archive
    tell.asked(len(calls))
    side_by_side(calls, asking.until, on_answer=lambda name, _: tell.answered())
    return found


def _clients(client_for: ClientFor, intended: Intended, found: Gathered, until: float) -> Clients:
    """With the role taken on in the log archive, if there is one: names are looked for there."""
    settings = intended.settings
    if settings is None:
        return Clients(client_for)
    take_on = partial(archive_of, client_for, settings, found.identity.account, intended.unread)
    answers = side_by_side({"role": take_on}, until - _FOR_PARTS)
    taken_on = answers.get("role", late("sts:AssumeRole", intended.region))
    if taken_on is None:
        return Clients(client_for)
    if taken_on.value is None:
        found.log_archive = taken_on.gap
        return Clients(client_for)
    found.log_archive = late("ec2:DescribeRegions", intended.region)
    found.session = taken_on.value.session
    return Clients(client_for, taken_on.value.client_for, settings.log_archive_account)


class _Asking:
    """Each method asks one thing after the other where one depends on the other, and notes the answers."""

    def __init__(
        self, clients: Clients, intended: Intended, found: Gathered, tell: Progress, until: float
    ) -> None:
        self._clients, self._want, self._found, self._tell = clients, intended, found, tell
        self._client_for = clients.own
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
        """All around it for an organization's trail; for an account's only whether there is one."""
        if self._want.settings and self._want.settings.is_organization:
            self._found.surroundings = look_at_organization(
                self._client_for, self._region, self._account, self.until - _GRACE
            )
        else:
            there = probes.organization(self._client_for, self._region, self._account)
            self._found.surroundings = facts.Surroundings(there)

    def log_archive(self) -> None:
        settings, names = self._want.settings, self._want.names(Origin(self._account))
        if settings and names and self._clients.archive:
            taken_on = TakenOn(self._clients.archive, self._found.session)
            seen = look_at_archive(taken_on, settings, names, self.until - _GRACE)
            self._found.log_archive = Probe("good", seen)

    def regions(self) -> None:
        found = self._found
        found.regions = probes.enabled_regions(self._client_for, self._region)
        enabled = found.regions.value or ()
        now = datetime.datetime.now(datetime.timezone.utc)
        needed = [name for name in self._want.needs_rules(enabled) if name in enabled]
        found.rules = {name: late("events:ListRules", name) for name in needed}
        found.activity = {name: late("cloudtrail:LookupEvents", name) for name in enabled}
        rules = {name: partial(probes.rules, self._watching(name), name) for name in needed}
        activity = {name: partial(probes.activity, self._client_for, name, now) for name in enabled}
        self._all((found.rules, rules), (found.activity, activity))

    def _watching(self, region: str) -> ClientFor:
        """At home the rules are beside the bucket, elsewhere in the account that is deployed from."""
        return self._clients.beside_bucket if region == self._region else self._client_for

    def trails(self) -> None:
        found = self._found
        found.trails = trails(self._client_for, self._region, self.until - _FOR_PARTS)
        homes = {trail.bucket: trail.home_region for trail in found.trails.value or () if trail.bucket}
        names = self._want.names(Origin(self._account))
        if names and names.has_log_archive:
            # In the log archive, where `names` asks.
            homes.pop(names.log_bucket, None)
        keys = {trail.key for trail in found.trails.value or () if trail.key.startswith("arn:")}
        self._all(self._owners(homes, self._clients.own, self._account), self._keys(keys))

    def names(self) -> None:
        settings, names = self._want.settings, self._want.names(Origin(self._account))
        if settings and names and (self._clients.archive or not names.has_log_archive):
            wanted = [names.log_bucket, *([names.access_log_bucket] if settings.access_logs else [])]
            buckets = dict.fromkeys(wanted, self._region)
            self._all(self._owners(buckets, self._clients.beside_bucket, names.account))

    def key(self) -> None:
        assert self._want.settings is not None
        self._found.key = look_at_key(
            self._clients.beside_bucket, self._want.settings.kms_key_arn, self._region
        )

    def topic(self) -> None:
        assert self._want.settings is not None
        arn = self._want.settings.alert_topic_arn
        self._found.topic = look_at_topic(self._clients.beside_bucket, arn, self._region)

    def _owners(
        self, buckets: Mapping[str, str], client_for: ClientFor, account: str
    ) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
        owners = self._found.owners
        for name, region in buckets.items():
            owners.setdefault(name, late("s3:ListBucket", region))
        return owners, {
            name: partial(bucket_owner, client_for, name, account, region) for name, region in buckets.items()
        }

    def _keys(self, arns: set[str]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
        states = self._found.keys
        states.update({arn: late("kms:DescribeKey", Arn.of(arn).region) for arn in arns})
        return states, {arn: partial(key_state, self._clients.of(Arn.of(arn).account), arn) for arn in arns}

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
    kmsKeyArn and alertTopicArn name, None when they name nothing; backend: who is logged in there;
    log_archive: None without one; session: what its role is known by there.
    """

    identity: facts.Identity
    surroundings: facts.Surroundings
    regions: Probe[tuple[str, ...]]
    trails: Probe[tuple[facts.Trail, ...]]
    cli: Probe[PulumiCli]
    backend: Probe[str]
    chosen: Backend
    key: Probe[facts.Key] | None = None
    topic: Probe[facts.Topic] | None = None
    owners: dict[str, Probe[facts.Owner]] = field(default_factory=dict)
    keys: dict[str, Probe[str]] = field(default_factory=dict)
    rules: dict[str, Probe[bool]] = field(default_factory=dict)
    activity: dict[str, Probe[facts.Activity]] = field(default_factory=dict)
    log_archive: Probe[facts.LogArchive] | None = None
    session: str = ""

    @property
    def organization(self) -> Probe[facts.Organization]:
        """The one that the account is in."""
        return self.surroundings.organization

    def probes(self) -> Iterator[Probe[Any]]:
        """Those that AWS answers, one by one."""
        yield from (*self.surroundings.probes(), self.regions, self.trails)
        if self.log_archive:
            yield self.log_archive
        for some in (self.owners, self.keys, self.rules, self.activity):
            yield from some.values()
        if self.key:
            yield from (self.key, *((self.key.value.policy,) if self.key.value else ()))
        if self.topic:
            yield self.topic
