"""The look at an account, in the background: a person answers the first questions meanwhile."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from components import regions
from components.settings import Settings
from wizard.account.facts import Activity, Finding, Identity, Probe, Trail

_AT_ONCE = 6
_LONGEST_CALL = 20.0


class Look:
    """Facts that fill in while they arrive. Each attribute is a Probe: pending until it is known.

    client_for is made by `connect()` in the background thread, since importing boto3 takes half a second.
    """

    def __init__(
        self, connect: Callable[[], Callable[[str, str], Any]], region: str, with_activity: bool
    ) -> None:
        self.identity: Probe[Identity] = Probe()
        self.regions: Probe[tuple[str, ...]] = Probe()
        self.trails: Probe[tuple[Trail, ...]] = Probe()
        self.activity: dict[str, Probe[Activity]] = {}
        self.on_change: Callable[[], object] = lambda: None
        self.region = region
        self._connect, self._with_activity = connect, with_activity
        self._thread: threading.Thread | None = None
        self._client_for: Callable[[str, str], Any] | None = None

    def try_in_partition_of(self, region: str) -> None:
        """Looks again from `region` if the credentials failed elsewhere: they may belong to its partition."""
        here, there = regions.partition_of(self.region), regions.partition_of(region)
        if (
            self._thread is None
            or self.identity.value
            or here is None
            or there is None
            or here.id == there.id
        ):
            return
        self.join(_LONGEST_CALL)
        if self.identity.value is None:
            self.region, self._thread = region, None
            self.identity, self.regions, self.trails = Probe(), Probe(), Probe()
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

    def wait_for_trails(self, seconds: float) -> None:
        """Waits until identity, regions and trails are known, or `seconds` have passed."""
        self.start()
        deadline = threading.Event()
        waited = 0.0
        while waited < seconds and not (
            self.identity.is_over and self.regions.is_over and self.trails.is_over
        ):
            deadline.wait(0.02)
            waited += 0.02

    def existing(self, settings: Settings) -> tuple[Finding, ...]:
        """What there is to say about the key and the topic that the settings name; asks AWS each time.

        () when they name none, and before anybody knows who the credentials are.
        """
        from wizard.account.existing import findings

        if self._client_for is None or self.identity.value is None:
            return ()
        return findings(self._client_for, settings, self.identity.value.account)

    def _run(self) -> None:
        from wizard.account import probes
        from wizard.account.errors import AWS_ERRORS, trouble

        try:
            client_for = self._client_for = self._connect()
        except AWS_ERRORS as error:
            self._nothing(Probe("bad", why=trouble(error, "sts:GetCallerIdentity", self.region).text))
            return
        found = probes.identity(client_for, self.region)
        if found.state != "good":
            self._nothing(found)
            return
        self.identity = found
        self.on_change()
        self.regions = probes.enabled_regions(client_for, self.region)
        self.on_change()
        self.trails = probes.trails(client_for, self.region)
        self.on_change()
        if self._with_activity and self.regions.value:
            self._look_for_activity(client_for, self.regions.value)

    def _look_for_activity(self, client_for: Callable[[str, str], Any], regions: tuple[str, ...]) -> None:
        from wizard.account import probes

        now = datetime.datetime.now(datetime.timezone.utc)

        def one(region: str) -> None:
            self.activity[region] = probes.activity(client_for, region, now)
            self.on_change()

        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="account-look") as pool:
            list(pool.map(one, regions))

    def _nothing(self, identity: Probe[Identity]) -> None:
        """Without an identity nothing else is worth asking."""
        self.regions = Probe("unknown", why=identity.why)
        self.trails = Probe("unknown", why=identity.why)
        self.identity = identity
        self.on_change()
