"""The accounts whose coverage the page shows. Pure."""

from __future__ import annotations

from wizard.verify.html.coverage import Account, of_one_account
from wizard.verify.run import Verified


def accounts(done: Verified) -> list[Account]:
    """Those that were looked at."""
    events: dict[str, str | None] = {}
    for it in done.facts.trails:
        for region, one in it.regions.items():
            digest = one.digest.value
            event = digest.newest_event.value if digest else None
            events[region] = event if event is not None else events.get(region)
    found = of_one_account(done.facts.identity.account, done.results, events)
    return [found] if found.cells else []
