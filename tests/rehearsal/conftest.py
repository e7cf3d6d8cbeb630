"""An emulated account for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wizard.rehearsal.account.emulated_account import EmulatedAccount

HOME = "eu-central-1"


@pytest.fixture
def account() -> Iterator[EmulatedAccount]:
    with EmulatedAccount(HOME) as opened:
        yield opened
