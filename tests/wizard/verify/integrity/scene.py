"""A trail in an emulated account, with digest files of some hours in its bucket, and ways to look at them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from tests.rehearsal import world
from tests.wizard.verify.scene import AWAY, FEW, HOME, limit
from wizard.account.connect import ClientFor
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.digest_keys import keys_at
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.screen.one_line_progress import Progress
from wizard.verify.gather import Means as LookMeans
from wizard.verify.gather import gather
from wizard.verify.integrity.findings import ChainFindings
from wizard.verify.integrity.judge import judge
from wizard.verify.integrity.run import Integrity, Means, look
from wizard.verify.result import Result
from wizard.verify.target import Target

BUCKET, TRAIL = world.BUCKET, world.TRAIL
SEAL = b"s" * 32
HOUR = 3700.0
Undo = Callable[[], object]
__all__ = ["AWAY", "FEW", "HOME"]


@dataclass(frozen=True)
class Bucketful:
    """start: since when digest files prove everything, epoch seconds, in the midst of an hour; digests, logs:
    keys of each region's files as they were delivered, oldest first; hour: which of them somebody is at,
    counted from the end."""

    account: EmulatedAccount
    start: float
    digests: Mapping[str, list[str]]
    logs: Mapping[str, list[str]]
    hour: int = 2

    @property
    def s3(self) -> Any:
        return self.account.client("s3")

    @property
    def now(self) -> float:
        return self.account.clock.now()

    @property
    def log(self) -> str:
        return self.logs[AWAY][-self.hour]

    @property
    def digest(self) -> str:
        return self.digests[AWAY][-self.hour]

    @property
    def older(self) -> str:
        """The digest of the hour before."""
        return self.digests[AWAY][-self.hour - 1]

    def get(self, key: str) -> tuple[bytes, dict[str, str]]:
        """Content and metadata, as they lie there."""
        found = self.s3.get_object(Bucket=BUCKET, Key=key)
        return found["Body"].read(), found["Metadata"]

    def put(self, key: str, body: bytes, metadata: Mapping[str, str] | None = None) -> Undo:
        """As an intruder would; returns what brings back whatever was there."""
        before = self._kept(key)
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body, Metadata=dict(metadata or {}))
        return before

    def delete(self, *keys: str) -> Undo:
        undos = [self._kept(key) for key in keys]
        for key in keys:
            self.s3.delete_object(Bucket=BUCKET, Key=key)
        return lambda: [undo() for undo in undos]

    def dated(self, key: str) -> float:
        """When it was put there, epoch seconds."""
        return self.s3.head_object(Bucket=BUCKET, Key=key)["LastModified"].timestamp()

    def date(self, key: str, when: float) -> None:
        """Past the API: as if it had been put there then."""
        found = contents.stores(self.account, "s3")[self.account.partition].get_object(BUCKET, key)
        found.last_modified = datetime.fromtimestamp(when, timezone.utc).replace(tzinfo=None)

    def _kept(self, key: str) -> Undo:
        """Past the API: the time at which it was put there comes back, too."""
        backend = contents.stores(self.account, "s3")[self.account.partition]
        found = backend.get_object(BUCKET, key)
        if found is None:
            return lambda: self.s3.delete_object(Bucket=BUCKET, Key=key)
        content, metadata, when = found.value, dict(found.metadata), found.last_modified

        def undo() -> None:
            made = backend.put_object(BUCKET, key, content)
            made.set_metadata(metadata)
            made.last_modified = when

        return undo

    def facts(self, target: Target | None = None) -> Any:
        means = LookMeans(self.account.client, self.account.clock.now, Progress(quiet=True))
        arn = world.TRAIL_ARN
        return gather(target or Target(HOME, trails=(arn,)), means)

    def looked(self, client_for: ClientFor | None = None, since: float = 0.0, seal: bytes = b"") -> Integrity:
        clients = client_for or self.account.client
        return look(self.facts(), since or self.start, Means(clients, clients, seal))

    def chain(self, region: str = AWAY, client_for: ClientFor | None = None) -> ChainFindings:
        return next(one for one in self.looked(client_for).chains if one.region == region)

    def results(self, client_for: ClientFor | None = None, since: float = 0.0) -> list[Result]:
        facts = self.facts()
        clients = client_for or self.account.client
        return list(judge(facts, look(facts, since or self.start, Means(clients, clients))))

    def states(self, client_for: ClientFor | None = None, region: str = AWAY) -> dict[str, str]:
        """Each check that isn't passed, in one region."""
        return {
            one.id: one.state
            for one in self.results(client_for)
            if one.state != "passed" and one.region == region
        }

    def said(self, id: str, client_for: ClientFor | None = None) -> str:
        """The evidence of one check, in AWAY."""
        return next(one.evidence for one in self.results(client_for) if (one.id, one.region) == (id, AWAY))


@contextmanager
def bucketful(
    hours: int = 5, regions: Sequence[str] = (HOME, AWAY), began: float = 0.0, **trail: Any
) -> Iterator[Bucketful]:
    """Some hours of a trail, with something happening in AWAY in each of them. began: when, in seconds from
    now."""
    with open_account(HOME) as account:
        # Nothing is there yet: only then may time be turned back.
        account.clock.skipped = began
        limit(account, regions)
        world.log_bucket(account)
        world.trail(account, **trail)
        for _ in range(hours):
            something_happens(account)
            tick(account, HOUR)
        yield Bucketful(
            account,
            account.clock.now() - (hours - 1.5) * HOUR,
            {region: keys(account, region, "CloudTrail-Digest") for region in regions},
            {region: keys(account, region, "CloudTrail") for region in regions},
        )


def keys(account: EmulatedAccount, region: str, kind: str) -> list[str]:
    """Of one region and kind of file, oldest first."""
    prefix = f"AWSLogs/{account.id}/{kind}/{region}/"
    pages = account.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    return sorted(one["Key"] for page in pages for one in page.get("Contents") or ())


def something_happens(account: EmulatedAccount, region: str = AWAY) -> None:
    world.put_activity(account, region, {"eventName": "CreateKeyPair"})


def signed(
    region: str, content: Mapping[str, Any], when: float | None = None, **metadata: str
) -> tuple[bytes, dict[str, str]]:
    """A digest file with these words, compressed, and its metadata, signed as AWS would. when: whose key."""
    body = json.dumps(content).encode()
    end = datetime.strptime(content["digestEndTime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    signer = keys_at([region], end.timestamp() if when is None else when)[region]
    text = "\n".join(
        [
            content["digestEndTime"],
            f"{content['digestS3Bucket']}/{content['digestS3Object']}",
            hashlib.sha256(body).hexdigest(),
            content["previousDigestSignature"] or "null",
        ]
    )
    signature = {"signature": signer.sign(text), "signature-algorithm": "SHA256withRSA", **metadata}
    return gzip.compress(body), signature


def unpacked(body: bytes) -> dict[str, Any]:
    return json.loads(gzip.decompress(body))
