"""Delivers CloudTrail's digest files: each hour one for each account and region, also where nothing happened.

Each names the files of its hour with their hashes, is signed, and names the one before it.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.stand_ins import log_files
from wizard.rehearsal.stand_ins.deliveries import Delivered, status_of
from wizard.rehearsal.stand_ins.digest_keys import SigningKey, keys_at
from wizard.rehearsal.stand_ins.trails import of_account

HOUR = 3600.0
_ALGORITHM = "SHA256withRSA"


@dataclass(frozen=True)
class Signed:
    """A digest file that was delivered, as the next one names it. hash: of what isn't compressed."""

    bucket: str
    key: str
    hash: str
    signature: str


def deliver_due(account: EmulatedAccount) -> None:
    """A digest of the time since the last, for each trail that logs and validates and has had none for an
    hour: where more than one passed at once, one digest has all of it.

    A trail that was stopped gets a last one. What arrives while nothing is validated is in none. After both
    the chain begins anew.
    """
    now = float(int(account.clock.now()))
    for trail in of_account(account):
        begun, stopped = _seconds(trail.status.started), _seconds(trail.status.stopped)
        if not trail.log_validation:
            account.digested[trail.arn] = now
            _end_chains(account, trail)
            continue
        last = account.digested.get(trail.arn, 0.0)
        if stopped and stopped >= last and _end_chains(account, trail, stopped):
            last = account.digested[trail.arn]
        since = max(begun, last)
        if trail.status.is_logging and now - since >= HOUR:
            account.digested[trail.arn] = now
            regions = account.regions if trail.is_multi_region else [trail.region_name]
            for signer in keys_at(regions, now).values():
                _deliver(account, trail, signer, since, now)


def _end_chains(account: EmulatedAccount, trail: Any, stopped: float = 0.0) -> bool:
    """The next digest file is a starting one. stopped: when, for a last one of the time until then. Returns
    whether there was a chain."""
    chained = [region for arn, region in account.deliveries if arn == trail.arn]
    ended, since = False, account.digested.get(trail.arn, 0.0)
    for region in chained:
        status = account.deliveries[trail.arn, region]
        if "signed" in status:
            ended = True
            if stopped:
                account.digested[trail.arn] = stopped + 1
                signer = keys_at([region], stopped)[region]
                _deliver(account, trail, signer, since, stopped + 1)
            del status["signed"]
    return ended


def _seconds(when: datetime | None) -> float:
    """Of a time of the emulator's; 0 for none."""
    return float(int(when.replace(tzinfo=timezone.utc).timestamp())) if when else 0.0


def _deliver(account: EmulatedAccount, trail: Any, signer: SigningKey, start: float, end: float) -> None:
    region = signer.region
    status = status_of(account, trail, region)
    files = [one for one in status["files"] if start <= one.at < end]
    key = digest_key(account, trail, region, end)
    previous: Signed | None = status.get("signed")
    body = {
        "awsAccountId": account.id,
        "digestStartTime": _stamp(start),
        "digestEndTime": _stamp(end),
        "digestS3Bucket": trail.bucket_name,
        "digestS3Object": key,
        "digestPublicKeyFingerprint": signer.fingerprint,
        "digestSignatureAlgorithm": _ALGORITHM,
        "newestEventTime": max((one.newest for one in files), default=None),
        "oldestEventTime": min((one.oldest for one in files), default=None),
        "previousDigestS3Bucket": previous and previous.bucket,
        "previousDigestS3Object": previous and previous.key,
        "previousDigestHashValue": previous and previous.hash,
        "previousDigestHashAlgorithm": previous and "SHA-256",
        "previousDigestSignature": previous and previous.signature,
        "logFiles": [_file(trail, one) for one in files],
    }
    content = json.dumps(body).encode()
    hashed = hashlib.sha256(content).hexdigest()
    place = f"{trail.bucket_name}/{key}"
    before = previous.signature if previous else "null"
    signature = signer.sign(f"{_stamp(end)}\n{place}\n{hashed}\n{before}")
    metadata = {"signature": signature, "signature-algorithm": _ALGORITHM}
    if log_files.put(account, trail, key, gzip.compress(content, 1), metadata):
        status["digest"], status["signed"] = end, Signed(trail.bucket_name, key, hashed, signature)
        status.pop("digestError", None)
    else:
        status["digestError"] = "AccessDenied"


def _file(trail: Any, one: Delivered) -> Mapping[str, str]:
    return {
        "s3Bucket": trail.bucket_name,
        "s3Object": one.key,
        "hashValue": one.hash,
        "hashAlgorithm": "SHA-256",
        "newestEventTime": one.newest,
        "oldestEventTime": one.oldest,
    }


def digest_key(account: EmulatedAccount, trail: Any, region: str, end: float) -> str:
    """Where the digest that ends then lies in the trail's bucket."""
    when = datetime.fromtimestamp(end, timezone.utc)
    whose = f"{account.id}_CloudTrail-Digest_{region}_{trail.trail_name}_{trail.region_name}"
    folder = f"{log_files.folder_of(account, trail)}/CloudTrail-Digest/{region}/{when:%Y/%m/%d}"
    return f"{folder}/{whose}_{when:%Y%m%dT%H%M%SZ}.json.gz"


def _stamp(when: float) -> str:
    return datetime.fromtimestamp(when, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
