"""A deployed stack in an emulated account, an hour and a half later, and a look at it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from components.names import Names
from components.settings import Settings, validate
from tests.rehearsal.world import put_activity
from wizard.account.connect import ClientFor
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.drill import EmulatedClock
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins import alarms
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.screen.one_line_progress import Progress
from wizard.verify.gather import Means
from wizard.verify.result import Result
from wizard.verify.run import Verified, Waiting, verify
from wizard.verify.target import Target

HOME, AWAY = "eu-central-1", "us-west-2"
FEW = (HOME, AWAY, "us-east-1", "eu-west-3")
EMAIL = "ops@example.com"
VALUES: dict[str, Any] = {"approvedRegions": [HOME, "us-east-1"], "alertEmails": [EMAIL]}


@dataclass(frozen=True)
class Scene:
    """settings: those that were deployed."""

    account: EmulatedAccount
    settings: Settings

    @property
    def names(self) -> Names:
        return Names.of(self.settings, self.account.id)

    @property
    def target(self) -> Target:
        return Target(HOME, self.settings, None, (self.account.id,))

    def client(self, service: str, region: str = HOME) -> Any:
        return self.account.client(service, region)

    def verified(
        self, target: Target | None = None, client_for: ClientFor | None = None, patience: float = 0
    ) -> Verified:
        means = Means(client_for or self.account.client, self.account.clock.now, Progress(quiet=True))
        return verify(target or self.target, means, Waiting(patience, EmulatedClock(self.account)))

    def results(self, client_for: ClientFor | None = None) -> list[Result]:
        return list(self.verified(client_for=client_for).results)

    def amiss(self, client_for: ClientFor | None = None) -> dict[str, str]:
        """Each check that isn't passed, `failed` before `unknown`."""
        found: dict[str, str] = {}
        for one in self.results(client_for):
            if one.state != "passed" and found.get(one.id) != "failed":
                found[one.id] = one.state
        return found


@contextmanager
def deployed(regions: Sequence[str] = FEW, **more: Any) -> Iterator[Scene]:
    """The stack of these settings, after the first hour: log files and digests came, and the heart beat.

    regions: those that are enabled, () for as many as an account has; with few a look is three times as fast.
    """
    values = {**VALUES, **more}
    with open_account(HOME) as account:
        limit(account, regions)
        config = {
            f"everyregion:{key}": value if isinstance(value, str) else json.dumps(value)
            for key, value in values.items()
        }
        assert deploy(account, config).refusal is None
        put_activity(account, HOME, {"eventName": "CreateKeyPair"})
        settle(account)
        yield Scene(account, validate(values, HOME))


def limit(account: EmulatedAccount, regions: Sequence[str]) -> None:
    """Only these regions are enabled."""
    if regions:
        account.region_statuses = {one: account.region_statuses[one] for one in sorted(regions)}
        account.regions[:] = sorted(regions)


def settle(account: EmulatedAccount) -> None:
    """More than an hour passes."""
    for _ in range(4):
        tick(account, 1200)
    alarms.look(account)


def refusing(scene: Scene, service: str, call: str, region: str = "", *, closed: bool = False) -> ClientFor:
    """Clients with which AWS refuses this call, in one region or in all; closed: a service control policy
    does. call: boto3's name, `*` for all of the service."""
    why = "with an explicit deny in a service control policy" if closed else "because no policy allows it"

    def client_for(of: str, where: str) -> Any:
        client = scene.account.client(of, where)
        if of != service or region not in ("", where):
            return client
        return _Refusing(client, call, why)

    return client_for


class _Refusing:
    def __init__(self, client: Any, call: str, why: str) -> None:
        self._client, self._call, self._why = client, call, why

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if name == "get_paginator" and self._call != "*":
            return lambda call: self if call == self._call else found(call)
        return self._refuse if name in (self._call, "get_paginator") or self._call == "*" else found

    def paginate(self, **_: Any) -> _Refusing:
        return self

    def build_full_result(self) -> None:
        self._refuse()

    def _refuse(self, *_: Any, **__: Any) -> None:
        message = f"User is not authorized to perform: {self._call} {self._why}"
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": message}}, "Call")
