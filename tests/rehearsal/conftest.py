"""An emulated account for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.opening import open_account

HOME = "eu-central-1"


@pytest.fixture
def account() -> Iterator[EmulatedAccount]:
    with open_account(HOME) as opened:
        yield opened
