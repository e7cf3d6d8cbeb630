"""What the emulated account really holds after a rehearsal, read back through its API and never from the
inputs."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import Deployment
from wizard.rehearsal.summary.alert import alert
from wizard.rehearsal.summary.bucket import bucket
from wizard.rehearsal.summary.organization import bucket_account, organization
from wizard.rehearsal.summary.trail import trail

__all__ = ["summary"]


def summary(account: EmulatedAccount, deployment: Deployment, trail_name: str) -> dict[str, Any]:
    """One JSON-able document: trail, logBucket, alert, regions, providers, resources, emulated. `trail_name`
    says which trail; everything else is found from the account. A part that isn't there is None.

    organization: of an organization's trail. account: the one that was deployed from.
    """
    found = trail(account, trail_name)
    beside_bucket = bucket_account(account, found["bucket"]) if found else account
    return {
        "account": account.id,
        "organization": organization(account, found) if found and found["isOrganization"] else None,
        "partition": account.partition,
        "homeRegion": account.home,
        "regions": list(account.regions),
        "trail": found,
        "logBucket": bucket(beside_bucket, found["bucket"]) if found else None,
        "alert": alert(account, beside_bucket),
        "providers": len(deployment.providers),
        "resources": len(deployment.made),
        "warnings": list(deployment.warnings),
        "emulated": list(account.emulated),
    }
