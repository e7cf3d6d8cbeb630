"""The look at an account, in the background: a person answers the first questions meanwhile."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from components.adopted import Adopted
from components.settings import Settings
from wizard.account import time_limits
from wizard.account.connect import ClientFor, Clients
from wizard.account.facts import Activity, Finding, Identity, Probe, Surroundings, Trail
from wizard.account.findings import archive_of, findings
from wizard.account.home_region import is_other_partition
from wizard.account.in_parallel import AT_ONCE, late, side_by_side
from wizard.account.origin import Origin, origin_of
from wizard.account.samples import Samples

if TYPE_CHECKING:
    from wizard.account.data_resources import Listing

_LONGEST_CALL = 20.0
# Seconds for everything that is asked, from the first call on.
PATIENCE = time_limits.PATIENCE


class Look:
    """Facts that fill in while they arrive. Each attribute is a Probe: pending until it is known.

    client_for is made by `connect()` in the background thread, since importing boto3 takes half a second.
    activity: region -> what is known of it so far; with_activity: whether it is looked at how much goes on.
    at_once: 1 where calls mustn't be made at the same time.
    """

    def __init__(
        self,
        connect: Callable[[], ClientFor],
        region: str,
        with_activity: bool,
        at_once: int = AT_ONCE,
    ) -> None:
        self.identity: Probe[Identity] = Probe()
        self.regions: Probe[tuple[str, ...]] = Probe()
        self.trails: Probe[tuple[Trail, ...]] = Probe()
        self.surroundings = Surroundings()
        self.activity: dict[str, Probe[Activity]] = {}
        self.samples = Samples()
        self.on_change: Callable[[], object] = lambda: None
        self.region = region
        self._connect, self._with_activity, self._at_once = connect, with_activity, at_once
        self._thread: threading.Thread | None = None
        self._client_for: ClientFor | None = None
        self._resources: dict[str, Probe[Listing]] = {}

    def try_in_partition_of(self, region: str) -> None:
        """Looks again from `region` if the credentials failed elsewhere: they may belong to its partition."""
        if self._thread is None or self.identity.value or not is_other_partition(self.region, region):
            return
        self.join(_LONGEST_CALL)
        if self.identity.value is None:
            self.region, self._thread = region, None
            self.identity, self.regions, self.trails = Probe(), Probe(), Probe()
            self.surroundings = Surroundings()
            self.start()

    def start(self) -> None:
        """Begins looking; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="account-look", daemon=True)
            self._thread.start()

    def join(self, seconds: float) -> None:
        """Waits until everything is looked at, or `seconds` have passed."""
        if self._thread is not None:
            self._thread.join(seconds)

    @property
    def has_begun(self) -> bool:
        return self._thread is not None

    def wait_for_trails(self, seconds: float) -> None:
        """Waits until identity, regions and trails are known, or `seconds` have passed."""
        self.start()
        self._wait(lambda: self.identity.is_over and self.regions.is_over and self.trails.is_over, seconds)

    def wait_for_organization(self, seconds: float) -> None:
        """Waits until it is known what the account is in its organization, or `seconds` have passed."""
        self._wait(lambda: self.surroundings.organization.is_over, seconds)

    def _wait(self, is_over: Callable[[], bool], seconds: float) -> None:
        deadline = threading.Event()
        waited = 0.0
        while waited < seconds and not is_over():
            deadline.wait(0.02)
            waited += 0.02

    def origin(self, settings: Settings) -> Origin:
        """Where a deployment with these settings is made from; waits until it is known, or for a while."""
        if settings.is_organization:
            self.wait_for_organization(PATIENCE)
        account = self.identity.value.account if self.identity.value else ""
        return origin_of(settings, account, self.surroundings)

    def clients(self, settings: Settings, unread: str = "") -> Clients:
        """Clients of each account; the log archive's only where its role can be taken on."""
        from wizard.account.one_look import one_look

        assert self._client_for is not None
        assert self.identity.value is not None
        with one_look():
            found = archive_of(self._client_for, settings, self.identity.value.account, unread)
        archive = found.value.client_for if found and found.value else None
        return Clients(self._client_for, archive, settings.log_archive_account if archive else "")

    def can_take_on(self, role_arn: str, home: str) -> bool:
        """Whether this role can be taken on without an external id; False where it can't be seen."""
        from wizard.account.assumed_role import can_take_on

        return self._client_for is not None and can_take_on(self._client_for, role_arn, home or self.region)

    def data_resources(self, resource_type: str, home: str) -> Probe[Listing]:
        """What there is to record data events of; asks AWS at the first call for a type, once it is known who
        the credentials are."""
        from wizard.account.data_resources import data_resources

        if self.has_begun:
            self._wait(lambda: self.identity.is_over and self.regions.is_over, PATIENCE)
        if self._client_for is None or self.identity.value is None:
            why = self.identity.why or "nobody has looked at an account"
            return Probe("unknown", why=why)
        if resource_type not in self._resources:
            regions = self.regions.value or (home,)
            until = time.monotonic() + PATIENCE
            with_clients = self._client_for, resource_type, self.identity.value, home, regions, until
            self._resources[resource_type] = data_resources(*with_clients, self._at_once)
        return self._resources[resource_type]

    def existing(
        self, settings: Settings, unread: str = "", adopted: Adopted | None = None
    ) -> tuple[Finding, ...]:
        """What there is to say about the organization, and about the role, key and topic that the settings
        name; asks AWS each time. unread: why the external id of the role isn't known, "" where it is;
        adopted: what the stack takes over.

        () when they name none, and before anybody knows who the credentials are.
        """
        if self._client_for is None or self.identity.value is None:
            return ()
        if settings.is_organization:
            self.wait_for_organization(PATIENCE)
        from wizard.account.one_look import one_look

        trails = self.trails.value or ()
        with one_look():
            return findings(
                self._client_for, settings, self.identity.value, self.surroundings, unread, trails, adopted
            )

    def _run(self) -> None:
        from wizard.account import probes
        from wizard.account.errors import AWS_ERRORS, trouble
        from wizard.account.one_look import one_look

        try:
            client_for = self._client_for = self._connect()
        except AWS_ERRORS as error:
            self._nothing(Probe("bad", why=trouble(error, "sts:GetCallerIdentity", self.region).text))
            return
        until = time.monotonic() + PATIENCE
        with one_look():
            found = probes.identity(client_for, self.region)
        if found.value is None or found.state != "good":
            self._nothing(found)
            return
        self.identity, self.samples = found, Samples(client_for, found.value)
        self.on_change()
        side_by_side(
            {
                "regions": partial(self._look_at_regions, client_for, until),
                "trails": partial(self._look_for_trails, client_for, until - 0.5),
                "organization": partial(self._look_around, client_for, found.value.account, until - 0.5),
            },
            until,
            at_once=self._at_once,
        )
        self._give_up()
        if self._with_activity:
            self.samples.take(self.trails.value or (), self.regions.value or (), self._at_once)
            self.on_change()

    def _give_up(self) -> None:
        """What is still pending when the time is up is unknown."""
        if not self.regions.is_over:
            self.regions = late("ec2:DescribeRegions", self.region)
        if not self.trails.is_over:
            self.trails = late("cloudtrail:DescribeTrails", self.region)
        if not self.surroundings.organization.is_over:
            self.surroundings = Surroundings(late("organizations:DescribeOrganization", self.region))

    def _look_around(self, client_for: ClientFor, account: str, until: float) -> None:
        from wizard.account.organization import look_at_organization

        self.surroundings = look_at_organization(client_for, self.region, account, until, self._at_once)
        self.on_change()

    def _look_for_trails(self, client_for: ClientFor, until: float) -> None:
        from wizard.account.list_trails import trails

        self.trails = trails(client_for, self.region, until, self._at_once)
        self.on_change()

    def _look_at_regions(self, client_for: ClientFor, until: float) -> None:
        from wizard.account import probes

        self.regions = probes.enabled_regions(client_for, self.region)
        self.on_change()
        if not self._with_activity:
            return
        now = datetime.datetime.now(datetime.timezone.utc)

        def keep(region: str, found: Probe[Activity]) -> None:
            self.activity[region] = found
            self.on_change()

        names = self.regions.value or ()
        side_by_side(
            {name: partial(probes.activity, client_for, name, now) for name in names},
            until,
            at_once=self._at_once,
            on_answer=keep,
        )
        for name in names:
            self.activity.setdefault(name, late("cloudtrail:LookupEvents", name))

    def _nothing(self, identity: Probe[Identity]) -> None:
        """Without an identity nothing else is worth asking."""
        self.regions = Probe("unknown", why=identity.why)
        self.trails = Probe("unknown", why=identity.why)
        self.surroundings = Surroundings(Probe("unknown", why=identity.why))
        self.identity = identity
        self.on_change()
