"""The accounts whose coverage the page shows. Pure."""

from __future__ import annotations

from wizard.verify.coverage import AccountCoverage, covered_accounts
from wizard.verify.html.coverage import Account, Cell, best
from wizard.verify.run import Verified


def accounts(done: Verified) -> list[Account]:
    """Those that were looked at, each as well covered as the best of several trails covers it."""
    found: dict[str, list[AccountCoverage]] = {}
    for it in done.facts.trails:
        for one in covered_accounts(done.facts, it, done.results):
            found.setdefault(one.id, []).append(one)
    return [_account(some) for some in found.values() if any(one.regions for one in some)]


def _account(some: list[AccountCoverage]) -> Account:
    cells: dict[str, list[Cell]] = {}
    for one in some:
        for region in one.regions:
            cells.setdefault(region.region, []).append(Cell(region.state, region.why, region.newest_event))
    first = some[0]
    known = first.status not in ("", "ACTIVE")
    why = f"The account is {first.status}." if known else ""
    return Account(first.id, first.name, why, {region: best(its) for region, its in cells.items()})
