"""The emulated account that a stack goes to: alone, or in an organization."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.engine.stack import HOME
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.organization import Wanted, open_organization


@contextmanager
def opened_in(opted_in: Sequence[str], organization: Wanted | None) -> Iterator[EmulatedAccount]:
    """The account that is deployed from, for as long as the block runs."""
    if organization is None:
        with open_account(HOME, opted_in) as account:
            yield account
    else:
        with open_organization(HOME, organization) as opened:
            yield opened.deploying
