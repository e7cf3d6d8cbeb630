"""The organization that a deployed stack's trail is for: its management account owns the trail."""

from __future__ import annotations

from components.organization import Organization
from components.settings import Settings
from wizard.account import probes
from wizard.account.connect import ClientFor
from wizard.failures import AwsFailure, Failure


def organization_of(
    client_for: ClientFor, settings: Settings, account: str, unknown: str, outside: Failure
) -> Organization | None:
    """None for the trail of one account. unknown: what can't be found out then, the beginning of a sentence.

    Raises AwsFailure where AWS doesn't say, and `outside` where the account is in no organization.
    """
    if not settings.is_organization:
        return None
    found = probes.organization(client_for, settings.home_region, account)
    if found.value is None:
        raise AwsFailure(f"{unknown} can't be found out: {found.why}")
    if not found.value.id:
        raise outside
    return Organization(found.value.id, found.value.management_account)
