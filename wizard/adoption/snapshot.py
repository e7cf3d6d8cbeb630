"""What was found of a trail, its bucket and its key: everything as AWS gave it. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.account.facts import Probe
from wizard.account.origin import Origin
from wizard.account.role_policies import RolePolicies

Document = Mapping[str, Any]


@dataclass(frozen=True)
class FoundTrail:
    """described: of DescribeTrails; basic, advanced: its selectors; insights: the types that are on;
    data_insights: those of them that look at data events, each with whether it looks at nothing else."""

    described: Document
    is_logging: bool
    basic: tuple[Document, ...] = ()
    advanced: tuple[Document, ...] = ()
    insights: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    data_insights: Mapping[str, bool] = field(default_factory=dict[str, bool])

    @property
    def arn(self) -> str:
        return self.described["TrailARN"]

    @property
    def name(self) -> str:
        return self.described["Name"]

    def text(self, key: str) -> str:
        """A text of the description, "" where it has none."""
        return self.described.get(key) or ""


@dataclass(frozen=True)
class FoundBucket:
    """region: where it is. Documents are None, and texts "", where the bucket has no such thing.

    grants: of its ACL, those for others than its owner; versioning: Status and MFADelete.
    """

    name: str
    region: str
    policy: Document | None = None
    notification: Document = field(default_factory=dict[str, Any])
    lifecycle: tuple[Document, ...] = ()
    smallest: str = ""
    ownership: str = ""
    public_access: Document | None = None
    versioning: Mapping[str, str] = field(default_factory=dict[str, str])
    encryption: tuple[Document, ...] = ()
    logging: Document | None = None
    lock: Document | None = None
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    grants: tuple[Document, ...] = ()

    @property
    def has_mfa_delete(self) -> bool:
        return self.versioning.get("MFADelete") == "Enabled"


@dataclass(frozen=True)
class FoundKey:
    """described: of DescribeKey; policy: its default policy; rotation_days: 0 where it isn't rotated."""

    described: Document
    policy: Document
    rotation_days: int = 0
    tags: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def arn(self) -> str:
        return self.described["Arn"]


@dataclass(frozen=True)
class Reach:
    """How far an organization's trail reaches. accounts: how many there are, 0 where that isn't known;
    copy_usd: a year of a second copy of the management events of the account that was looked at, at least;
    None where nobody counted them."""

    accounts: int = 0
    copy_usd: float | None = None


@dataclass(frozen=True)
class Snapshot:
    """Everything that was read. account: where bucket and key are looked for; region: the trail's home;
    alias_of: the id of the key that our own alias names already, "" for none. key: the trail's, or else that
    one. deployed_from: None where that is this very account, and for it alone. stray_bucket: the trail's
    bucket isn't in `account`, but in the one that is deployed from. log_role: what the role that
    writes to its log group may do; None where that wasn't asked: only a trail that becomes the
    organization's needs another answer than before."""

    account: str
    region: str
    trail: FoundTrail | None = None
    bucket: FoundBucket | None = None
    access_bucket: FoundBucket | None = None
    key: FoundKey | None = None
    alias_of: str = ""
    deployed_from: Origin | None = None
    stray_bucket: bool = False
    reach: Reach = Reach()
    log_role: Probe[RolePolicies] | None = None

    @property
    def origin(self) -> Origin:
        """Where the stack that takes it over is deployed from."""
        return self.deployed_from or Origin(self.account)
