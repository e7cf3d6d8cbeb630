"""Looks at what proves that the log files of an organization's accounts arrive: the newest digest file of
each account and region.

How many calls: one for each account, and one for each region of each. They are made many at a time, and what
isn't needed any more of an answer is let go of, so that a thousand accounts take minutes and no room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from components.names import Names
from wizard.account import probes
from wizard.account.connect import ClientFor
from wizard.account.facts import MemberAccount, Probe
from wizard.account.in_parallel import as_they_come, late
from wizard.failures import AwsFailure
from wizard.screen.one_line_progress import Progress
from wizard.verify.digest_listing import (
    Places,
    accounts_with_files,
    last_ever,
    newest,
    newest_event,
    regions_with_digests,
)
from wizard.verify.facts import NOT_ASKED, AccountCovered, Digest

# Calls to S3 under way at once: it takes 5,500 reads a second for each prefix.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
AT_ONCE = 64
# Which regions an account has enabled is asked of a service that takes few calls a second.
_FEW_AT_ONCE = 4
# Seconds without any answer after which the rest isn't waited for.
PATIENCE = 20.0
# Digest files whose events are read: more would cost more calls than all that is proved by listing.
READ_AT_MOST = 5_000
# Accounts and regions that nothing comes from whose last digest file is looked for, at four calls each.
_TRACED_AT_MOST = 100

_Pair = tuple[str, str]


@dataclass(frozen=True)
class Looking:
    """What a look works with. client_for: of the account that looks; always: the enabled regions that no
    account has to enable; optional: those that the looking account has enabled for itself."""

    client_for: ClientFor
    places: Places
    always: Sequence[str]
    optional: frozenset[str]
    now: float
    tell: Progress
    at_once: int = AT_ONCE

    @property
    def names(self) -> Names:
        return self.places.names


def members(looking: Looking, listed: Probe[tuple[MemberAccount, ...]], own: str) -> list[MemberAccount]:
    """All accounts but the own one. Where Organizations doesn't tell, those whose files are there."""
    if listed.value is not None:
        return [one for one in listed.value if one.id != own]
    found = accounts_with_files(looking.places).value or frozenset[str]()
    return [MemberAccount(id, "", "") for id in sorted(found - {own})]


def look_at_accounts(looking: Looking, accounts: Sequence[MemberAccount]) -> dict[str, AccountCovered]:
    """By id. Raises AwsFailure where the credentials stop working meanwhile."""
    ids = [one.id for one in accounts]
    ever = _each(looking, ids, partial(regions_with_digests, looking.places), "s3:ListBucket")
    pairs = [(id, region) for id in ids for region in _regions(looking, ever[id])]
    # Where there is no folder there is nothing in it.
    never = [(id, region) for id, region in pairs if region not in (ever[id].value or (region,))]
    found: dict[_Pair, Probe[Digest | None]] = dict.fromkeys(never, Probe("good", None))
    rest = [pair for pair in pairs if pair not in found]
    found |= _each(
        looking, rest, lambda pair: newest(looking.places, pair[0], pair[1], looking.now), "s3:ListBucket"
    )
    _read(looking, found)
    lacking = [pair for pair, probe in found.items() if probe.state == "good" and probe.value is None]
    enabled = _enabled(looking, sorted({id for id, region in lacking if region not in looking.always}))
    _trace(looking, found, lacking)
    by_account: dict[str, dict[str, Probe[Digest | None]]] = {id: {} for id in ids}
    for (id, region), probe in found.items():
        by_account[id][region] = probe
    return {
        one.id: AccountCovered(one, by_account[one.id], enabled.get(one.id, NOT_ASKED)) for one in accounts
    }


def _regions(looking: Looking, ever: Probe[frozenset[str]]) -> list[str]:
    """Where something of an account may come from."""
    return sorted({*looking.always, *looking.optional, *(ever.value or ())})


def _read(looking: Looking, found: dict[_Pair, Probe[Digest | None]]) -> None:
    """The newest event of each, where they are few enough."""
    fresh = {pair: probe.value for pair, probe in found.items() if probe.value is not None}
    if len(fresh) > READ_AT_MOST:
        return
    events = _each(looking, fresh, lambda pair: newest_event(looking.places, fresh[pair].key), "s3:GetObject")
    for pair, event in events.items():
        found[pair] = Probe("good", replace(fresh[pair], newest_event=event))


def _trace(looking: Looking, found: dict[_Pair, Probe[Digest | None]], lacking: Sequence[_Pair]) -> None:
    """When the last digest file came from where none comes any more."""
    some = list(islice(lacking, _TRACED_AT_MOST))
    last = _each(looking, some, lambda pair: last_ever(looking.places, pair[0], pair[1]), "s3:ListBucket")
    # What couldn't be traced is known to be missing all the same.
    found.update({pair: probe for pair, probe in last.items() if probe.state == "good"})


def _enabled(looking: Looking, accounts: Sequence[str]) -> Mapping[str, Probe[frozenset[str]]]:
    """Which regions these have enabled for themselves; a refusal of one is a refusal of all."""
    if not accounts:
        return {}
    ask = partial(probes.regions_enabled_by, looking.client_for, looking.names.home)
    first = ask(accounts[0])
    if first.is_refused:
        return dict.fromkeys(accounts, first)
    few = replace(looking, at_once=_FEW_AT_ONCE)
    return {accounts[0]: first, **_each(few, accounts[1:], ask, "account:ListRegions")}


def _each(
    looking: Looking, keys: Iterable[Any], look: Callable[[Any], Probe[Any]], action: str
) -> dict[Any, Probe[Any]]:
    """What each look finds, late where nothing came any more. Progress counts them."""
    wanted = list(keys)
    looking.tell.asked(len(wanted))
    found: dict[Any, Probe[Any]] = {}
    calls = ((key, partial(look, key)) for key in wanted)
    for key, probe in as_they_come(calls, PATIENCE, at_once=min(looking.at_once, len(wanted))):
        if probe.cause == "credentials":
            raise AwsFailure(probe.why)
        found[key] = probe
        looking.tell.answered()
    return {key: found.get(key) or late(action, looking.names.home) for key in wanted}
