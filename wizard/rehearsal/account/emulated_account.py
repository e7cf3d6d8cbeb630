"""An emulated AWS account: who and where it is, its clients, what it shares with others."""

from __future__ import annotations

import functools
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.regions import dns_suffix_of
from wizard.rehearsal.account import regions, seal
from wizard.rehearsal.account.clock import Clock

# region, namespace, name, and the dimensions in order
Metric = tuple[str, str, str, tuple[tuple[str, str], ...]]


@dataclass
class Emulation:
    """What the accounts of one emulation share. accounts: by id, the one that is deployed from first.

    `emulated` lists, in sentences, what was stood in for; `undelivered` says which event reached its target
    not, and why. Makers and stand-ins hold `lock`: the emulator isn't made for threads.
    """

    accounts: dict[str, EmulatedAccount] = field(default_factory=dict[str, "EmulatedAccount"])
    clock: Clock = field(default_factory=Clock)
    lock: threading.RLock = field(default_factory=threading.RLock)
    emulated: list[str] = field(default_factory=list[str])
    undelivered: list[str] = field(default_factory=list[str])

    @property
    def deploying(self) -> EmulatedAccount:
        """The account that is deployed from; whoever comes with keys of their own is in it too."""
        return next(iter(self.accounts.values()))


class EmulatedAccount:
    """One account with its home region and the other regions of that partition; `open_account` opens one.

    `regions` are the enabled ones. clock, lock, emulated, undelivered: the emulation's, see there.
    """

    id = "123456789012"
    caller_id = "AIDAREHEARSALREHEARSAL"

    def __init__(
        self,
        home: str = "us-east-1",
        opted_in: Iterable[str] = (),
        *,
        id: str = "",
        emulation: Emulation | None = None,
        optional_home: bool = True,
    ) -> None:
        """emulation: that of the accounts that this one is beside; alone without one. optional_home: whether
        it has opted in to its home region, where that takes it."""
        self.id = id or EmulatedAccount.id
        self.emulation = emulation or Emulation()
        self.emulation.accounts[self.id] = self
        self.home = home
        self.partition = regions.partition_of(home)
        self.region_statuses = regions.statuses(home, opted_in, optional_home=optional_home)
        self.regions = sorted(
            n for n, status in self.region_statuses.items() if status != regions.NOT_OPTED_IN
        )
        self.dns_suffix = dns_suffix_of(self.partition)
        self.lock, self.clock = self.emulation.lock, self.emulation.clock
        self.emulated, self.undelivered = self.emulation.emulated, self.emulation.undelivered
        self.started: dict[str, float] = {}  # schedule ARN -> when it last ran
        self.measured: dict[Metric, list[tuple[float, float]]] = {}  # metric -> (when, value), oldest first
        self.alarm_states: dict[str, str] = {}  # alarm ARN -> its state, once it was looked at
        # (trail's ARN, region) -> what arrived when, and what couldn't: stand_ins/digest_files.py
        self.deliveries: dict[tuple[str, str], dict[str, Any]] = {}
        self.digested: dict[str, float] = {}  # trail's ARN -> when it last had digest files
        # region -> name of an alarm mute rule -> what PutAlarmMuteRule was given
        self.mute_rules: dict[str, dict[str, dict[str, Any]]] = {}
        # function ARN -> what PutRuntimeManagementConfig was given
        self.runtime_updates: dict[str, dict[str, Any]] = {}
        self.data_protection: dict[str, str] = {}  # topic ARN -> what PutDataProtectionPolicy was given
        self.history: dict[str, list[dict[str, Any]]] = {}  # region -> CloudTrail records, oldest first

    def session(self) -> Any:
        """A boto3 session on this account, for code that makes its own clients."""
        with self.lock:
            return _session(self.home, self.access_key)

    def client(self, service: str, region: str | None = None) -> Any:
        """The boto3 client for a service, at home unless a region is given. Made once, shared by all
        threads."""
        with self.lock:
            return _client(self.home, self.access_key, service, region or self.home)

    @property
    def access_key(self) -> str:
        """The key of the account's own clients, by which their calls are told from other accounts'."""
        own = self is self.emulation.deploying
        return seal.ACCESS_KEY if own else f"{seal.ACCESS_KEY}-{self.id}"

    def beside(self, id: str) -> EmulatedAccount | None:
        """The account with this id, itself included; None where the emulation has none."""
        return self.emulation.accounts.get(id)

    @property
    def everywhere(self) -> list[EmulatedAccount]:
        """All accounts of the emulation, itself first."""
        return [self, *(one for one in self.emulation.accounts.values() if one is not self)]

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """An ARN in this account, at home unless a region is given ("" for services that have none)."""
        return (
            f"arn:{self.partition}:{service}:{self.home if region is None else region}:{self.id}:{resource}"
        )

    def regions_told(self, everything: bool, filters: Mapping[str, Collection[str]]) -> dict[str, str]:
        """Region -> status, of those that EC2 would list; a filter is one of DescribeRegions'."""
        return {
            name: status
            for name, status in self.region_statuses.items()
            if (everything or status != regions.NOT_OPTED_IN)
            and name in filters.get("region-name", (name,))
            and status in filters.get("opt-in-status", (status,))
        }

    @property
    def caller_arn(self) -> str:
        """Who deploys: a user of the account."""
        return self.arn("iam", "user/rehearsal", "")

    def measure(
        self, region: str, namespace: str, name: str, dimensions: dict[str, str], value: float
    ) -> None:
        """Notes a value of a metric, as a service or a log line would send it to CloudWatch."""
        metric = (region, namespace, name, tuple(sorted(dimensions.items())))
        self.measured.setdefault(metric, []).append((self.clock.now(), value))

    def stand_in(self, sentence: str) -> None:
        """Notes, once, that something isn't the emulator's own doing."""
        if sentence not in self.emulated:
            self.emulated.append(sentence)


#: Held while an account is open: one at a time in a process.
is_open = threading.Lock()


# Sessions and clients hold nothing of an account, and are slow to make: the next account uses them again.
@functools.cache
def _session(home: str, access_key: str) -> Any:
    session = seal.session(home, access_key)
    session.events.register_first("before-send", seal.after_closing(is_open.locked))
    return session


@functools.cache
def _client(home: str, access_key: str, service: str, region: str) -> Any:
    return _session(home, access_key).client(service, region_name=region)
