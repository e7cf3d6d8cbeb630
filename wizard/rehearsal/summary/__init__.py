"""What the emulated account really holds after a rehearsal, read back through its API and never from the
inputs."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import Deployment
from wizard.rehearsal.summary.alert import alert
from wizard.rehearsal.summary.bucket import bucket
from wizard.rehearsal.summary.trail import trail

__all__ = ["summary"]


def summary(account: EmulatedAccount, deployment: Deployment, trail_name: str) -> dict[str, Any]:
    """One JSON-able document: trail, logBucket, alert, regions, providers, resources, emulated. `trail_name`
    says which trail; everything else is found from the account. A part that isn't there is None."""
    found = trail(account, trail_name)
    return {
        "account": account.id,
        "partition": account.partition,
        "homeRegion": account.home,
        "regions": list(account.regions),
        "trail": found,
        "logBucket": bucket(account, found["bucket"]) if found else None,
        "alert": alert(account),
        "providers": len(deployment.providers),
        "resources": len(deployment.made),
        "warnings": list(deployment.warnings),
        "emulated": list(account.emulated),
    }
