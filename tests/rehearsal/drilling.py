"""Drills in an emulated account: the settings they are made with, and a short way to make one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from components.settings import Settings, validate
from tests.rehearsal.conftest import HOME
from wizard.drill.outcome import Means, Outcome, Silent
from wizard.drill.run import drill
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.drill import EmulatedClock
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.calls import calls_are_logged

AWAY = "us-west-2"


def settings(account: EmulatedAccount, **changes: Any) -> Settings:
    """One region isn't approved, and somebody is told."""
    values = {
        "approvedRegions": [region for region in account.regions if region != AWAY],
        "alertEmails": ["ops@example.com"],
        **changes,
    }
    return validate(values, HOME)


@contextmanager
def deployed_for_drills() -> Iterator[EmulatedAccount]:
    """The stack of these settings, in an account of its own."""
    with open_account(HOME) as account:
        as_keys = settings(account).as_keys()
        config = {
            f"everyregion:{key}": json.dumps(as_keys[key]) for key in ("approvedRegions", "alertEmails")
        }
        assert deploy(account, config).refusal is None
        yield account


def drilled(account: EmulatedAccount, *, source: str = "", timeout: str = "", **changes: Any) -> Outcome:
    """The outcome of a drill with these settings."""
    with calls_are_logged(account):
        return drill(
            settings(account, **changes),
            Means(account.client, EmulatedClock(account), Silent()),
            source=source,
            timeout=timeout,
        )
