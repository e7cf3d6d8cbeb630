"""How long `verify --integrity` takes over 10,000 log files of one region, and of 1,000; and how much memory.

The bucket is in this process and answers at once, so that it is our own work that is measured: reading,
unpacking, hashing, signatures. At AWS each file takes a GET's time beside that, sixteen at once.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import resource
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from wizard.rehearsal.stand_ins.digest_keys import keys_at
from wizard.verify.integrity.chain import Chain, Tools
from wizard.verify.integrity.findings import ChainFindings
from wizard.verify.integrity.objects import Objects
from wizard.verify.integrity.places import Place, day_of
from wizard.verify.integrity.pool import Pool
from wizard.verify.integrity.seen import Seen
from wizard.verify.integrity.signatures import PublicKeys

BUCKET, ACCOUNT, REGION, TRAIL = "logs", "111122223333", "us-east-1", "company"
HOURS, NOW = 24, 1_795_000_000.0
# Of a log file, unpacked: about as much as fifteen minutes of a busy account.
SIZE = 100_000
BUDGETS = {1_000: (2.0, 100), 10_000: (10.0, 100)}
FILES_PER_SECOND, MEGABYTES_PER_SECOND = 1000, 100


class Client:
    """S3 and CloudTrail, as far as they are asked. Log files are the same content under many names."""

    def __init__(self, files: int) -> None:
        record = json.dumps({"eventName": "DescribeInstances", "requestParameters": os.urandom(120).hex()})
        content = f'{{"Records": [{", ".join([record] * (SIZE // len(record)))}]}}'.encode()
        self._log, self._hash = gzip.compress(content, 1), hashlib.sha256(content).hexdigest()
        self._signer = keys_at([REGION], NOW)[REGION]
        self._digests: dict[str, tuple[bytes, dict[str, str]]] = {}
        self._logs: list[str] = []
        self._make(files)

    def _make(self, files: int) -> None:
        before: tuple[str, str, str] | None = None
        for hour in range(HOURS):
            start = NOW - (HOURS - hour) * 3600
            stamp = f"{datetime.fromtimestamp(start + 3600, timezone.utc):%Y%m%dT%H%M%SZ}"
            folder = f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/{day_of(start)}{ACCOUNT}_CloudTrail_{REGION}_"
            names = [f"{folder}{stamp[:-3]}Z_{number:08}.json.gz" for number in range(files // HOURS)]
            self._logs += names
            key = (
                f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/{REGION}/{day_of(start + 3600)}"
                f"{ACCOUNT}_CloudTrail-Digest_{REGION}_{TRAIL}_{REGION}_{stamp}.json.gz"
            )
            before = self._digest(key, start, names, before)

    def _digest(
        self, key: str, start: float, names: list[str], before: tuple[str, str, str] | None
    ) -> tuple[str, str, str]:
        times = [
            f"{datetime.fromtimestamp(one, timezone.utc):%Y-%m-%dT%H:%M:%SZ}" for one in (start, start + 3600)
        ]
        previous = (BUCKET, before[0], before[1], "SHA-256", before[2]) if before else (None,) * 5
        parts = ("S3Bucket", "S3Object", "HashValue", "HashAlgorithm", "Signature")
        body = json.dumps(
            {
                "awsAccountId": ACCOUNT,
                "digestStartTime": times[0],
                "digestEndTime": times[1],
                "digestS3Bucket": BUCKET,
                "digestS3Object": key,
                "digestPublicKeyFingerprint": self._signer.fingerprint,
                **{f"previousDigest{part}": value for part, value in zip(parts, previous, strict=True)},
                "logFiles": [
                    {
                        "s3Bucket": BUCKET,
                        "s3Object": name,
                        "hashValue": self._hash,
                        "hashAlgorithm": "SHA-256",
                    }
                    for name in names
                ],
            }
        ).encode()
        hashed = hashlib.sha256(body).hexdigest()
        text = f"{times[1]}\n{BUCKET}/{key}\n{hashed}\n{before[2] if before else 'null'}"
        metadata = {"signature": self._signer.sign(text), "signature-algorithm": "SHA256withRSA"}
        self._digests[key] = (gzip.compress(body, 1), metadata)
        return key, hashed, metadata["signature"]

    def list_objects_v2(self, Prefix: str, **given: Any) -> Any:
        start = int(given.get("ContinuationToken", "0"))
        after = given.get("StartAfter", "")
        keys = [one for one in (*self._digests, *self._logs) if one.startswith(Prefix) and one > after]
        when = datetime.fromtimestamp(NOW, timezone.utc) - timedelta(hours=12)
        page = [
            {"Key": one, "ETag": "x", "Size": 1, "LastModified": when} for one in keys[start : start + 1000]
        ]
        more = {"NextContinuationToken": str(start + 1000)} if len(keys) > start + 1000 else {}
        return {"Contents": page, **more}

    def get_object(self, Key: str, **_: Any) -> Any:
        body, metadata = self._digests.get(Key) or (self._log, {})
        return {"Body": _Body(body), "Metadata": metadata, "ETag": "x", "ContentLength": 1}

    def get_paginator(self, _: str) -> Client:
        return self

    def paginate(self, **_: Any) -> Client:
        return self

    def build_full_result(self) -> Any:
        signer = self._signer
        key = {"Fingerprint": signer.fingerprint, "Value": signer.public}
        times = {"ValidityStartTime": signer.start, "ValidityEndTime": signer.end}
        valid = {name: datetime.fromtimestamp(when, timezone.utc) for name, when in times.items()}
        return {"PublicKeyList": [{**key, **valid}]}


class _Body(io.BytesIO):
    def iter_chunks(self, size: int) -> Iterator[bytes]:
        while piece := self.read(size):
            yield piece


def measure(files: int) -> tuple[float, ChainFindings]:
    """Seconds, and what was found."""
    client = Client(files)

    def client_for(service: str, region: str) -> Any:
        return client

    stop = threading.Event()
    pool = Pool(stop)
    objects = Objects(client_for, REGION, stop)
    since = NOW - HOURS * 3600 + 1
    tools = Tools(objects, PublicKeys(client_for, since, NOW), pool, Seen("bench", b""), since, NOW)
    found = ChainFindings(ACCOUNT, REGION)
    begun = time.perf_counter()
    Chain(tools, Place(BUCKET, f"AWSLogs/{ACCOUNT}", ACCOUNT, REGION, TRAIL, REGION), found).walk()
    seconds = time.perf_counter() - begun
    pool.end()
    return seconds, found


def main() -> None:
    rate = speed = 0.0
    for files, (budget, megabytes) in BUDGETS.items():
        read, write = os.pipe()
        if os.fork() == 0:
            seconds, found = measure(files)
            assert found.files == files // HOURS * HOURS, found.counts
            assert not found.counts, found.counts
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            os.write(
                write, f"{seconds} {found.files / seconds} {found.bytes / seconds / 1e6} {peak}".encode()
            )
            os._exit(0)
        os.close(write)
        told = os.read(read, 200).decode()
        if not told:
            raise RuntimeError("it couldn't be measured")
        seconds, rate, speed, peak = map(float, told.split())
        print(f"integrity-{files}-files-seconds {seconds:.2f} {budget}")
        print(f"integrity-{files}-files-megabytes {peak:.1f} {megabytes}")
    # Of the last and largest one.
    print(f"integrity-files-per-second {rate:.0f} {FILES_PER_SECOND}")
    print(f"integrity-unpacked-megabytes-per-second {speed:.0f} {MEGABYTES_PER_SECOND}")


if __name__ == "__main__":
    main()
