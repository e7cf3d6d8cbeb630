"""An estimate in sentences, for the review and the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.review.costs.estimate import Estimate, Item
from wizard.review.costs.storage import FOR_EVER_YEARS

# Of a group so many are named, the largest first.
_NAMED = 3


def in_words(found: Estimate) -> Iterator[str]:
    """The sum, each group of it, what drives it, what would halve it, and what it rests on."""
    when = (
        f"reckoned after {FOR_EVER_YEARS} years, since no log file expires"
        if found.never_expires
        else "once the oldest log files expire"
    )
    yield f"Together about {between(found.least, found.most)} a month, {when}."
    for group, items in _groups(found.items).items():
        least, most = sum(one.least for one in items), sum(one.most for one in items)
        yield f"{group[:1].upper()}{group[1:]}: {between(least, most)}{_parts(items)}."
    if found.drivers:
        yield f"Most of it: {'; '.join(one.what for one in found.drivers)}."
    yield from _halving(found)
    yield found.volumes.words
    yield found.caveat
    yield from _unconfirmed(found)


def _groups(items: Sequence[Item]) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {}
    for one in items:
        groups.setdefault(one.group, []).append(one)
    return groups


def _parts(items: Sequence[Item]) -> str:
    """` (the log key 1.00; alarms 0.60; 3 more 0.20)`: what the group's sum is made of."""
    ordered = sorted(items, key=lambda one: -one.most)
    if len(ordered) < 2:
        return ""
    named, rest = (ordered, []) if len(ordered) == _NAMED + 1 else (ordered[:_NAMED], ordered[_NAMED:])
    parts = [f"{one.what} {between(one.least, one.most, '')}" for one in named]
    if rest:
        sums = sum(one.least for one in rest), sum(one.most for one in rest)
        parts.append(f"{len(rest)} more {between(*sums, '')}")
    return f" ({'; '.join(parts)})"


def _halving(found: Estimate) -> Iterator[str]:
    ways = "; ".join(f"{one.change} ({one.usd:,.2f} less; you lose {one.loses})" for one in found.halving)
    if not ways:
        return
    if found.halves:
        at_once = f". Together they save {found.together:,.2f}" if len(found.halving) > 1 else ""
        yield f"What would halve it: {ways}{at_once}."
    else:
        yield f"Nothing halves it. What makes it cheaper: {ways}. Together: {found.together:,.2f}."


def _unconfirmed(found: Estimate) -> Iterator[str]:
    """By group, so that one sentence holds it; --json has each. Nothing where the caveat says it of all."""
    if not found.is_listed:
        return
    named: list[str] = []
    groups = _groups(found.items)
    for group, items in _groups(found.unconfirmed).items():
        if len(items) == len(groups[group]):
            named.append(group)
        elif len(items) > _NAMED:
            named.append(f"{len(items)} of {len(groups[group])} lines of {group}")
        else:
            named += [one.what for one in items if one.words]
    if named:
        yield (
            f"Not confirmed for {found.region}, so taken from us-east-1, up to twice as much where prices "
            f"differ by region: {'; '.join(named)}."
        )


def between(least: float, most: float, unit: str = " USD") -> str:
    """`1.00 USD`, or `0.20 to 7.70 USD`."""
    if f"{least:,.2f}" == f"{most:,.2f}":
        return f"{most:,.2f}{unit}"
    return f"{least:,.2f} to {most:,.2f}{unit}"
