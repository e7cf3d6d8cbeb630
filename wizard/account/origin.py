"""Where a deployment is made from: the account of its credentials, and the organization."""

from __future__ import annotations

from dataclasses import dataclass

from components.adopted import Adopted
from components.names import Names
from components.organization import Organization
from components.settings import Settings
from wizard.account.facts import Surroundings


@dataclass(frozen=True)
class Origin:
    """account: of the credentials; organization: the one whose trail it is, None for a trail of one account,
    and as long as nobody knows."""

    account: str
    organization: Organization | None = None

    def names(self, settings: Settings, adopted: Adopted | None = None) -> Names:
        """The names that these settings have from there."""
        return Names.of(settings, self.account, adopted, self.organization)


def origin_of(settings: Settings, account: str, seen: Surroundings) -> Origin:
    """Where a deployment with these settings is made from, as far as it is known."""
    found = seen.organization.value
    if not settings.is_organization or found is None or not found.id:
        return Origin(account)
    return Origin(account, Organization(found.id, found.management_account))
