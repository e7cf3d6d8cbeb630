"""Reads one digest file, and says what is wrong with it: it is believed only once AWS's signature is good.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from wizard.account.facts import Probe
from wizard.verify.integrity.digest import Digest, NoDigest, read
from wizard.verify.integrity.findings import Kind, Trouble
from wizard.verify.integrity.objects import Objects, Opened
from wizard.verify.integrity.places import Place
from wizard.verify.integrity.signatures import SIGNED_WITHIN, NoKey, PublicKeys, is_signed
from wizard.verify.integrity.unpack import NotGzip, TooLarge, unpacked

_ALGORITHM = "SHA256withRSA"
# An hour of one account and region: 50,000 log files are named in less.
_LARGEST = 32 << 20
_HOUR = 3600.0


@dataclass(frozen=True)
class ReadDigest:
    """bucket, key: where it was read; digest: None where it isn't valid, and trouble says why; signature: its
    own, from its metadata."""

    bucket: str
    key: str
    digest: Digest | None
    trouble: Trouble | None = None
    signature: str = ""


class DigestReader:
    """Reads those of one chain, from any thread."""

    def __init__(self, objects: Objects, keys: PublicKeys, place: Place) -> None:
        self._objects, self._keys, self._place = objects, keys, place

    def read(self, bucket: str, key: str) -> ReadDigest:
        """Valid, or why not."""

        def not_valid(kind: Kind, detail: str = "", probe: Probe[object] | None = None) -> ReadDigest:
            return ReadDigest(bucket, key, None, Trouble(kind, bucket, key, detail, probe=probe))

        try:
            got = self._objects.get(bucket, key, _content)
            if got.state == "bad":
                return not_valid("digest missing")
            if got.value is None:
                return not_valid("digest unreadable", probe=got)
            metadata, content = got.value
            digest = read(content)
        except (NotGzip, TooLarge, NoDigest) as error:
            return not_valid("digest invalid format", str(error))
        signature = metadata.get("signature")
        if not signature or "signature-algorithm" not in metadata:
            return not_valid("digest without signature")
        if (digest.bucket, digest.key) != (bucket, key):
            return not_valid("digest moved", f"it says that it is s3://{digest.bucket}/{digest.key}")
        name = self._place.digest_of(key)
        start, end = digest.start, digest.end + SIGNED_WITHIN
        if name and name.is_backfill:
            made = _moment(metadata.get("backfill-generation-timestamp", ""))
            if made is None:
                return not_valid("digest invalid format", "it doesn't say when it was backfilled")
            start, end = made - _HOUR, made + _HOUR
        found = self._keys.find(self._place.region, digest.fingerprint, start, end)
        if found.state != "good":
            return not_valid("digest unreadable", "its key can't be asked for", found)
        if found.value is None:
            return not_valid("digest key not found", f"AWS has no key {digest.fingerprint} of that time")
        if not found.value.was_valid(start, end):
            return not_valid("digest signature invalid", "its key wasn't valid at that time")
        if metadata["signature-algorithm"] != _ALGORITHM:
            return not_valid("digest signature invalid", f"its algorithm isn't {_ALGORITHM}")
        try:
            good = is_signed(digest.signed_text, signature, found.value.value)
        except NoKey:
            why = f"AWS's key {digest.fingerprint} in {self._place.region} isn't one that can be read"
            return not_valid("digest unreadable", probe=Probe("unknown", why=why, cause="other"))
        if not good:
            return not_valid("digest signature invalid")
        if digest.account != self._place.account:
            return not_valid("digest of another account", f"it is of account {digest.account}")
        return ReadDigest(bucket, key, digest, None, signature)


def _content(opened: Opened) -> tuple[Mapping[str, str], bytes]:
    return opened.metadata, b"".join(unpacked(opened.pieces, _LARGEST))


def _moment(text: str) -> float | None:
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()
