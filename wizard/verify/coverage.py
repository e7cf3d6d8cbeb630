"""Whether the log files of each account arrive from each of its regions, judged. Pure.

A digest file is delivered every hour for each account and region, also where nothing happened: its age proves
that delivery works, and the newest event in it says when something last happened.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from wizard.account.facts import Cause, MemberAccount, Probe
from wizard.verify.facts import AccountCovered, Digest, Facts, TrailFacts
from wizard.verify.result import Result
from wizard.verify.times import FRESH_SECONDS, ago, clock, minutes_old, started

#: none: there is nothing to be covered.
State = Literal["passed", "failed", "unknown", "none"]
_WORST: tuple[State, ...] = ("failed", "unknown", "passed", "none")


@dataclass(frozen=True)
class RegionCoverage:
    """One region of one account. why: a sentence; digest: of which hour the newest digest file is, epoch
    seconds, 0 for none; newest_event: "" for no activity in that hour, None where it wasn't read; cause,
    action: of what isn't known; waits: whether time alone may decide it."""

    region: str
    state: State
    why: str
    digest: float = 0.0
    newest_event: str | None = None
    cause: Cause | Literal["", "young"] = ""
    action: str = ""
    waits: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As docs/verify.schema.json says."""
        return {
            "region": self.region,
            "state": self.state,
            "why": self.why,
            "digest": stamp(self.digest) if self.digest else "",
            "newestEvent": self.newest_event,
            "cause": self.cause,
        }


@dataclass(frozen=True)
class AccountCoverage:
    """One account. name, status: as Organizations has them (ACTIVE, SUSPENDED ...), "" where it doesn't
    tell."""

    id: str
    name: str
    status: str
    regions: tuple[RegionCoverage, ...]

    @property
    def state(self) -> State:
        """That of the worst of its regions."""
        states: list[State] = [one.state for one in self.regions]
        return min(states, key=_WORST.index) if states else "none"

    def of(self, state: State) -> list[RegionCoverage]:
        """Its regions in this state."""
        return [one for one in self.regions if one.state == state]

    def as_dict(self) -> dict[str, Any]:
        """As docs/verify.schema.json says."""
        return {
            "account": self.id,
            "name": self.name,
            "status": self.status,
            "state": self.state,
            "regions": [one.as_dict() for one in self.regions],
        }


def stamp(seconds: float) -> str:
    """`2026-11-26T14:00:00Z`."""
    return clock(seconds).replace(" UTC", ":00Z").replace(" ", "T")


def covered_accounts(facts: Facts, it: TrailFacts, results: Iterable[Result]) -> tuple[AccountCoverage, ...]:
    """Every account whose files the trail is to deliver, the worst first. results: those of the own account's
    regions, which are judged by more than digest files."""
    own = _own(facts, it, results)
    others = [account_coverage(facts, it, one) for one in it.accounts.values()]
    found = [own, *others] if own.regions else others
    return tuple(sorted(found, key=lambda one: (_WORST.index(one.state), one.id)))


def _own(facts: Facts, it: TrailFacts, results: Iterable[Result]) -> AccountCoverage:
    arn, account = it.names.trail_arn if it.trail is None else it.trail.arn, facts.identity.account
    known = facts.surroundings.account(account) if facts.surroundings else None
    regions: list[RegionCoverage] = []
    for one in results:
        if one.id == "coverage.region" and one.trail == arn and one.region in it.regions:
            digest = it.regions[one.region].digest.value
            regions.append(
                RegionCoverage(
                    one.region,
                    one.state,
                    one.evidence,
                    digest.end if digest else 0.0,
                    digest.newest_event.value if digest else None,
                    one.cause,  # pyright: ignore[reportArgumentType]
                    waits=one.waits,
                )
            )
    there = known or MemberAccount(account, "", "")
    return AccountCoverage(account, there.name, there.state, tuple(regions))


def account_coverage(facts: Facts, it: TrailFacts, one: AccountCovered) -> AccountCoverage:
    """Another account of the organization."""
    there = one.account
    judged = tuple(_judged(facts, it, one, region, probe) for region, probe in sorted(one.digests.items()))
    return AccountCoverage(there.id, there.name, there.state, judged)


def _judged(
    facts: Facts, it: TrailFacts, one: AccountCovered, region: str, probe: Probe[Digest | None]
) -> RegionCoverage:
    stopped = _stopped(it, region)
    if stopped:
        return RegionCoverage(region, "failed", stopped)
    if probe.state == "bad":
        return RegionCoverage(region, "failed", "Nothing can arrive: the bucket is gone.")
    if it.trail is not None and it.trail.bucket and not it.trail.validates:
        why = "Log file validation is off, so no digest file proves anything."
        return RegionCoverage(region, "unknown", why, cause="other")
    if probe.state != "good":
        why = f"{probe.why.rstrip('.')}."
        return RegionCoverage(region, "unknown", why, cause=probe.cause or "other", action=probe.action)
    digest = probe.value
    if digest is not None and facts.now - digest.end < FRESH_SECONDS:
        event = digest.newest_event.value
        return RegionCoverage(region, "passed", proof(digest), digest.end, event)
    return _without(facts, it, one, region, digest)


def proof(digest: Digest) -> str:
    """What a digest file proves, in a sentence."""
    event = digest.newest_event
    if event.state == "pending":
        return f"Digest file of {clock(digest.end)}; of so many files the newest events aren't read."
    newest = "its newest event isn't known" if event.value is None else "no activity in that hour"
    return f"Digest file of {clock(digest.end)}, {f'newest event {event.value}' if event.value else newest}."


def _stopped(it: TrailFacts, region: str) -> str:
    """Why nothing of other accounts is recorded now; then no digest file of an hour ago proves anything."""
    trail = it.trail
    if trail is None:
        return "There is no trail that would record it." if it.status.state == "bad" else ""
    if trail.bucket and not trail.is_organization:
        return "The trail is one account's alone: of others it records nothing."
    if trail.bucket and not trail.is_multi_region and region != trail.home_region:
        return f"The trail records {trail.home_region} alone."
    if it.status.value is not None and not it.status.value["IsLogging"]:
        return "The trail is stopped and doesn't record."
    return ""


def _without(
    facts: Facts, it: TrailFacts, one: AccountCovered, region: str, last: Digest | None
) -> RegionCoverage:
    """Of a region that nothing came from: whether anything should have come, as far as it is known."""
    there, end = one.account, last.end if last else 0.0

    def so(state: State, why: str, **more: Any) -> RegionCoverage:
        return RegionCoverage(region, state, why, end, **more)

    if there.state not in ("", "ACTIVE"):
        # Of a closed account files go on for a while: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-account-closure.html
        return so("none", f"The account is {there.state}.")
    if minutes_old(facts.now, it.status):
        age = ago(facts.now - started(it.status))
        return so("unknown", f"The trail is {age} old, and nothing came yet.", cause="young", waits=True)
    if there.joined and facts.now - there.joined < FRESH_SECONDS:
        age = ago(facts.now - there.joined)
        text = f"The account joined {age} ago, and nothing came yet."
        return so("unknown", text, cause="young", waits=True)
    home = it.names.home
    is_optional = region in facts.optional or region not in (facts.enabled.value or ())
    if is_optional or home in facts.optional:
        enabled = one.enabled
        if enabled.state != "good" and is_optional:
            why = enabled.why.rstrip(".") or "it wasn't asked"
            text = f"Nothing came, and whether the account has enabled it isn't known: {why}."
            return so("unknown", text, cause=enabled.cause or "other", action=enabled.action)
        if enabled.value is not None and is_optional and region not in enabled.value:
            return so("none", "The account hasn't enabled it.")
        if enabled.value is not None and home in facts.optional and home not in enabled.value:
            text = f"The account hasn't enabled the trail's home region {home}, so nothing of it is recorded."
            return so("failed", text)
    if not there.state:
        text = "Nothing came, and whether the account is still in the organization isn't known."
        return so("unknown", text, cause="other")
    came = f"the last one is of {clock(last.end)}" if last else "there is none"
    return so("failed", f"No digest file for two hours: {came}.")
