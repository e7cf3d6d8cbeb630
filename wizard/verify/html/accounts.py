"""The accounts whose coverage the page shows, each region by the trail that proves most of it. Pure."""

from __future__ import annotations

from wizard.verify.coverage import AccountCoverage, RegionCoverage, covered_accounts
from wizard.verify.html.coverage import Account, Cell, best
from wizard.verify.run import Verified


def accounts(done: Verified) -> list[Account]:
    """Those that were looked at, of every trail."""
    cells: dict[str, dict[str, list[Cell]]] = {}
    known: dict[str, AccountCoverage] = {}
    for it in done.facts.trails:
        for one in covered_accounts(done.facts, it, done.results):
            known[one.id] = one
            for region in one.regions:
                cells.setdefault(one.id, {}).setdefault(region.region, []).append(_cell(region))
    return [
        Account(id, known[id].name, _why(known[id]), {region: best(some) for region, some in regions.items()})
        for id, regions in cells.items()
    ]


def _cell(one: RegionCoverage) -> Cell:
    return Cell(one.state, one.why, one.newest_event)


def _why(one: AccountCoverage) -> str:
    """Of an account that isn't what most are."""
    return "" if one.status in ("", "ACTIVE") else f"The account is {one.status}."
