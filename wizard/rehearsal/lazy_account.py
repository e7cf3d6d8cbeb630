"""The emulated account as a command uses it: opened late, looked at like a real one; progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.look import PATIENCE, Look
from wizard.screen.one_line_progress import StatusLine

if TYPE_CHECKING:
    from wizard.account.data_resources import Listing
    from wizard.rehearsal.account.emulated_account import EmulatedAccount
    from wizard.rehearsal.organization import EmulatedOrganization, Wanted


class LazyAccount:
    """The emulated account, opened when it is first wanted and opened anew when its home region changes, or
    the organization that it is in.

    opened: where it is, and in which organization; organization: that one, None for an account in none.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._account: EmulatedAccount | None = None
        self._worked_in: set[str] = set()
        self.opened: tuple[str, Wanted | None] = ("", None)
        self.organization: EmulatedOrganization | None = None

    def __enter__(self) -> LazyAccount:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def at(self, home: str, wanted: Wanted | None = None) -> EmulatedAccount:
        """The account with this home region, and in this organization; another one that is open is closed."""
        if self._account is None or self.opened != (home, wanted):
            self._stack.close()
            self._account, self.opened = self._open(home, wanted), (home, wanted)
            there, self._worked_in = self._worked_in, set()
            for resource_type in there:
                self.work_in(resource_type)
        return self._account

    def work_in(self, resource_type: str) -> None:
        """Somebody is asked about resources of this type: from then on there are some, wherever it is opened
        anew."""
        from wizard.rehearsal.stand_ins.workload import make_workload

        if self._account is not None and resource_type not in self._worked_in:
            self._worked_in.add(resource_type)
            make_workload(self._account, resource_type)

    def _open(self, home: str, wanted: Wanted | None) -> EmulatedAccount:
        from wizard.rehearsal.opening import open_account

        self.organization = None
        if wanted is None:
            return self._stack.enter_context(open_account(home))
        from wizard.rehearsal.organization import open_organization

        self.organization = self._stack.enter_context(open_organization(home, wanted))
        return self.organization.deploying

    def look(self, home: str, wanted: Wanted | None = None) -> Look:
        """A look at the emulated account, in the background like one at a real account."""

        def connect() -> ClientFor:
            return self.at(home, wanted).client

        return _LookAtEmulated(connect, home, self.work_in)


class _LookAtEmulated(Look):
    """asked_about: called with a resource type before its resources are read."""

    def __init__(
        self, connect: Callable[[], ClientFor], region: str, asked_about: Callable[[str], None]
    ) -> None:
        super().__init__(connect, region, with_activity=False, at_once=1)
        self._asked_about = asked_about

    def data_resources(self, resource_type: str, home: str) -> Probe[Listing]:
        self.wait_for_trails(PATIENCE)
        self._asked_about(resource_type)
        return super().data_resources(resource_type, home)


@contextmanager
def progress(quiet: bool, plain: bool = False) -> Iterator[Callable[[str, str, int], None]]:
    """Tells on stderr what is made: one line that is rewritten in a terminal, else, and where nothing may be
    written over (plain), a line a component."""
    status = StatusLine(not quiet and not plain)
    seen: set[str] = set()

    def tell(component: str, name: str, made: int) -> None:
        if quiet:
            return
        if status.shows:
            status.write(f"Making {component or 'the rest'}: {name} ({made})" if made else "Deploying ...")
        elif component and component not in seen:
            seen.add(component)
            print(f"Making {component}", file=sys.stderr, flush=True)

    tell("", "", 0)
    try:
        yield tell
    finally:
        status.clear()
