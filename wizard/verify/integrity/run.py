"""Verifies the log files of the last hours or days: every chain of every trail, some at a time.

How much memory it takes depends on how many files are read at once, and not on how many or large they are.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from components.region_alert.function.digest.account_and_region import is_account, is_region
from wizard.account.connect import ClientFor
from wizard.account.facts import Probe, Trail
from wizard.account.one_call import ask
from wizard.verify.facts import Facts, TrailFacts
from wizard.verify.integrity.beginning import Beginning, beginning
from wizard.verify.integrity.chain import Chain, Tools
from wizard.verify.integrity.findings import ChainFindings
from wizard.verify.integrity.objects import Objects, Stopped
from wizard.verify.integrity.places import Place
from wizard.verify.integrity.pool import Pool
from wizard.verify.integrity.seen import Seen
from wizard.verify.integrity.signatures import PublicKeys
from wizard.verify.integrity.tail import note_tail

_CHAINS_AT_ONCE = 8
_LOOK_SECONDS = 0.2


class Interrupted(KeyboardInterrupt):
    """Ctrl-C while log files were read; the message says what was found until then."""


@dataclass(frozen=True)
class Means:
    """client_for: of the account that looks; bucket_client_for: of the one that the bucket is in; seal: 32
    bytes that come from the credentials, b"" where none do; waits: is told what was done so far."""

    client_for: ClientFor
    bucket_client_for: ClientFor
    seal: bytes = b""
    waits: Callable[[str], object] = lambda words: None


@dataclass
class TrailIntegrity:
    """chains: by account and region; unknown: why it isn't known whose files there are, None where it is."""

    trail: TrailFacts
    beginning: Beginning = field(default_factory=Beginning)
    chains: list[ChainFindings] = field(default_factory=list[ChainFindings])
    unknown: Probe[object] | None = None


@dataclass(frozen=True)
class Integrity:
    """since, until: of the time that was verified, epoch seconds; seconds: how long that took."""

    since: float
    until: float
    trails: tuple[TrailIntegrity, ...]
    seconds: float

    @property
    def chains(self) -> list[ChainFindings]:
        return [chain for trail in self.trails for chain in trail.chains]


def look(facts: Facts, since: float, means: Means) -> Integrity:
    """Every trail that was found. since: epoch seconds. Raises AwsFailure where the credentials work no more,
    and Interrupted after Ctrl-C; both keep what was found good for the next run."""
    begun = time.monotonic()
    trails: list[TrailIntegrity] = []
    try:
        for it in facts.trails:
            if it.trail and it.trail.bucket:
                trails.append(TrailIntegrity(it, beginning(facts, it, since, means.client_for)))
                _walk(facts, trails[-1], since, means)
                _note_tails(facts, trails[-1], since)
    except KeyboardInterrupt:
        raise Interrupted(_counted([chain for one in trails for chain in one.chains])) from None
    return Integrity(since, facts.now, tuple(trails), time.monotonic() - begun)


def _walk(facts: Facts, done: TrailIntegrity, since: float, means: Means) -> None:
    """Every chain of one trail."""
    it = done.trail
    stop = threading.Event()
    seen = Seen(f"{it.names.trail_arn} {it.names.log_bucket}", means.seal)
    pool = Pool(stop)
    objects = Objects(means.bucket_client_for, it.names.home, stop)
    keys = PublicKeys(means.client_for, since, facts.now)
    tools = Tools(objects, keys, pool, seen, since, facts.now, done.beginning)
    walkers = ThreadPoolExecutor(_CHAINS_AT_ONCE, "integrity-chain")
    waiting: list[Future[None]] = []
    told, shares = time.monotonic(), _has_neighbour(facts, it.trail)
    try:
        for place in _places(facts, it, objects, means, done):
            found = ChainFindings(place.account, place.region, shares_folder=shares)
            done.chains.append(found)
            waiting.append(walkers.submit(Chain(tools, place, found).walk))
            if stop.is_set():
                break
            if time.monotonic() - told > _LOOK_SECONDS:
                told = time.monotonic()
                means.waits(_so_far(done, sum(one.done() for one in waiting)))
        _wait(waiting, done, means.waits)
    except BaseException:
        stop.set()
        seen.keep()
        raise
    finally:
        walkers.shutdown(wait=False, cancel_futures=True)
        pool.end()
    seen.forget()


