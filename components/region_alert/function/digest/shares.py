"""Room is shared out: which groups come first, and which are folded where there are too many.

The order is rank, then what is new, and within that accounts, regions and principals take turns. So whatever
is cut off its end, it is cut from whoever has most of it: who floods folds only into a line of their own.
Every third place is the next call's, whoever made it: principals can be made by the hundred, calls can't.

A change to the trail or the alert never folds into anything that has another name: where many make the same
one, they share the call's line, which says who they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from .grouping import CALLS, FOLD, Call, Key, Tally
from .rank import Rank

MOST_GROUPS = 1000
MOST_FOLDS = 200
OWN_REST = 12
"""Refused calls of one principal that have a line of their own. Who tries more is probing or scanning."""
ACCOUNT_REST = 100
"""The same of an account, where principals rotate: some sign-ins fail under whatever name is typed."""
OWN_CHANGES = 20
"""Principals with a line of their own for the same change to the trail or the alert."""
MOST_SHARED = 400
"""Lines of changes that many made. There are fewer calls that change the trail or the alert; each account of
an organization can make those to CloudTrail."""
OTHERS = "many others"
QUIET = Rank.REST + 1
EVERYTHING = Key(OTHERS, OTHERS, OTHERS, "", FOLD)
"""The fold of folds."""
DAY = 24 * 3600


@dataclass
class Group:
    """What is remembered of a group: `pending` is what people haven't heard of yet, the rest what they heard.

    `told` is when they last did (epoch seconds, 0 is never), `rank` the highest they heard of, `repeats` how
    often in a row it was told unchanged, `fresh` how often it was told for a new address on `day`, `wait` how
    long after it news may wait (see `news`), `owed` 1 where the last message had no room for it.
    `region_told` and `address_told`: when people last heard that there was a new one."""

    told: int = 0
    total: int = 0
    pending: Tally = field(default_factory=Tally)
    rank: int = QUIET
    repeats: int = 0
    regions: list[str] = field(default_factory=list[str])
    addresses: list[str] = field(default_factory=list[str])
    day: int = 0
    fresh: int = 0
    wait: int = 0
    owed: int = 0
    region_told: int = 0
    address_told: int = 0


Groups = dict[Key, Group]


def standing(group: Group) -> tuple[int, bool, str]:
    """The highest rank that waits, whether people heard of that, and since when: less comes first."""
    waiting = group.pending
    rank = waiting.rank if waiting.count else QUIET
    return rank, bool(group.told) and group.rank <= rank, waiting.first


def fair(groups: Groups, keys: Iterable[Key]) -> list[Key]:
    """The keys in the order in which they get room."""
    ordered = sorted(keys, key=lambda key: (standing(groups[key]), key))
    classes: dict[tuple[int, bool], list[Key]] = {}
    for key in ordered:
        classes.setdefault(standing(groups[key])[:2], []).append(key)

    def account(key: Key) -> str:
        return key.account

    def principal(key: Key) -> str:
        return key.principal

    def region(key: Key) -> str:
        return groups[key].pending.region

    def call(key: Key) -> str:
        return f"{key.source} {key.event}"

    found: dict[Key, None] = {}
    for some in classes.values():
        by_place = _turns(some, (account, region, principal))
        by_call = _turns(some, (account, call, principal))
        three = zip_longest(by_place[::2], by_place[1::2], by_call)
        found |= dict.fromkeys(key for key in chain.from_iterable(three) if key)
    return list(found)


def _turns(keys: list[Key], paths: Sequence[Callable[[Key], str]]) -> list[Key]:
    """Accounts take turns, within each its regions, and within each its principals."""
    if not paths or len(keys) < 2:
        return keys
    buckets: dict[str, list[Key]] = {}
    for key in keys:
        buckets.setdefault(paths[0](key), []).append(key)
    inner = [_turns(bucket, paths[1:]) for bucket in buckets.values()]
    if len(inner) == 1:
        return inner[0]
    laps = [(lap, number, key) for number, some in enumerate(inner) for lap, key in enumerate(some)]
    return [key for _, _, key in sorted(laps, key=lambda item: item[:2])]


def settle(groups: Groups, probing: bool = True) -> None:
    """Folds what is too much. `probing`: refused calls have bounds of their own, which need to know what
    people were told; without it only what no memory would hold is folded."""
    if probing:
        _share_changes(groups)
        _fold_rest(groups)
    own = [key for key in groups if not is_of_many(key)]
    if len(own) > MOST_GROUPS:
        _fold(groups, fair(groups, own)[MOST_GROUPS:])
    shared = [key for key in groups if is_shared(key)]
    if len(shared) > MOST_SHARED:
        _fold(groups, fair(groups, shared)[MOST_SHARED:])
    for _ in range(2):
        folds = [key for key in groups if key.kind == FOLD and key != EVERYTHING]
        if len(folds) > MOST_FOLDS:
            _fold(groups, fair(groups, folds)[MOST_FOLDS:])


def halve(groups: Groups) -> bool:
    """Folds the later half, where even that many are too many; False when there is nothing left to fold."""
    own = [key for key in groups if not is_of_many(key)]
    folds = [key for key in groups if key.kind == FOLD and key != EVERYTHING]
    shared = [key for key in groups if is_shared(key)]
    some = own if len(own) > 1 else folds or shared
    _fold(groups, fair(groups, some)[len(some) // 2 :])
    return bool(some)


def is_shared(key: Key) -> bool:
    """Whether this is the line of a change to the trail or the alert that many made."""
    return key.kind != FOLD and key.principal == OTHERS


def is_of_many(key: Key) -> bool:
    """Whether several groups are counted together in it."""
    return key.kind == FOLD or is_shared(key)


def _share_changes(groups: Groups) -> None:
    """Of the same change by too many, those whom people know of keep their line, and then whoever's turn it
    is."""
    by_call: dict[Key, list[Key]] = {}
    for key, group in groups.items():
        if not is_of_many(key) and standing(group)[0] == Rank.CHANGED:
            by_call.setdefault(key._replace(principal=OTHERS), []).append(key)
    for keys in by_call.values():
        if len(keys) > OWN_CHANGES:
            _fold(groups, _known_first(groups, keys)[OWN_CHANGES:])


def _fold_rest(groups: Groups) -> None:
    """A principal's calls that people know of keep their line. Of an account's, half of the lines are for
    what is known, so that a flood isn't told anew each time, and half for whoever's turn it is."""
    by_account: dict[str, dict[tuple[str, str], list[Key]]] = {}
    for key, group in groups.items():
        if min(group.rank, standing(group)[0]) < Rank.REST or (key.kind, key.principal) == (FOLD, OTHERS):
            continue
        if key.kind in (CALLS, FOLD):
            by_account.setdefault(key.account, {}).setdefault((key.principal, key.kind), []).append(key)
    for owners in by_account.values():
        left: list[Key] = []
        for keys in owners.values():
            keys = _known_first(groups, keys)
            left += keys[:OWN_REST]
            _fold(groups, keys[OWN_REST:])
        if len(left) > ACCOUNT_REST:
            kept = set(_known_first(groups, left)[: ACCOUNT_REST // 2])
            others = [key for key in fair(groups, left) if key not in kept]
            _fold(groups, others[ACCOUNT_REST // 2 :], to_account=True)


def _known_first(groups: Groups, keys: list[Key]) -> list[Key]:
    if len(keys) <= OWN_REST:
        return keys
    return sorted(fair(groups, keys), key=lambda key: not groups[key].told)


def _fold(groups: Groups, keys: Sequence[Key], to_account: bool = False) -> None:
    """Counts these groups in the fold of their principal; a single one, and a fold, in that of the account.
    Those that were told and are quiet are forgotten."""
    owned: dict[tuple[str, str], int] = {}
    for key in keys:
        owned[key[:2]] = owned.get(key[:2], 0) + 1
    for key in keys:
        group = groups.pop(key)
        if not group.pending.count:
            continue
        own = Key(key.account, key.principal, OTHERS, "", FOLD)
        alone = owned[key[:2]] == 1 and own not in groups
        if not is_of_many(key) and group.pending.rank == Rank.CHANGED:
            into = key._replace(principal=OTHERS)
        else:
            into = _above(key) if to_account or alone or is_of_many(key) else own
        fold = groups.setdefault(into, Group(rank=QUIET))
        fold.total += group.total
        fold.pending.merge(_named(key, group.pending, into))


def _above(key: Key) -> Key:
    if key.kind == FOLD and key.principal == OTHERS:
        return EVERYTHING
    return Key(key.account, OTHERS, OTHERS, "", FOLD)


def _named(key: Key, counts: Tally, into: Key) -> Tally:
    """A group's counts as part of a fold: under the call's name, and the principal's where there are many. As
    part of a call's line only under the principal's."""
    if into.principal == OTHERS and key.principal != OTHERS:
        counts.details = {key.principal: counts.count} if into.kind == FOLD else {}
    if key.kind != FOLD:
        call = f"{key.event} ({key.source})" if key.source else key.event
        name = key.principal if is_shared(into) else call
        counts.calls = {name: Call(counts.rank, counts.count, counts.first, counts.last)}
    return counts
