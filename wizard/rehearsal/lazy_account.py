"""The emulated account as a command uses it: opened late, looked at like a real one; progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from wizard.account.connect import ClientFor
from wizard.account.look import Look
from wizard.screen.one_line_progress import StatusLine

if TYPE_CHECKING:
    from wizard.rehearsal.account.emulated_account import EmulatedAccount


class LazyAccount:
    """The emulated account, opened when it is first wanted and moved when its home region changes."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._account: EmulatedAccount | None = None

    def __enter__(self) -> LazyAccount:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def at(self, home: str) -> EmulatedAccount:
        """The account with this home region; one that was opened elsewhere is closed."""
        from wizard.rehearsal.opening import open_account

        if self._account is None or self._account.home != home:
            self._stack.close()
            self._account = self._stack.enter_context(open_account(home))
        return self._account

    def look(self, home: str) -> Look:
        """A look at the emulated account, in the background like one at a real account."""

        def connect() -> ClientFor:
            return self.at(home).client

        return Look(connect, home, with_activity=False, at_once=1)


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
