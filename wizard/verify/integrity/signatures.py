"""Whether AWS signed it: RSA with SHA-256, PKCS #1 version 1.5, by a key of the digest file's own region.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask_every_page

# A digest file is signed after its time is over: two hours are what the AWS CLI adds. What arrives later
# still has a key that was valid within the day.
SIGNED_WITHIN, VALID_WITHIN = 2 * 3600.0, 86400.0


class NoKey(ValueError):
    """What was given as a public key is none of RSA's."""


@dataclass(frozen=True)
class PublicKey:
    """value: in DER; start, end: of its validity, epoch seconds."""

    fingerprint: str
    value: bytes
    start: float
    end: float

    def was_valid(self, start: float, end: float) -> bool:
        """Whether it may have signed something of that time."""
        return self.start <= end + VALID_WITHIN and start - VALID_WITHIN <= self.end


class PublicKeys:
    """CloudTrail's of every region, each asked for once, by as many threads as there are.

    until, since: of the time whose digest files are looked at, epoch seconds.
    """

    def __init__(self, client_for: ClientFor, since: float, until: float) -> None:
        self._client_for, self._since, self._until = client_for, since, until
        self._lock = threading.Lock()
        self._regions: dict[str, threading.Lock] = {}
        self._found: dict[tuple[str, tuple[float, float]], Probe[Mapping[str, PublicKey]]] = {}

    def find(self, region: str, fingerprint: str, start: float, end: float) -> Probe[PublicKey | None]:
        """The key with this fingerprint, None where AWS has none of that time. start, end: of the time that
        is asked for where the whole span's keys don't have it."""
        with self._lock:
            lock = self._regions.setdefault(region, threading.Lock())
        with lock:
            for span in ((self._since, self._until + SIGNED_WITHIN), (start, end)):
                if (region, span) not in self._found:
                    self._found[region, span] = self._ask(region, *span)
                found = self._found[region, span]
                if found.value is None:
                    return found.then(lambda _: None)
                if fingerprint in found.value:
                    return Probe("good", found.value[fingerprint])
        return Probe("good", None)

    def _ask(self, region: str, start: float, end: float) -> Probe[Mapping[str, PublicKey]]:
        """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html"""
        times = {"StartTime": _time(start), "EndTime": _time(end)}
        return ask_every_page(self._client_for, "cloudtrail", region, "list_public_keys", **times).then(_keys)


def _keys(answer: Mapping[str, Any]) -> Mapping[str, PublicKey]:
    return {
        one["Fingerprint"]: PublicKey(
            one["Fingerprint"],
            one["Value"],
            one["ValidityStartTime"].timestamp(),
            one["ValidityEndTime"].timestamp(),
        )
        for one in answer.get("PublicKeyList") or ()
    }


def _time(when: float) -> datetime:
    return datetime.fromtimestamp(max(0.0, when), timezone.utc)


def is_signed(text: str, signature: str, key: bytes) -> bool:
    """Whether the signature, hexadecimal digits, is of this text by that key, PKCS #1 or X.509 in DER. Raises
    NoKey for what is neither."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        public = load_der_public_key(key)
    except (ValueError, UnsupportedAlgorithm):
        raise NoKey from None
    if not isinstance(public, RSAPublicKey):
        raise NoKey
    try:
        public.verify(bytes.fromhex(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