def _note_tails(facts: Facts, done: TrailIntegrity, since: float) -> None:
    """What is missing at the end of each chain, which no digest file tells."""
    own = next((one.account for one in done.chains), "")
    for chain in done.chains:
        is_own = chain.account == own
        covered = done.trail.regions.get(chain.region) if is_own else None
        note_tail(done.trail, covered, chain, since, facts.now, is_own=is_own)


def _has_neighbour(facts: Facts, own: Trail | None) -> bool:
    """Whether another trail, whose files no digest names, puts them into the same folders."""
    return own is not None and any(
        one.arn != own.arn
        and (one.bucket, one.prefix, one.is_organization) == (own.bucket, own.prefix, own.is_organization)
        and not one.validates
        for one in facts.listed.value or ()
    )


def _wait(waiting: list[Future[None]], done: TrailIntegrity, waits: Callable[[str], object]) -> None:
    """In short waits: on some systems a long one can't be interrupted."""
    left = set(waiting)
    stopped: BaseException | None = None
    while left:
        over, left = wait(left, _LOOK_SECONDS, FIRST_EXCEPTION)
        for error in filter(None, (one.exception() for one in over)):
            # What stopped the others is told, not that they were stopped.
            if not isinstance(error, Stopped):
                raise error
            stopped = error
        waits(_so_far(done, len(waiting) - len(left)))
    if stopped is not None:
        raise stopped


def _so_far(done: TrailIntegrity, over: int) -> str:
    return f"{over} of {len(done.chains)} regions: {_counted(done.chains)} (Ctrl-C stops)"


def _counted(chains: Sequence[ChainFindings]) -> str:
    """Short: in a terminal what stands behind 80 columns is cut off."""
    digests = sum(one.digests + one.backfills for one in chains)
    files, size = (sum(getattr(one, name) for one in chains) for name in ("files", "bytes"))
    amiss, unknown = (sum(one.wrong_and_unknown()[state] for one in chains) for state in (0, 1))
    more = f", {amiss:,} amiss" if amiss else ""
    more += f", {unknown:,} not known" if unknown else ""
    return f"{digests:,} digests and {files:,} log files good, {size / 1e6:,.0f} MB{more}"


def _places(
    facts: Facts, it: TrailFacts, objects: Objects, means: Means, done: TrailIntegrity
) -> Iterator[Place]:
    """Each account and region whose digest files are looked for: of the caller's or the trail's own account
    the enabled regions, of an organization's others those that have any."""
    assert it.trail is not None
    names, own = it.names, facts.identity.account
    organization = names.organization.id if names.organization else ""
    if it.trail.is_organization and not organization:
        asked = ask(means.client_for, "organizations", names.home, "describe_organization")
        if asked.value is None:
            done.unknown = asked
            return
        organization = asked.value["Organization"]["Id"]
    start = it.trail.log_folder
    whose = f"{start}/{organization}" if organization else start
    if not it.trail.is_organization:
        own = it.names.trail_owner
    regions = set(it.regions)
    accounts = [own]
    if organization:
        listed = objects.folders(it.trail.bucket, f"{whose}/")
        if listed.value is None:
            done.unknown = listed
            return
        accounts += sorted({*filter(is_account, listed.value)} - {own})
    for account in accounts:
        folder = f"{whose}/{account}"
        listed = objects.folders(it.trail.bucket, f"{folder}/CloudTrail-Digest/")
        if listed.value is None and account != own:
            done.unknown = listed
            return
        there = {*filter(is_region, listed.value or ())} | (regions if account == own else set())
        for region in sorted(there):
            yield Place(it.trail.bucket, folder, account, region, it.trail.name, it.trail.home_region)
