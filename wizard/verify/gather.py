"""Asks everything that `verify` wants to know, side by side, within one deadline. Read-only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from components.arns import Arn
from components.names import Names
from wizard.account import probes
from wizard.account.asked_once import AskedOnce
from wizard.account.connect import ClientFor
from wizard.account.facts import Identity, Probe, Trail
from wizard.account.in_parallel import AT_ONCE, late
from wizard.account.list_trails import trails
from wizard.account.one_call import ask
from wizard.failures import AwsFailure
from wizard.screen.one_line_progress import Progress
from wizard.stack.stack_file import refuse_wrong_account
from wizard.trails.closer_look import CloserLook, look_closer
from wizard.verify.facts import Alert, Covered, Facts, LogKey, TrailFacts
from wizard.verify.look_at_alert import look_at_alert
from wizard.verify.look_at_bucket import FEW, look_at_bucket, look_at_log_key
from wizard.verify.look_at_regions import Places, look_at_regions
from wizard.verify.parts import OF_OTHERS, no_key, nothing, parts, tags_of, unseen
from wizard.verify.target import Target, as_if, names_of, watches
from wizard.verify.together import Asking

# Seconds for everything together.
PATIENCE = 20.0
_FOR_PARTS = 3.0


@dataclass(frozen=True)
class Means:
    """What a look works with: the rehearsal gives its own clients and time. now: epoch seconds."""

    client_for: ClientFor
    now: Callable[[], float]
    tell: Progress
    at_once: int = AT_ONCE


def gather(target: Target, means: Means) -> Facts:
    """Everything, at most PATIENCE seconds later. Raises AwsFailure where the credentials don't work, and
    UsageFailure for those of another account than the stack's."""
    once = AskedOnce(means.client_for)
    asking = Asking(once, time.monotonic() + PATIENCE, means.tell, means.at_once)
    facts = _Gathering(target, asking, means.now()).everything()
    if once.expired:
        raise AwsFailure(once.expired)
    return facts


