"""Delivers CloudTrail's digest files: each hour one for each account and region, also where nothing happened.

They aren't signed here, and name the files of their hour with their hashes.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.stand_ins import log_files
from wizard.rehearsal.stand_ins.deliveries import Delivered
from wizard.rehearsal.stand_ins.trails import of_account

HOUR = 3600.0


def deliver_due(account: EmulatedAccount) -> None:
    """A digest of the time since the last, for each trail that logs and validates and has had none for an
    hour: where more than one passed at once, one digest has all of it."""
    now = account.clock.now()
    for trail in of_account(account):
        started = trail.status.started
        if not trail.log_validation or not trail.status.is_logging or started is None:
            continue
        begun = started.replace(tzinfo=timezone.utc).timestamp()
        last = max(begun, account.digested.get(trail.arn, 0.0))
        if now - last < HOUR:
            continue
        account.digested[trail.arn] = now
        for region in account.regions if trail.is_multi_region else [trail.region_name]:
            _deliver(account, trail, region, last, now)


def _deliver(account: EmulatedAccount, trail: Any, region: str, start: float, end: float) -> None:
    status = account.deliveries.setdefault((trail.arn, region), {"files": []})
    files = [one for one in status["files"] if start <= one.at < end]
    key = digest_key(account, trail, region, end)
    body = {
        "awsAccountId": account.id,
        "digestStartTime": _stamp(start),
        "digestEndTime": _stamp(end),
        "digestS3Bucket": trail.bucket_name,
        "digestS3Object": key,
        "digestSignatureAlgorithm": "SHA256withRSA",
        "newestEventTime": max((one.newest for one in files), default=None),
        "oldestEventTime": min((one.oldest for one in files), default=None),
        "previousDigestS3Bucket": None,
        "previousDigestS3Object": None,
        "previousDigestHashValue": None,
        "previousDigestHashAlgorithm": None,
        "previousDigestSignature": None,
        "logFiles": [_file(trail, one) for one in files],
    }
    if log_files.put(account, trail, key, gzip.compress(json.dumps(body).encode(), 1)):
        status["digest"] = end
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
