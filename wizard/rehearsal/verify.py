"""The rehearsal's `verify`: as it is, in the emulated account, once its first hour has passed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from components.adopted import Adopted
from components.settings import Settings
from wizard.rehearsal.drill import EmulatedClock, a_reader
from wizard.screen.one_line_progress import Progress
from wizard.verify.gather import Means
from wizard.verify.report import covered, verdict
from wizard.verify.result import counted_by_state
from wizard.verify.run import Verified, Waiting, verify
from wizard.verify.target import Target

if TYPE_CHECKING:
    from wizard.rehearsal.account.emulated_account import EmulatedAccount

# The first digest files come by the hour.
_SETTLED_SECONDS = 3700.0


def verified(account: EmulatedAccount, settings: Settings, adopted: Adopted | None = None) -> Verified:
    """What `verify` says an hour after the deployment. Somebody is subscribed meanwhile, as for a drill."""
    from wizard.rehearsal.stand_ins import alarms

    clock = EmulatedClock(account)
    with a_reader(account, settings):
        clock.sleep(_SETTLED_SECONDS)
        alarms.look(account)
        beside = account.beside(settings.log_archive_account)
        if beside is not None and beside is not account:
            alarms.look(beside)
        target = Target(account.home, settings, adopted, (account.id,))
        means = Means(account.client, clock.now, Progress(quiet=True), at_once=4)
        return verify(target, means, Waiting(0.0, clock))


def lines(done: Verified) -> list[str]:
    """The verdict, and what isn't passed."""
    return [verdict(done.results), covered(done), *_amiss(done)]


def _amiss(done: Verified) -> Iterator[str]:
    told: set[str] = set()
    for one in done.results:
        if one.state != "passed" and one.id not in told:
            told.add(one.id)
            yield f"{one.state}: {one.id}: {one.evidence}"


def as_dict(done: Verified) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "verdict": verdict(done.results),
        "checks": counted_by_state(done.results),
        "amiss": [one.as_dict() for one in done.results if one.state != "passed"],
    }
