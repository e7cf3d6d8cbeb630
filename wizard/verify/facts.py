"""What a look finds: what AWS said of each thing, good, bad for what isn't there, or unknown. Plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from components.names import Names
from components.settings import Settings
from wizard.account.facts import (
    Identity,
    Key,
    MemberAccount,
    Owner,
    Probe,
    Surroundings,
    Topic,
    Trail,
)
from wizard.account.log_day import LogDay
from wizard.drill.stage_check import Finding
from wizard.trails.closer_look import CloserLook
from wizard.verify.muted import Muted

Document = Mapping[str, Any]
NOT_ASKED: Probe[Any] = Probe()
NOT_LOOKED = CloserLook()
#: Of a bucket, as Bucket has them.
PARTS = (
    "owner", "policy", "public_access", "ownership", "grants", "versioning", "encryption", "lifecycle",
    "logs_to", "lock",
)  # fmt: skip
# Region, the rule's name, and its bus, "" for the default one.
RulePlace = tuple[str, str, str]


@dataclass(frozen=True)
class Bucket:
    """A bucket's settings as S3 gives them; what it doesn't have is empty. policy: JSON text; grants: of its
    ACL, those for others than its owner; logs_to: where access logs go."""

    name: str
    owner: Probe[Owner]
    policy: Probe[str]
    public_access: Probe[Document]
    ownership: Probe[str]
    grants: Probe[Sequence[Document]]
    versioning: Probe[str]
    encryption: Probe[Document]
    lifecycle: Probe[Sequence[Document]]
    logs_to: Probe[str]
    lock: Probe[Document]


@dataclass(frozen=True)
class LogKey:
    """key: bad for one that isn't there; rotates: whether it does by itself."""

    key: Probe[Key]
    rotates: Probe[bool]


@dataclass(frozen=True)
class Digest:
    """The newest digest file of one account and region. end: of the time that it is about, epoch seconds;
    newest_event: when the last event in it was, "" for none in that time, pending where it wasn't read."""

    end: float
    key: str
    newest_event: Probe[str]


@dataclass(frozen=True)
class Covered:
    """What proves that one region's log files arrive. status: of GetTrailStatus there, bad where the trail
    doesn't show; digest: None in a good one for none lately; last_event: epoch seconds, asked only where
    there are no digests, None for none."""

    status: Probe[Document]
    digest: Probe[Digest | None] = NOT_ASKED
    last_event: Probe[float | None] = NOT_ASKED


@dataclass(frozen=True)
class AccountCovered:
    """What proves that the log files of another account of the organization arrive. account: as Organizations
    has it, its state "" where only its files tell of it; digests: by region, the newest; enabled: the regions
    that are, asked only where nothing comes from one that accounts enable for themselves."""

    account: MemberAccount
    digests: Mapping[str, Probe[Digest | None]]
    enabled: Probe[frozenset[str]] = NOT_ASKED


@dataclass(frozen=True)
class TrailFacts:
    """One trail and what it writes to. trail: None where it isn't there; names, settings: the stack's, or
    what it is measured by; regions: by name, each enabled one; left: parts of an adopted bucket that the
    stack leaves alone; accounts: of an organization's trail, by id, all but the one that looks."""

    trail: Trail | None
    names: Names
    settings: Settings
    is_own: bool
    bucket: Bucket
    key: LogKey | None
    look: CloserLook = NOT_LOOKED
    tags: Probe[Mapping[str, str]] = NOT_ASKED
    regions: Mapping[str, Covered] = field(default_factory=dict[str, Covered])
    access_bucket: Bucket | None = None
    left: tuple[str, ...] = ()
    accounts: Mapping[str, AccountCovered] = field(default_factory=dict[str, AccountCovered])

    @property
    def status(self) -> Probe[Document]:
        """At home."""
        found = self.regions.get(self.names.home)
        return found.status if found else Probe("unknown", why="The home region isn't enabled")

    @property
    def files_arrive(self) -> bool:
        """Whether CloudTrail says that its last log files were delivered."""
        status = self.status.value or {}
        return bool(status.get("LatestDeliveryTime")) and not status.get("LatestDeliveryError")


@dataclass(frozen=True)
class Role:
    """trust: its trust policy; policies: its inline ones; attached: managed ones; boundary: its permissions
    boundary, {} for none. Documents, all of them."""

    name: str
    trust: Probe[Document]
    policies: Probe[Sequence[Document]]
    attached: Probe[Sequence[Document]]
    boundary: Probe[Document]


@dataclass(frozen=True)
class Alert:
    """The stack's alert. findings: the drill's own, by check and region; rules: as DescribeRule gives them;
    roles: by check and account; the rest by what it is about."""

    findings: Mapping[tuple[str, str], Finding]
    rules: Mapping[RulePlace, Probe[Document]]
    roles: Mapping[tuple[str, str], Role]
    queue: Probe[Mapping[str, str]]
    dead_letters: Probe[Mapping[str, str]]
    bus: Probe[Document]
    function: Probe[Document]
    runtime: Probe[Document]
    schedule: Probe[Document]
    alarms: Probe[Mapping[str, Document]]
    muted: Probe[Muted]
    table: Probe[Document]
    table_policy: Probe[str]
    topic: Probe[Topic]


@dataclass(frozen=True)
class CisAlarms:
    """Those of the CIS benchmark, as AWS gives them, by name: metric filters and alarms; muted: by alarm, the
    rules that mute it."""

    filters: Probe[Mapping[str, Document]]
    alarms: Probe[Mapping[str, Document]]
    muted: Probe[Muted]


@dataclass(frozen=True)
class Queries:
    """What Athena is asked with, as AWS gives it; workgroup: {} where AWS says nothing of it."""

    workgroup: Probe[Document]
    table: Probe[Document]
    answers: Bucket


@dataclass(frozen=True)
class Facts:
    """now: epoch seconds; listed: every trail that records something here; alert: None without a stack, and
    where its settings have none; closed: regions in which a service control policy forbade a look;
    surroundings: the organization, None where nothing depends on one; optional: those of the enabled regions
    that each account enables for itself; archive: whether the log archive could be looked into, pending
    without one; cis, queries: None where the settings have none; log_day: of the stack's own trail, None
    where its files can't be listed."""

    now: float
    identity: Identity
    enabled: Probe[tuple[str, ...]]
    listed: Probe[tuple[Trail, ...]]
    trails: tuple[TrailFacts, ...]
    alert: Alert | None = None
    settings: Settings | None = None
    names: Names | None = None
    closed: frozenset[str] = frozenset()
    surroundings: Surroundings | None = None
    optional: frozenset[str] = frozenset()
    archive: Probe[str] = NOT_ASKED
    cis: CisAlarms | None = None
    queries: Queries | None = None
    log_day: LogDay | None = None
