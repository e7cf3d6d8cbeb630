"""The keys that CloudTrail signs digest files with: each region its own, for a month at a time.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

import hashlib
import itertools
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
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
    """Each region's key of that time. They are AWS's: the same for every emulated account of this process."""
    month = int(when // _VALID_SECONDS)
    with _lock:
        for region in regions:
            if (region, month) not in _made:
                _made[region, month] = _new(region, month)
        return {region: _made[region, month] for region in regions}


def keys_between(region: str, start: float, end: float) -> list[SigningKey]:
    """Those that have signed something, and were valid at some time in between."""
    return [key for key in [*_made.values()] if key.region == region and key.start <= end and start < key.end]


_lock = threading.Lock()
_made: dict[tuple[str, int], SigningKey] = {}
# AWS's own keys have the first one.
_exponents = itertools.count(65537, 2)


def _new(region: str, month: int) -> SigningKey:
    """No two are the same, but all have the first one's primes, each with a public exponent of its own: to
    find primes takes 30 ms and more, and what is emulated has nothing to hide."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    p, q = _primes()
    around = (p - 1) * (q - 1)
    exponent = next(one for one in _exponents if math.gcd(one, around) == 1)
    secret = pow(exponent, -1, around)
    private = rsa.RSAPrivateNumbers(
        p,
        q,
        secret,
        rsa.rsa_crt_dmp1(secret, p),
        rsa.rsa_crt_dmq1(secret, q),
        rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(exponent, p * q),
    ).private_key(unsafe_skip_rsa_key_validation=True)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    start = float(month * _VALID_SECONDS)
    return SigningKey(region, start, start + _VALID_SECONDS, private, public)


@cache
def _primes() -> tuple[int, int]:
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_numbers()
    return made.p, made.q
