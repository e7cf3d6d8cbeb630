"""Asks everything that `verify` wants to know, side by side, within one deadline. Read-only."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from components.names import Names
from components.organization import Organization
from wizard.account import probes
from wizard.account.asked_once import AskedOnce
from wizard.account.connect import ClientFor
from wizard.account.facts import Identity, Probe, Surroundings, Trail
from wizard.account.in_parallel import AT_ONCE, late
from wizard.account.list_trails import trails
from wizard.account.log_day import LogDay, log_day
from wizard.account.organization import look_at_organization
from wizard.failures import AwsFailure
from wizard.screen.one_line_progress import Progress
from wizard.stack.stack_file import refuse_wrong_account
from wizard.verify.archive import Archive, look_into
from wizard.verify.digest_listing import Places
from wizard.verify.facts import Alert, CisAlarms, Facts, Queries, TrailFacts
from wizard.verify.look_at_accounts import Looking, look_at_accounts, members
from wizard.verify.look_at_alert import look_at_alert
from wizard.verify.look_at_cis import look_at_cis
from wizard.verify.look_at_queries import look_at_queries
from wizard.verify.look_at_trails import TrailLooks
from wizard.verify.target import Target, watches
from wizard.verify.together import Asking

# Seconds for everything together, but for the accounts of an organization, which are as many as there are.
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
    """Everything, at most PATIENCE seconds later, or as long as accounts of an organization keep coming in.
    Raises AwsFailure where the credentials don't work, and UsageFailure for those of another account than the
    stack's."""
    once = AskedOnce(means.client_for)
    asking = Asking(once, time.monotonic() + PATIENCE, means.tell, means.at_once)
    gathering = _Gathering(target, asking, means)
    facts = gathering.everything()
    if once.expired:
        raise AwsFailure(once.expired)
    return gathering.with_accounts(facts)


