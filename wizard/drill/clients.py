"""Whose clients a drill asks with: those of the account that it is made in, and of the one with the alert."""

from __future__ import annotations

from dataclasses import dataclass

from components.settings import Settings
from wizard.account.connect import ClientFor
from wizard.account.taking_on import taking_on


@dataclass(frozen=True)
class Clients:
    """trail: of the account that the call is made in, where trail and rules are; alert: of the one that the
    log bucket and the alert are in, the same without a log archive."""

    trail: ClientFor
    alert: ClientFor

    @classmethod
    def of(cls, client_for: ClientFor, settings: Settings) -> Clients:
        """Raises AwsFailure where the log archive's role can't be taken on."""
        role = settings.log_archive_role_arn
        if not role:
            return cls(client_for, client_for)
        home, external_id = settings.home_region, settings.log_archive_external_id
        return cls(client_for, taking_on(client_for, role, external_id, home))
