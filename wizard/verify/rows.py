"""Results that say the same of several regions, told as one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wizard.verify.catalogue import Check
from wizard.verify.result import Result

_FEW = 4
# In the place of the region, while sentences are compared.
_HOLE = "\0"


@dataclass(frozen=True)
class Row:
    """Results of one check that say the same, with the regions that they are about."""

    one: Result
    evidence: str
    regions: tuple[str, ...]

    @property
    def check(self) -> Check:
        return self.one.check


def rows(results: Sequence[Result], state: str) -> Iterator[Row]:
    """Those of this state; what is said of several regions alike is one row, as is a check that passed."""
    groups: dict[tuple[str, ...], list[Result]] = {}
    for one in results:
        if one.state == state:
            text = one.evidence.replace(one.region, _HOLE) if one.region else one.evidence
            said = (text, one.fix) if state != "passed" else ()
            groups.setdefault((one.id, one.trail, *said), []).append(one)
    for some in groups.values():
        regions = tuple(dict.fromkeys(one.region for one in some if one.region))
        yield Row(some[0], _evidence(some[0], regions), regions)


def _evidence(one: Result, regions: Sequence[str]) -> str:
    """What was seen, told of all these regions."""
    if len(regions) < 2:
        return one.evidence
    names = ", ".join(regions)
    told = names if len(regions) <= _FEW else f"{len(regions)} regions ({names})"
    return one.evidence.replace(one.region, told)