class _Gathering:
    """The account says what things are called: where the stack file names one, nothing waits for STS. What an
    organization's stack is called its organization says, too."""

    def __init__(self, target: Target, asking: Asking, means: Means) -> None:
        self._target, self._asking, self._means = target, asking, means
        self._now = means.now()
        self._client_for, self._home = asking.client_for, target.home
        self._inner = asking.within()
        self._beside: AskedOnce = asking.client_for

    def everything(self) -> Facts:
        target = self._target
        known = target.accounts[0] if len(target.accounts) == 1 and target.settings else ""
        first: dict[str, Callable[[], Any]] = {
            "identity": partial(probes.identity, self._client_for, self._home),
            "regions": partial(probes.enabled_regions, self._client_for, self._home),
            "trails": self._list,
        }
        if target.is_organization:
            first["archive"] = partial(look_into, self._client_for, target)
            first["organization"] = partial(self._around, known)
        elif known:
            first["rest"] = partial(self._rest, known, target.names(known), None)
        found = self._asking.together(first)
        identity = found.get("identity") or late("sts:GetCallerIdentity", self._home)
        if identity.value is None:
            raise AwsFailure(f"{identity.why.rstrip('.')}. Nothing could be looked at.")
        who: Identity = identity.value
        refuse_wrong_account(who.account, target.accounts)
        listed: Probe[tuple[Trail, ...]] = found.get("trails") or late(
            "cloudtrail:DescribeTrails", self._home
        )
        seen = self._surroundings(who.account, listed, found)
        archive: Archive = found.get("archive") or Archive(self._client_for, Probe())
        self._beside = archive.client_for
        names = None
        made: list[TrailFacts] = []
        alert = cis = queries = day = None
        organization = seen.organization.value if seen else None
        if not target.is_organization or (organization and organization.id):
            names = target.names(who.account, _as_names_have_it(seen))
            # In time everything was asked once; this is answered from what is remembered.
            made, alert, cis, queries, day = found.get("rest") or self._rest(who.account, names, seen)
        optional = probes.optional_regions(self._client_for, self._home).value if seen else None
        return Facts(
            self._now,
            who,
            found.get("regions") or late("ec2:DescribeRegions", self._home),
            listed,
            tuple(made),
            alert,
            target.settings,
            names,
            frozenset(self._client_for.closed | self._beside.closed),
            seen,
            optional or frozenset(),
            archive.seen,
            cis,
            queries,
            day,
        )

    def with_accounts(self, facts: Facts) -> Facts:
        """The same with every account of an organization's trails."""
        made = tuple(self._with_accounts(facts, it) for it in facts.trails)
        return replace(facts, trails=made)

    def _with_accounts(self, facts: Facts, it: TrailFacts) -> TrailFacts:
        seen = facts.surroundings
        if seen is None or it.names.organization is None:
            return it
        looking = Looking(
            self._client_for.forgetting,
            Places(it.names, self._beside.forgetting),
            sorted({*(facts.enabled.value or ())} - facts.optional),
            facts.optional,
            self._now,
            self._means.tell,
            2 * self._means.at_once,
        )
        others = members(looking, seen.accounts, facts.identity.account)
        return replace(it, accounts=look_at_accounts(looking, others))

    def _list(self) -> Probe[tuple[Trail, ...]]:
        return trails(self._client_for, self._home, self._inner.until - _FOR_PARTS, self._asking.at_once)

    def _around(self, account: str) -> Surroundings | None:
        """The organization around the account; "" for the one of the credentials."""
        if not account:
            identity = probes.identity(self._client_for, self._home).value
            if identity is None:
                return None
            account = identity.account
        until, at_once = self._inner.until, self._asking.at_once
        return look_at_organization(self._client_for, self._home, account, until, at_once, proposing=False)

    def _surroundings(
        self, account: str, listed: Probe[tuple[Trail, ...]], found: Mapping[str, Any]
    ) -> Surroundings | None:
        """None where nothing of an organization is looked at."""
        if self._target.is_organization:
            return found.get("organization") or Surroundings(
                late("organizations:DescribeOrganization", self._home)
            )
        chosen = self._target.chosen(listed.value or (), None) if self._target.settings is None else ()
        return self._around(account) if any(one.is_organization for one in chosen) else None

    def _rest(
        self, account: str, names: Names | None, seen: Surroundings | None
    ) -> tuple[list[TrailFacts], Alert | None, CisAlarms | None, Queries | None, LogDay | None]:
        """Trails, alert, the CIS alarms, queries, a day's files. What was asked already costs nothing:
        clients remember."""
        target = self._target
        calls: dict[str, Callable[[], Any]] = {}
        looks = TrailLooks(target, self._inner, self._beside, self._list, self._now, self._enabled)
        if names and target.settings:
            calls["own"] = partial(looks.own, account, names)
            calls["day"] = partial(self._log_day, account, names)
            if watches(target.settings):
                calls["alert"] = partial(self._alert, names)
            if names.cis_alarms:
                calls["cis"] = partial(look_at_cis, self._inner.within(), names)
            if target.settings.queries:
                calls["queries"] = partial(look_at_queries, self._inner.within().of(self._beside), names)
        else:
            for trail in target.chosen(self._list().value or (), None):
                organization = _as_names_have_it(seen) if trail.is_organization else None
                calls[trail.arn] = partial(looks.of_others, account, trail, organization)
        found = self._inner.together(calls)
        alert, cis, queries, day = (found.pop(one, None) for one in ("alert", "cis", "queries", "day"))
        return [one for one in found.values() if one], alert, cis, queries, day

    def _log_day(self, account: str, names: Names) -> LogDay | None:
        """Yesterday's files, for what the trail costs; no check hangs on them."""
        trail = next((one for one in self._list().value or () if one.arn == names.trail_arn), None)
        if trail is None or not trail.bucket:
            return None
        yesterday = datetime.fromtimestamp(self._now, timezone.utc).date() - timedelta(days=1)
        until, at_once = self._inner.until - _FOR_PARTS, self._asking.at_once
        found = log_day(
            self._beside, trail, account, self._enabled(), yesterday, until, at_once, may_read=False
        )
        return found.value

    def _enabled(self) -> tuple[str, ...]:
        return probes.enabled_regions(self._client_for, self._home).value or (self._home,)

    def _alert(self, names: Names) -> Alert:
        settings = self._target.settings
        assert settings is not None
        inner = self._inner.within().of(self._beside)
        return look_at_alert(inner, self._client_for, settings, names, self._enabled)


def _as_names_have_it(seen: Surroundings | None) -> Organization | None:
    found = seen.organization.value if seen else None
    return Organization(found.id, found.management_account) if found and found.id else None
