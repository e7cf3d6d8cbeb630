"""Some hours of an organization's trail, and what somebody may do to a member's files."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.rehearsal.world import put_activity
from tests.wizard.verify.organization_scene import MEMBER, OTHER, OrganizationScene, organization_deployed
from tests.wizard.verify.scene import AWAY, HOME
from wizard.rehearsal.account import contents
from wizard.rehearsal.drill import EmulatedClock
from wizard.verify.integrity.findings import ChainFindings
from wizard.verify.log_files import with_integrity
from wizard.verify.result import Result
from wizard.verify.run import Verified

# An organization's trail is told of in us-east-1, too.
REGIONS = (HOME, "us-east-1", AWAY)
FILES, DIGESTS, CHAIN, ADDED = (f"integrity.{name}" for name in ("files", "digests", "chain", "added"))
ARCHIVE = "999988887777"
MEMBERS = (MEMBER, OTHER, "678901234567")
Undo = Callable[[], object]


@dataclass(frozen=True)
class Bucketful:
    """since: asked for, epoch seconds, in the midst of the first of these hours."""

    scene: OrganizationScene
    since: float

    def verified(self, client_for: Any = None) -> Verified:
        clients = client_for or self.scene.account.client
        return with_integrity(self.scene.verified(client_for=client_for), self.since, clients, quiet=True)

    def results(self, client_for: Any = None) -> list[Result]:
        return [one for one in self.verified(client_for).results if one.id.startswith("integrity.")]

    def amiss(self) -> dict[tuple[str, str, str], str]:
        """Each check that isn't passed, with its account and region."""
        return {
            (one.id, one.account, one.region): one.state for one in self.results() if one.state != "passed"
        }

    def chains(self) -> dict[tuple[str, str], ChainFindings]:
        integrity = self.verified().integrity
        assert integrity is not None
        return {(one.account, one.region): one for one in integrity.chains}

    def keys(self, kind: str, account: str = MEMBER, region: str = AWAY) -> list[str]:
        """Of files of one account and region, oldest first."""
        folder = f"{self.scene.names.account_folder(account)}/{kind}/{region}/"
        return sorted(key for key in self.scene._objects() if key.startswith(folder))

    def put(self, key: str, body: bytes) -> Undo:
        """Past the policy that denies it; returns what brings back what was there, or takes it away."""
        bucket = contents.bucket(self.scene.account, self.scene.names.log_bucket)
        assert bucket is not None
        owner = self.scene.account.beside(bucket.owner) or self.scene.account
        backend = contents.stores(owner, "s3")[owner.partition]
        undo = self.scene.lose([key]) if key in self.scene._objects() else None
        backend.put_object(bucket.name, key, body)
        return undo or (lambda: self.scene.lose([key]))


@contextmanager
def bucketful(hours: int = 4, **layout: Any) -> Iterator[Bucketful]:
    """Some hours of an organization's trail, with something happening in two members in each of them."""
    with organization_deployed(regions=REGIONS, **layout) as scene:
        since = scene.account.clock.now() + 1800
        for _ in range(hours):
            for member in (MEMBER, OTHER):
                put_activity(scene.member(member), AWAY, {"eventName": "CreateKeyPair"})
            EmulatedClock(scene.account).sleep(3700)
        yield Bucketful(scene, since)


Deed = Callable[[Bucketful], Undo]


def delete_log(there: Bucketful) -> Undo:
    return there.scene.lose(there.keys("CloudTrail")[-2:-1])


def change_log(there: Bucketful) -> Undo:
    return there.put(there.keys("CloudTrail")[-2], gzip.compress(b'{"Records": []}'))


def delete_digest(there: Bucketful) -> Undo:
    return there.scene.lose(there.keys("CloudTrail-Digest")[-2:-1])


def delete_newest(there: Bucketful) -> Undo:
    return there.scene.lose(there.keys("CloudTrail-Digest")[-2:])


def add_log(there: Bucketful) -> Undo:
    key = there.keys("CloudTrail")[-2]
    undo = there.put(key.replace(".json.gz", "x.json.gz"), b"forged")
    backend = contents.stores(there.scene.organization.archive, "s3")["aws"]
    added = backend.get_object(there.scene.names.log_bucket, key.replace(".json.gz", "x.json.gz"))
    added.last_modified = backend.get_object(there.scene.names.log_bucket, key).last_modified
    return undo


def others_digest(there: Bucketful) -> Undo:
    """The same hour's of another member, signed by the same region's key."""
    mine, theirs = there.keys("CloudTrail-Digest")[-2], there.keys("CloudTrail-Digest", OTHER)[-2]
    objects = there.scene._objects()
    return there.put(mine, objects[theirs].value)
