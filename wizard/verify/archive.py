"""The way into the account that an organization's log bucket and alert are in: as a deployment takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wizard.account.asked_once import AskedOnce
from wizard.account.assumed_role import refusal, take_on
from wizard.account.facts import Probe
from wizard.account.failed_call import NoWayIn
from wizard.verify.target import Target


@dataclass(frozen=True)
class Archive:
    """client_for: clients there, or such as say why there are none; seen: as whom, pending without a log
    archive."""

    client_for: AskedOnce
    seen: Probe[str]


def look_into(own: AskedOnce, target: Target) -> Archive:
    """With the role of the settings taken on; without one, the own account."""
    settings = target.settings
    if settings is None or not settings.log_archive_role_arn:
        return Archive(own, Probe())
    found = take_on(own, settings)
    if found.value is not None:
        return Archive(AskedOnce(found.value.client_for), Probe("good", found.value.session))
    why = found.why
    if found.is_refused:
        why = refusal(settings, found, "whoever looks")
    gap: Probe[str] = Probe("unknown", why=why, action="sts:AssumeRole", cause=found.cause)
    told = f"{settings.log_archive_role_arn} can't be taken on, so this wasn't asked"

    def client_for(service: str, region: str) -> Any:
        return _Closed(NoWayIn(told, found.cause or "other"))

    return Archive(AskedOnce(client_for), gap)


class _Closed:
    """A client none of whose calls comes to anything."""

    def __init__(self, why: NoWayIn) -> None:
        self._why = why

    def __getattr__(self, call: str) -> Callable[..., Any]:
        if call.startswith("__"):
            raise AttributeError(call)
        return self._refuse

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise self._why
