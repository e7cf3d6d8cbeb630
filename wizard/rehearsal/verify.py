"""The rehearsal's `verify`: as it is, in the emulated account, once its first hour has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.adopted import Adopted
from components.settings import Settings
from wizard.rehearsal.drill import EmulatedClock, a_reader
from wizard.screen.one_line_progress import Progress
from wizard.verify.gather import Means
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
