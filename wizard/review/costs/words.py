"""An estimate in sentences, for the review and the report."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.review.costs.estimate import Estimate, Item


def in_words(found: Estimate) -> Iterator[str]:
    """The sum, each group of it, what drives it, what would halve it, and what it rests on."""
    yield f"Together about {_range(found.least, found.most)} a month, once the oldest log files expire."
    groups: dict[str, list[Item]] = {}
    for one in found.items:
        groups.setdefault(one.group, []).append(one)
    for group, items in groups.items():
        least, most = sum(one.least for one in items), sum(one.most for one in items)
        largest = sorted((one for one in items if one.most >= 0.005), key=lambda one: -one.most)[:3]
        parts = ", ".join(f"{one.what} {_range(one.least, one.most, usd=False)}" for one in largest)
        head = f"{group[:1].upper()}{group[1:]}"
        yield f"{head}: {_range(least, most)}{f' ({parts})' if len(items) > 1 and parts else ''}."
    if found.drivers:
        yield f"Most of it: {', '.join(one.what for one in found.drivers)}."
    if found.halving:
        ways = "; ".join(f"{one.change} ({one.usd:,.2f} less; you lose {one.loses})" for one in found.halving)
        yield f"What would halve it: {ways}."
    yield found.volumes.words
    yield found.caveat


def _range(least: float, most: float, usd: bool = True) -> str:
    unit = " USD" if usd else ""
    if f"{least:,.2f}" == f"{most:,.2f}":
        return f"{most:,.2f}{unit}"
    return f"{least:,.2f} to {most:,.2f}{unit}"
