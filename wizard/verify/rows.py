"""Results that say the same of several regions or accounts, told as one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wizard.verify.catalogue import Check
from wizard.verify.result import Result

#: The check that is of one account each; all others are of the trail, the bucket's account or a region.
OF_ACCOUNT = "coverage.account"
_FEW = 4
# In the place of the region, while sentences are compared.
_HOLE = "\0"
# When the last file came is each account's own.
_WHEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")


@dataclass(frozen=True)
class Row:
    """Results of one check that say the same, with the regions that they are about, and the accounts where it
    is a check of accounts."""

    one: Result
    evidence: str
    regions: tuple[str, ...]
    accounts: tuple[str, ...] = ()

    @property
    def check(self) -> Check:
        return self.one.check

    def whose(self, names: Mapping[str, str]) -> str:
        """`Account 222233334444 (payments)`; of many the first few; "" for a check of no account. names: of
        accounts, by id."""
        told = [f"{one} ({names[one]})" if names.get(one) else one for one in self.accounts[:_FEW]]
        if len(told) < 2:
            return f"Account {told[0]}" if told else ""
        more = f" and {len(self.accounts) - _FEW} more" if len(self.accounts) > _FEW else ""
        return f"{len(self.accounts)} accounts ({', '.join(told)}{more})"


def rows(results: Sequence[Result], state: str) -> Iterator[Row]:
    """Those of this state; what is said of several regions or accounts alike is one row, as is a check that
    passed. Of one check, what is said of most accounts comes first."""
    groups: dict[tuple[str, ...], list[Result]] = {}
    for one in results:
        if one.state == state:
            said = (_compared(one), one.fix) if state != "passed" else ()
            groups.setdefault((one.id, one.trail, *said), []).append(one)
    found = [_row(some) for some in groups.values()]
    order = {row.one.id: place for place, row in reversed([*enumerate(found)])}
    yield from sorted(found, key=lambda row: (order[row.one.id], -len(row.accounts)))


def _compared(one: Result) -> str:
    text = one.evidence.replace(one.region, _HOLE) if one.region else one.evidence
    return _WHEN.sub(_HOLE, text) if one.id == OF_ACCOUNT else text


def _row(some: Sequence[Result]) -> Row:
    regions = tuple(dict.fromkeys(one.region for one in some if one.region))
    accounts = tuple(dict.fromkeys(one.account for one in some)) if some[0].id == OF_ACCOUNT else ()
    return Row(some[0], _evidence(some[0], regions), regions, accounts)


def _evidence(one: Result, regions: Sequence[str]) -> str:
    """What was seen, told of all these regions."""
    if len(regions) < 2:
        return one.evidence
    names = ", ".join(regions)
    told = names if len(regions) <= _FEW else f"{len(regions)} regions ({names})"
    return one.evidence.replace(one.region, told)
