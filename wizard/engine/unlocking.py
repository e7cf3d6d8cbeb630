"""Takes away a lock that nobody holds any more: of itself where that is seen, else when a person says so."""

from __future__ import annotations

from wizard import terminal
from wizard.asking import Ask, Option
from wizard.engine import locks
from wizard.engine.opened import Opened


def unlocked(it: Opened, text: str) -> bool:
    """Whether the lock is gone. text: the CLI's refusal. A lock whose owner is seen to run is left alone.

    Only where the state is in a folder: two machines of a team may have the same name.
    """
    found = locks.locks_in(text)
    states = [locks.lives(lock) for lock in found]
    if found and it.backend.path is not None and all(state is False for state in states):
        names = "; ".join(lock.words for lock in found)
        it.say(f"A run that no longer exists had locked the stack: {names}. Its lock is taken away.")
    elif any(states) or not _agreed(it, text):
        return False
    it.engine.unlock()
    return True


def _agreed(it: Opened, text: str) -> bool:
    if it.asker is None:
        return False
    terminal.say(locks.explained(it.stack, text), "warning")
    choices = [
        Option(False, "no", "stop here; nothing was changed"),
        Option(True, "yes", f"nobody else deploys: run `pulumi cancel {terminal.safe(it.stack)}` and go on"),
    ]
    return it.asker.pick(Ask("Take the lock away?", options=choices, preset=False)) is True
