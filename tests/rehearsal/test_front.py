"""Calls of many threads reach the emulator one after the other."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.emulator.front import Front


def test_two_calls_are_never_in_the_emulator_at_once() -> None:
    inside = 0
    most = 0

    def stub(request: object) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.002)
        inside -= 1

    front = Front(stub, EmulatedAccount().emulation, {}, lambda _: None)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: front(SimpleNamespace(headers={})), range(24)))
    assert most == 1
