"""Where the stack's workgroup and table are, and the clients that reach them."""

from __future__ import annotations

from components.adopted import Adopted
from components.names import Names
from components.organization import Organization
from components.settings import Settings
from wizard.account.connect import ClientFor
from wizard.account.deployed_organization import organization_of
from wizard.account.one_call import ask
from wizard.account.taking_on import taking_on
from wizard.failures import AwsFailure, UsageFailure


def reach(client_for: ClientFor, settings: Settings, adopted: Adopted | None) -> tuple[ClientFor, Names]:
    """Clients for the account that the log bucket is in, and the names of what is there. Raises Failure."""
    home = settings.home_region
    caller = ask(client_for, "sts", home, "get_caller_identity")
    if caller.value is None:
        raise AwsFailure(caller.why)
    account = str(caller.value["Account"])
    organization = _organization(client_for, settings, account)
    names = Names.of(settings, account, adopted, organization)
    role = settings.log_archive_role_arn
    if role and account != settings.log_archive_account:
        client_for = taking_on(client_for, role, settings.log_archive_external_id, home)
    return client_for, names


def _organization(client_for: ClientFor, settings: Settings, account: str) -> Organization | None:
    outside = UsageFailure(
        f"Account {account} isn't in an organization, so no table of one is here. Use the credentials of "
        "its management account, or of the log archive."
    )
    return organization_of(client_for, settings, account, "Which organization's logs these are", outside)
