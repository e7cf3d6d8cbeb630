"""What a stack takes over, as it is in the emulated accounts: read from its file, and made there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from components.adopted import Adopted
from components.misfits import misfits
from components.names import Names
from components.organization import Organization
from components.settings import Settings
from wizard.adoption.adopted_file import AdoptedFile
from wizard.failures import UsageFailure
from wizard.stack.context import Context

if TYPE_CHECKING:
    from wizard.rehearsal.account.emulated_account import EmulatedAccount


def read_adopted(context: Context, settings: Settings) -> Adopted | None:
    """What the stack takes over. Raises UsageFailure where its file and the settings contradict each
    other."""
    there = AdoptedFile.read(context.project, context.stack)
    adopted = there.adopted
    problems = misfits(adopted, settings, adopted.account if adopted else "", context.stack)
    if problems:
        raise UsageFailure(f"{there.path.name} and the settings don't fit together:", problems)
    return adopted


def taken_over(
    settings: Settings, account: EmulatedAccount, adopted: Adopted | None
) -> tuple[Settings, Adopted | None]:
    """The settings, and what the stack takes over, as they are in the emulated accounts, where it is made.
    account: the one that is deployed from."""
    if adopted is None:
        return settings, None
    from wizard.rehearsal.account.organizations import organization_of
    from wizard.rehearsal.stand_ins.adopted import in_accounts, stand_in

    found = organization_of(account) if settings.is_organization else None
    accounts = {} if settings.log_archive_account else {adopted.account: account.id}
    if adopted.trail:
        accounts[adopted.trail.account] = found.management_account if found else account.id
    mapped = in_accounts(adopted, accounts)
    settings = replace(settings, adopt_trail=mapped.trail.arn if mapped.trail else "")
    organization = Organization(found.id, found.management_account) if found else None
    stand_in(account, mapped, Names.of(settings, account.id, mapped, organization))
    return settings, mapped
