"""EventBridge: what becomes of an event at a rule is decided by `event_delivery`, not by the emulator.

The emulator delivers for disabled rules too, asks no policy, and fails on topics and functions as targets.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from wizard.rehearsal.account.emulated_account import EmulatedAccount


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.events.models import Rule

    from wizard.rehearsal.stand_ins.event_delivery import offer

    def send_to_targets(rule: Any, original_event: Any, transform_input: bool = True) -> None:
        offer(account.beside(rule.account_id) or account, rule, original_event)

    yield mock.patch.object(Rule, "send_to_targets", send_to_targets)
