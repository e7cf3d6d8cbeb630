"""Who holds a lock, and what to do about it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from wizard.engine.locks import Lock, explained, lives, locks_in

REFUSAL = (
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or "
    "delete the lock file with `pulumi cancel`.\n  "
    "file:///state/.pulumi/locks/organization/everyregion/dev/1.json: created by {who}@{host} (pid "
    "{pid}) at 2026-11-21T12:47:08Z\n"
)


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_the_refusal_says_who_where_and_since_when() -> None:
    assert locks_in(REFUSAL.format(who="ada", host="build-1", pid=27150)) == (
        Lock("ada", "build-1", 27150, "2026-11-21T12:47:08Z"),
    )


def test_a_backend_that_does_not_tell_has_no_locks_to_list() -> None:
    assert locks_in("[409] Conflict: Another update is currently in progress.") == ()


@pytest.mark.parametrize(("host", "expected"), [("elsewhere", None), (socket.gethostname(), True)])
def test_only_a_process_of_this_machine_can_be_seen(host: str, expected: bool | None) -> None:
    assert lives(Lock("ada", host, os.getpid(), "")) is expected


def test_one_that_was_left_behind_is_seen() -> None:
    text = REFUSAL.format(who="ada", host=socket.gethostname(), pid=ended_process())
    assert "That process no longer runs: it left its lock behind. `pulumi cancel dev`" in explained(
        "dev", text
    )


def test_one_that_runs_is_to_be_waited_for() -> None:
    text = REFUSAL.format(who="ada", host=socket.gethostname(), pid=os.getpid())
    assert explained("dev", text).endswith("That process still runs: wait until it has ended.")


def test_a_name_in_a_lock_cannot_move_the_cursor() -> None:
    text = REFUSAL.format(who="\x1b[2Jada", host="build-1", pid=1)
    assert "\x1b" not in explained("dev", text)