class _Gathering:
    """The account says what things are called: where the stack file names one, nothing waits for STS."""

    def __init__(self, target: Target, asking: Asking, now: float) -> None:
        self._target, self._asking, self._now = target, asking, now
        self._client_for, self._home = asking.client_for, target.home
        self._inner = asking.within()

    def everything(self) -> Facts:
        target = self._target
        known = target.accounts[0] if len(target.accounts) == 1 and target.settings else ""
        first: dict[str, Callable[[], Any]] = {
            "identity": partial(probes.identity, self._client_for, self._home),
            "regions": partial(probes.enabled_regions, self._client_for, self._home),
            "trails": self._list,
        }
        if known:
            first["rest"] = partial(self._rest, known)
        found = self._asking.together(first)
        identity = found.get("identity") or late("sts:GetCallerIdentity", self._home)
        if identity.value is None:
            raise AwsFailure(f"{identity.why.rstrip('.')}. Nothing could be looked at.")
        who: Identity = identity.value
        refuse_wrong_account(who.account, target.accounts)
        listed: Probe[tuple[Trail, ...]] = found.get("trails") or late(
            "cloudtrail:DescribeTrails", self._home
        )
        enabled = found.get("regions") or late("ec2:DescribeRegions", self._home)
        # In time everything was asked once; this is answered from what is remembered.
        made, alert = found.get("rest") or self._rest(who.account)
        names = target.names(who.account)
        return Facts(
            self._now,
            who,
            enabled,
            listed,
            tuple(made),
            alert,
            target.settings,
            names,
            frozenset(self._client_for.closed),
        )

    def _list(self) -> Probe[tuple[Trail, ...]]:
        return trails(self._client_for, self._home, self._inner.until - _FOR_PARTS, self._asking.at_once)

    def _rest(self, account: str) -> tuple[list[TrailFacts], Alert | None]:
        """Trails and alert. What was asked already costs nothing: clients remember."""
        target = self._target
        names = target.names(account)
        calls: dict[str, Callable[[], Any]] = {}
        if names and target.settings:
            calls["own"] = partial(self._own, account, names)
            if watches(target.settings):
                calls["alert"] = partial(self._alert, names)
        else:
            for trail in target.chosen(self._list().value or (), None):
                calls[trail.arn] = partial(self._of_others, account, trail)
        found = self._inner.together(calls)
        alert = found.pop("alert", None)
        return [one for one in found.values() if one], alert

    def _enabled(self) -> tuple[str, ...]:
        return probes.enabled_regions(self._client_for, self._home).value or (self._home,)

    def _alert(self, names: Names) -> Alert:
        settings = self._target.settings
        assert settings is not None
        return look_at_alert(self._inner.within(), settings, names, self._enabled())

    def _own(self, account: str, names: Names) -> TrailFacts:
        settings = self._target.settings
        assert settings is not None
        adopted = self._target.adopted
        left = adopted.log_bucket.left if adopted and adopted.log_bucket else ()
        key = settings.kms_key_arn or (names.log_key_alias if settings.own_log_key else "")
        inner = self._inner.within()
        calls: dict[str, Callable[[], Any]] = {
            "bucket": partial(
                look_at_bucket, inner.within(), names.log_bucket, account, names.home, parts(settings, left)
            ),
            "trail": partial(self._trail_of, names, account),
            **self._ahead(names),
            "regions": partial(self._regions, None, Places(names, account), account),
        }
        if key:
            calls["key"] = partial(look_at_log_key, inner.within(), key, names.home)
        if settings.access_logs and not names.adopted_access_logs:
            wanted = names.access_log_bucket
            calls["access"] = partial(look_at_bucket, inner.within(), wanted, account, names.home, FEW)
        found = inner.together(calls)
        trail, look, tags = found.get("trail") or (None, CloserLook(), Probe())
        regions: dict[str, Covered] = found.get("regions") or {}
        log_key: LogKey = found.get("key") or no_key(names.home)
        if trail is not None and trail.key and log_key.key.state == "bad":
            # Its alias is gone; the trail still names the key itself.
            log_key = look_at_log_key(inner.within(), trail.key, names.home)
        if trail is not None and trail.bucket and not trail.validates:
            regions = self._regions(trail, Places(names, account), account)
        return TrailFacts(
            trail,
            names,
            settings,
            True,
            found.get("bucket") or nothing(names.log_bucket, names.home),
            log_key if key else None,
            look,
            tags,
            regions,
            (found.get("access") or nothing(names.access_log_bucket, names.home))
            if "access" in calls
            else None,
            left,
        )

    def _ahead(self, names: Names) -> dict[str, Callable[[], Any]]:
        """What is asked of the trail once it is found, asked now: its name is known, and answers are kept."""
        home, arn, client_for = names.home, names.trail_arn, self._client_for
        named = {
            "get_trail": "Name",
            "get_event_selectors": "TrailName",
            "get_insight_selectors": "TrailName",
        }
        calls = {
            call: partial(ask, client_for, "cloudtrail", home, call, **{key: arn})
            for call, key in named.items()
        }
        return {
            **calls,
            "list_tags": partial(ask, client_for, "cloudtrail", home, "list_tags", ResourceIdList=[arn]),
        }

    def _trail_of(self, names: Names, account: str) -> tuple[Trail | None, CloserLook, Probe[Any]]:
        found = next(iter(self._target.chosen(self._list().value or (), names)), None)
        return (found, *self._closely(found, account)) if found else (None, CloserLook(), Probe())

    def _closely(self, trail: Trail, account: str) -> tuple[CloserLook, Probe[Any]]:
        arn, home = trail.arn, trail.home_region
        found = self._inner.within().together(
            {
                "look": partial(look_closer, self._client_for, trail, account),
                "tags": partial(ask, self._client_for, "cloudtrail", home, "list_tags", ResourceIdList=[arn]),
            }
        )
        answer: Probe[Any] = found.get("tags") or late("cloudtrail:ListTags", home)
        return found.get("look") or unseen(home), answer.then(tags_of)

    def _of_others(self, account: str, trail: Trail) -> TrailFacts:
        """One trail of anybody's."""
        names, inner = names_of(trail), self._inner.within()
        owner = Arn.of(trail.arn).account
        organization = self._organization() if trail.is_organization else ""
        places = Places(names, account if trail.is_organization else owner, organization)
        calls: dict[str, Callable[[], Any]] = {
            "closely": partial(self._closely, trail, account),
            "regions": partial(self._regions, trail, places, account),
        }
        if trail.bucket:
            calls["bucket"] = partial(
                look_at_bucket, inner.within(), trail.bucket, account, names.home, OF_OTHERS
            )
        if trail.key:
            calls["key"] = partial(look_at_log_key, inner.within(), trail.key, names.home)
        found = inner.together(calls)
        look, tags = found.get("closely") or (unseen(names.home), late("cloudtrail:ListTags", names.home))
        return TrailFacts(
            trail,
            names,
            as_if(trail),
            False,
            found.get("bucket") or nothing(trail.bucket, names.home),
            (found.get("key") or no_key(names.home)) if trail.key else None,
            look,
            tags,
            found.get("regions") or {},
        )

    def _regions(self, trail: Trail | None, places: Places, account: str) -> dict[str, Covered]:
        own = account == Arn.of(trail.arn).account if trail else True
        inner = self._inner.within().within()
        return look_at_regions(inner, trail, places, self._enabled(), self._now, own)

    def _organization(self) -> str:
        found = ask(self._client_for, "organizations", self._home, "describe_organization")
        return found.value["Organization"]["Id"] if found.value else ""
