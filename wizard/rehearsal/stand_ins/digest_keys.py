"""The keys that CloudTrail signs digest files with: each region its own, for a month at a time.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

# As long as the keys of AWS's own example are valid.
_VALID_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class SigningKey:
    """region, start, end: where and when it signs, epoch seconds; public: in PKCS #1, DER."""

    region: str
    start: float
    end: float
    private: Any
    public: bytes

    @property
    def fingerprint(self) -> str:
        """As AWS's are: of the public key, 32 hexadecimal digits."""
        return hashlib.md5(self.public, usedforsecurity=False).hexdigest()

    def sign(self, text: str) -> str:
        """RSA with SHA-256, PKCS #1 version 1.5, in hexadecimal digits."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        return self.private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()).hex()


def keys_at(regions: Sequence[str], when: float) -> dict[str, SigningKey]:
    """Each region's key of that time. They are AWS's: the same for every emulated account of this process.

    Those that aren't there yet are made side by side: a key takes 30 ms, most of it without Python's lock.
    """
    month = int(when // _VALID_SECONDS)
    new = [region for region in regions if (region, month) not in _made]
    if new:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for key in pool.map(lambda region: _new(region, month), new):
                _made.setdefault((key.region, month), key)
    return {region: _made[region, month] for region in regions}


def keys_between(region: str, start: float, end: float) -> list[SigningKey]:
    """Those that have signed something, and were valid at some time in between."""
    return [key for key in [*_made.values()] if key.region == region and key.start <= end and start < key.end]


_made: dict[tuple[str, int], SigningKey] = {}


def _new(region: str, month: int) -> SigningKey:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    start = float(month * _VALID_SECONDS)
    return SigningKey(region, start, start + _VALID_SECONDS, private, public)
