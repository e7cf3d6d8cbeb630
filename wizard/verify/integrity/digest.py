"""What a digest file says, if it is one. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.verify.integrity.places import seconds

_PREVIOUS = ("S3Bucket", "S3Object", "HashValue", "HashAlgorithm", "Signature")


class NoDigest(ValueError):
    """It isn't a digest file; the message says why."""


@dataclass(frozen=True)
class LogFile:
    """A log file that a digest names. hash: of what isn't compressed, hexadecimal."""

    bucket: str
    key: str
    hash: str


@dataclass(frozen=True)
class Previous:
    """The digest file before, as the next one names it."""

    bucket: str
    key: str
    hash: str
    signature: str


@dataclass(frozen=True)
class Digest:
    """start, end: of the time that it is about, epoch seconds; hash: its own, of what isn't compressed;
    previous: None for a starting one."""

    account: str
    start: float
    end: float
    stamp: str
    bucket: str
    key: str
    fingerprint: str
    hash: str
    previous: Previous | None
    log_files: Sequence[LogFile]

    @property
    def signed_text(self) -> str:
        """What its signature is of."""
        before = self.previous.signature if self.previous else "null"
        return f"{self.stamp}\n{self.bucket}/{self.key}\n{self.hash}\n{before}"


def read(content: bytes) -> Digest:
    """Of what isn't compressed. Raises NoDigest: also for what could be read in two ways."""
    try:
        found = json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise NoDigest("it isn't JSON that can be read in one way") from None
    if not isinstance(found, dict):
        raise NoDigest("it is no JSON object")
    start, end = (seconds(_text(found, f"digest{name}Time")) for name in ("Start", "End"))
    if start is None or end is None or start > end:
        raise NoDigest("it has no start and end")
    files = found.get("logFiles")
    if not isinstance(files, list):
        raise NoDigest("it has no logFiles")
    return Digest(
        _text(found, "awsAccountId"),
        start,
        end,
        _text(found, "digestEndTime"),
        _text(found, "digestS3Bucket"),
        _text(found, "digestS3Object"),
        _text(found, "digestPublicKeyFingerprint"),
        hashlib.sha256(content).hexdigest(),
        _previous(found),
        [_log_file(one) for one in files],
    )


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise NoDigest(f"it has no {name}")
    return value


def _previous(found: Mapping[str, Any]) -> Previous | None:
    """All of it is null in a starting digest."""
    names = [f"previousDigest{name}" for name in _PREVIOUS]
    if all(name in found and found[name] is None for name in names):
        return None
    bucket, key, hash, algorithm, signature = (_text(found, name) for name in names)
    if algorithm != "SHA-256":
        raise NoDigest("previousDigestHashAlgorithm isn't SHA-256")
    return Previous(bucket, key, hash.lower(), signature)


def _log_file(one: Any) -> LogFile:
    if not isinstance(one, dict) or one.get("hashAlgorithm") != "SHA-256":
        raise NoDigest("it names a log file without a SHA-256")
    return LogFile(_text(one, "s3Bucket"), _text(one, "s3Object"), _text(one, "hashValue").lower())
