"""A stack that another run has locked: who holds it since when, and whether that run still lives."""

from __future__ import annotations

import os
import re
import socket
from dataclasses import dataclass

from wizard.screen.terminal import safe

# `<url>: created by user@host (pid 12) at 2026-01-31T12:00:00Z`, a line a lock; other backends say less.
_LOCK = re.compile(r"created by (?P<who>[^\n]*)@(?P<host>[^@\s]+) \(pid (?P<pid>\d+)\) at (?P<since>\S+)")


@dataclass(frozen=True)
class Lock:
    """pid: on `host`; since: as the CLI wrote it."""

    who: str
    host: str
    pid: int
    since: str

    @property
    def words(self) -> str:
        return f"{safe(self.who)} on {safe(self.host)} (process {self.pid}), since {safe(self.since)}"


def locks_in(text: str) -> tuple[Lock, ...]:
    """The locks that the CLI's refusal lists; none where the backend doesn't tell."""
    return tuple(
        Lock(found["who"].strip(), found["host"], int(found["pid"]), found["since"].rstrip("."))
        for found in _LOCK.finditer(text)
    )


def lives(lock: Lock, host: str | None = None) -> bool | None:
    """Whether the process that made the lock still runs; None where that can't be seen from here."""
    if lock.host != (host or socket.gethostname()) or os.name == "nt":
        return None
    try:
        os.kill(lock.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def explained(stack: str, text: str) -> str:
    """What is wrong, what it would cause to go on, and what to do."""
    locks = locks_in(text)
    held = "; ".join(lock.words for lock in locks) or "another update, which the backend doesn't name"
    said = f"The stack {safe(stack)} is locked by {held}. Two at once would spoil its state. "
    alive = [lives(lock) for lock in locks]
    command = f"`pulumi cancel {safe(stack)}`"
    if locks and all(state is False for state in alive):
        return said + f"That process no longer runs: it left its lock behind. {command} takes the lock away."
    if any(alive):
        return said + "That process still runs: wait until it has ended."
    return (
        said + f"Wait until it has ended. If you are sure that nobody deploys, {command} takes the lock away."
    )
