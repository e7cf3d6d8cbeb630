"""The stack of an organization in its emulated accounts, an hour and a half later, and a look at it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from components.names import Names
from components.organization import Organization
from components.settings import Settings, validate
from tests.rehearsal.test_organization import ROLE
from tests.rehearsal.world import put_activity
from tests.wizard.verify.scene import FEW, HOME, VALUES, Scene, limit, settle
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.organization import DELEGATED, EmulatedOrganization, Wanted, open_organization
from wizard.rehearsal.stand_ins import alarms
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.verify.result import Result

MEMBER, OTHER = "456789012345", "567890123456"
ADMINISTRATOR: dict[str, Any] = {"delegatedAdminAccountId": DELEGATED}


@dataclass(frozen=True)
class OrganizationScene(Scene):
    """account: the one that looks, and whose clients change something."""

    organization: EmulatedOrganization

    @property
    def names(self) -> Names:
        there = Organization(self.organization.id, self.organization.management.id)
        return Names.of(self.settings, self.organization.deploying.id, None, there)

    def of(self, account: EmulatedAccount) -> OrganizationScene:
        """The same, changed from another account."""
        return replace(self, account=account)

    @property
    def beside(self) -> OrganizationScene:
        """From the account with the bucket."""
        organization = self.organization
        return self.of(organization.archive if self.names.has_log_archive else organization.deploying)

    def member(self, id: str) -> EmulatedAccount:
        return self.organization.management.emulation.accounts[id]

    def about(self, id: str, account: str = "") -> Result:
        """The one result of this check, of this account."""
        (found,) = (one for one in self.results() if one.id == id and account in ("", one.account))
        return found

    def digests(self, account: str, region: str = "") -> list[str]:
        """Keys of the digest files that came of it."""
        folder = f"{self.names.account_folder(account)}/CloudTrail-Digest/{region}"
        return sorted(key for key in self._objects() if key.startswith(folder))

    def _objects(self) -> Any:
        bucket = contents.bucket(self.account, self.names.log_bucket)
        assert bucket is not None
        owner = self.account.beside(bucket.owner) or self.account
        return contents.stores(owner, "s3")[owner.partition].buckets[bucket.name].keys

    def lose(self, keys: Sequence[str]) -> Any:
        """Takes files away, past the policy that denies it; returns what brings them back."""
        objects = self._objects()
        # As a plain dictionary: what is popped otherwise is closed.
        lost = {key: dict.pop(objects, key) for key in keys}

        def undo() -> None:
            for key, versions in lost.items():
                dict.__setitem__(objects, key, versions)

        return undo


def log_archive() -> dict[str, Any]:
    return {"logArchiveRoleArn": ROLE}


@contextmanager
def organization_deployed(
    *, delegated: bool = False, archive: bool = True, regions: Sequence[str] = FEW, **more: Any
) -> Iterator[OrganizationScene]:
    """After the first hour: each account has log files or digests, and the heart beat. delegated: from a
    delegated administrator; archive: with a log archive of its own."""
    values = {**VALUES, "scope": "organization", **(log_archive() if archive else {}), **more}
    settings: Settings = validate(values, HOME)
    with open_organization(HOME, Wanted.by(settings, from_delegated=delegated)) as organization:
        for account in organization.management.emulation.accounts.values():
            limit(account, regions)
        config = {
            f"everyregion:{key}": value if isinstance(value, str) else json.dumps(value)
            for key, value in values.items()
        }
        assert deploy(organization.deploying, config).refusal is None
        put_activity(organization.members[0], HOME, {"eventName": "CreateKeyPair"})
        settle(organization.deploying)
        # What is younger than two hours is never said to fail.
        tick(organization.deploying, 3700)
        scene = OrganizationScene(organization.deploying, settings, organization)
        alarms.look(scene.beside.account)
        yield scene
