"""What a look at an account finds: typed facts, each good, bad, unknown or still pending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from components.arns import Arn
from components.name_parts import log_folder

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
State = Literal["pending", "good", "bad", "unknown"]
# Whose fault it is that something isn't known; closed: a service control policy forbids it; late: no answer
# in the time there was.
Cause = Literal["credentials", "closed", "refused", "throttled", "unreachable", "late", "other"]
# Whose a bucket is: nobody's when there is none of that name.
Owner = Literal["nobody", "us", "others"]


@dataclass(frozen=True)
class Probe(Generic[T_co]):
    """One question put to AWS. value: the answer when good; why: a sentence when bad or unknown.

    bad means that AWS answered and the answer is no use (credentials that don't work); unknown that
    it couldn't be found out (not allowed, throttled, timed out). Unknown is never good. An unknown one
    may hold what could be found out all the same.
    action: what was asked for in vain, such as cloudtrail:ListTrails; cause: whose fault that is.
    """

    state: State = "pending"
    value: T_co | None = None
    why: str = ""
    action: str = ""
    cause: Cause | None = None

    @property
    def is_over(self) -> bool:
        return self.state != "pending"

    @property
    def is_refused(self) -> bool:
        """AWS answered that these credentials may not: to ask again is no use."""
        return self.cause in ("refused", "closed")

    @property
    def gap(self) -> Probe[Any]:
        """The same without what could be found out: why it isn't known."""
        return Probe(self.state, None, self.why, self.action, self.cause)

    def then(self, read: Callable[[T_co], T]) -> Probe[T]:
        """What `read` makes of the value, where there is one."""
        value = None if self.value is None else read(self.value)
        return Probe(self.state, value, self.why, self.action, self.cause)


@dataclass(frozen=True)
class Identity:
    """Who the credentials are."""

    account: str
    arn: str

    @property
    def partition(self) -> str:
        return Arn.of(self.arn).partition


@dataclass(frozen=True)
class Organization:
    """The AWS organization that the account is in; id is "" when it is in none.

    all_features: not for consolidated billing alone; role: the account's own; delegated: it may manage
    CloudTrail for the organization from outside the management account.
    """

    id: str = ""
    management_account: str = ""
    all_features: bool = False
    role: Literal["", "management", "delegated", "member"] = ""


@dataclass(frozen=True)
class MemberAccount:
    """An account of the organization. state: ACTIVE, SUSPENDED, CLOSED ..., as Organizations names it;
    joined: when it became a part of it, epoch seconds, 0 where that isn't known."""

    id: str
    name: str
    state: str
    joined: float = 0.0

    @property
    def is_active(self) -> bool:
        return self.state == "ACTIVE"


@dataclass(frozen=True)
class Surroundings:
    """What an organization's trail depends on around the account; a probe that is pending wasn't asked.

    trusted_access: whether CloudTrail has it; linked_role: whether the management account has CloudTrail's,
    which is seen from there alone; administrators: the delegated ones of CloudTrail; accounts: all of them;
    control_tower_archive: the account that AWS Control Tower keeps logs in, "" without one.
    """

    organization: Probe[Organization] = Probe()
    trusted_access: Probe[bool] = Probe()
    linked_role: Probe[bool] = Probe()
    administrators: Probe[tuple[str, ...]] = Probe()
    accounts: Probe[tuple[MemberAccount, ...]] = Probe()
    control_tower_archive: Probe[str] = Probe()

    @property
    def role(self) -> str:
        """What the account is in the organization; "" in none, and as long as that isn't known."""
        return self.organization.value.role if self.organization.value else ""

    def account(self, id: str) -> MemberAccount | None:
        """The account of this id, where it is known to be in the organization."""
        return next((one for one in self.accounts.value or () if one.id == id), None)

    def probes(self) -> tuple[Probe[Any], ...]:
        """Those that were asked. Control Tower's is a help, and nothing depends on it."""
        asked: tuple[Probe[Any], ...] = (
            self.organization, self.trusted_access, self.linked_role, self.administrators, self.accounts,
        )  # fmt: skip
        return tuple(one for one in asked if one.is_over)


@dataclass(frozen=True)
class LogArchive:
    """What was seen in the log-archive account with the role that is taken on there.

    regions: the enabled ones; refused: of the calls that a deployment begins with there, those that the role
    may not make; session: the ARN that it is known by.
    """

    account: str
    session: str
    regions: Probe[tuple[str, ...]] = Probe()
    refused: Probe[tuple[str, ...]] = Probe()


@dataclass(frozen=True)
class Activity:
    """Write events in one region within `days`; more: there were more than one page."""

    region: str
    writes: int
    days: int
    more: bool = False


@dataclass(frozen=True)
class Trail:
    """A trail as its home region describes it; None stands for what couldn't be found out.

    key: the KMS key's ARN, "" for SSE-S3; validates: log file validation; basic_selectors,
    advanced_selectors: as AWS gives them; insights: the types that are on; delivery_error: why S3 refused
    the last files, "" for none; unknown: what was refused.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html
    """

    name: str
    arn: str
    home_region: str
    bucket: str
    is_multi_region: bool
    is_organization: bool
    is_logging: bool | None
    records_management: bool | None
    unknown: str = ""
    prefix: str = ""
    key: str = ""
    validates: bool = False
    global_events: bool = False
    log_group: str = ""
    log_group_role: str = ""
    basic_selectors: tuple[Mapping[str, Any], ...] | None = None
    advanced_selectors: tuple[Mapping[str, Any], ...] | None = None
    insights: tuple[str, ...] | None = None
    delivery_error: str | None = None

    @property
    def log_folder(self) -> str:
        """What the keys of its files begin with, without a slash at its end."""
        return log_folder(self.prefix)

    @property
    def is_control_towers(self) -> bool:
        """Whether AWS Control Tower made it, and so has to be left alone.

        https://docs.aws.amazon.com/controltower/latest/userguide/enable-cloudtrail-logging.html
        """
        return self.name.startswith("aws-controltower-")


@dataclass(frozen=True)
class Finding:
    """What was found out about a resource that a setting names.

    key: the setting; text: a sentence or two; statements: what the policy of `of` lacks, to be pasted there;
    action: what was asked for in vain.
    """

    key: str
    state: Literal["good", "bad", "unknown"]
    text: str
    of: str = ""
    statements: tuple[Mapping[str, Any], ...] = ()
    action: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "state": self.state,
            "text": self.text,
            "statements": list(self.statements),
            "statementsFor": self.of,
        }


@dataclass(frozen=True)
class Key:
    """A KMS key that exists. policy: its JSON text, unknown where it may not be read."""

    arn: str
    state: str
    spec: str
    usage: str
    manager: str
    policy: Probe[str]


@dataclass(frozen=True)
class Topic:
    """An SNS topic that exists. policy: JSON text; key_name: the KMS key it is encrypted with, by id, ARN or
    alias, "" for none; key: that key, looked up; confirmed, pending: numbers of subscriptions; protection:
    its data protection policy, "" for none."""

    arn: str
    policy: str
    is_fifo: bool
    key_name: str
    confirmed: int
    pending: int
    key: Probe[Key] | None = None
    protection: Probe[str] = Probe("good", "")
