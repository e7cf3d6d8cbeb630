"""What somebody may do to digest and log files, each by itself, and how each is told."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.wizard.verify.integrity.scene import AWAY, HOME, Bucketful, Undo, unpacked

Deed = Callable[[Bucketful], Undo]


@dataclass(frozen=True)
class Tampering:
    """kinds: as findings are named, of AWAY; checks: ids that aren't passed there any more, with states."""

    deed: Deed
    kinds: list[str]
    checks: dict[str, str]


def delete_log(there: Bucketful) -> Undo:
    return there.delete(there.log)


def change_log(there: Bucketful) -> Undo:
    records = unpacked(there.get(there.log)[0])
    records["Records"][0]["userIdentity"] = {"type": "IAMUser", "userName": "somebody-else"}
    return there.put(there.log, gzip.compress(json.dumps(records).encode()))


def empty_log(there: Bucketful) -> Undo:
    return there.put(there.log, b"")


def plain_log(there: Bucketful) -> Undo:
    return there.put(there.log, gzip.decompress(there.get(there.log)[0]))


def cut_log(there: Bucketful) -> Undo:
    return there.put(there.log, there.get(there.log)[0][:-12])


def longer_log(there: Bucketful) -> Undo:
    return there.put(there.log, there.get(there.log)[0] + b"more")


def second_member(there: Bucketful) -> Undo:
    return there.put(there.log, there.get(there.log)[0] + gzip.compress(b'{"Records": []}'))


def bomb(there: Bucketful) -> Undo:
    return there.put(there.log, gzip.compress(bytes(50_000_000)))


def delete_digest(there: Bucketful) -> Undo:
    return there.delete(there.digest)


def delete_two_digests(there: Bucketful) -> Undo:
    return there.delete(there.older, there.digest)


def delete_log_and_digest(there: Bucketful) -> Undo:
    return there.delete(there.digest, there.log)


def forget_log(there: Bucketful) -> Undo:
    """Deletes a log file, and takes it out of its digest, whose signature stays as it was."""
    body, metadata = there.get(there.digest)
    words = unpacked(body)
    gone = words["logFiles"].pop()["s3Object"]
    undos = [
        there.delete(gone),
        there.put(there.digest, gzip.compress(json.dumps(words).encode()), metadata),
    ]
    return lambda: [undo() for undo in undos]


def unsigned(there: Bucketful) -> Undo:
    return there.put(there.digest, there.get(there.digest)[0])


def other_signature(there: Bucketful) -> Undo:
    """Of another digest, which AWS signed too."""
    return there.put(there.digest, there.get(there.digest)[0], there.get(there.older)[1])


def no_hexadecimal(there: Bucketful) -> Undo:
    body, metadata = there.get(there.digest)
    return there.put(there.digest, body, {**metadata, "signature": metadata["signature"][:-1] + "z"})


def own_key(there: Bucketful) -> Undo:
    """Names a key that AWS doesn't have."""
    body, metadata = there.get(there.digest)
    words = {**unpacked(body), "digestPublicKeyFingerprint": "0" * 32}
    return there.put(there.digest, gzip.compress(json.dumps(words).encode()), metadata)


def replay(there: Bucketful) -> Undo:
    """An older digest, with its good signature, in the place of a newer one."""
    return there.put(there.digest, *there.get(there.older))


def other_regions(there: Bucketful) -> Undo:
    """The digest of another region of the same hour."""
    return there.put(there.digest, *there.get(there.digests[HOME][-there.hour]))


def no_json(there: Bucketful) -> Undo:
    return there.put(there.digest, gzip.compress(b"{"), there.get(there.digest)[1])


def no_gzip(there: Bucketful) -> Undo:
    return there.put(there.digest, b"<html>", there.get(there.digest)[1])


def deep(there: Bucketful) -> Undo:
    return there.put(there.digest, gzip.compress(b"[" * 200_000), there.get(there.digest)[1])


FILES, DIGESTS, CHAIN, ADDED = (f"integrity.{name}" for name in ("files", "digests", "chain", "added"))
_FILE, _DIGEST = {FILES: "failed"}, {DIGESTS: "failed"}
#: Those that the AWS CLI knows of, too: each with a name of its own.
KNOWN: dict[str, Tampering] = {
    "a log file is deleted": Tampering(delete_log, ["file missing"], _FILE),
    "a log file is changed": Tampering(change_log, ["file changed"], _FILE),
    "a log file is emptied": Tampering(empty_log, ["file changed"], _FILE),
    "a log file isn't compressed": Tampering(plain_log, ["file changed"], _FILE),
    "a log file is cut": Tampering(cut_log, ["file changed"], _FILE),
    "a log file is longer": Tampering(longer_log, ["file changed"], _FILE),
    "a log file has a second part": Tampering(second_member, ["file changed"], _FILE),
    "a log file unpacks to 50 MB": Tampering(bomb, ["file changed"], _FILE),
    "a digest is deleted": Tampering(delete_digest, ["digest missing"], _DIGEST),
    "two digests are deleted": Tampering(delete_two_digests, ["digest missing"], _DIGEST),
    "a digest and its log file are deleted": Tampering(delete_log_and_digest, ["digest missing"], _DIGEST),
    "a digest forgets a log file": Tampering(forget_log, ["digest signature invalid"], _DIGEST),
    "a digest has no signature": Tampering(unsigned, ["digest without signature"], _DIGEST),
    "a digest has another's signature": Tampering(other_signature, ["digest signature invalid"], _DIGEST),
    "a signature is no hexadecimal number": Tampering(no_hexadecimal, ["digest signature invalid"], _DIGEST),
    "a digest names a key that AWS hasn't": Tampering(own_key, ["digest key not found"], _DIGEST),
    "an older digest is put in its place": Tampering(replay, ["digest moved"], _DIGEST),
    "another region's digest is put in its place": Tampering(other_regions, ["digest moved"], _DIGEST),
    "a digest is no JSON": Tampering(no_json, ["digest invalid format"], _DIGEST),
    "a digest is no gzip": Tampering(no_gzip, ["digest invalid format"], _DIGEST),
    "a digest is nested deeply": Tampering(deep, ["digest invalid format"], _DIGEST),
}


def _forged(there: Bucketful) -> bytes:
    words = unpacked(there.get(there.log)[0])
    words["Records"][0]["eventName"] = "NothingToSeeHere"
    return gzip.compress(json.dumps(words).encode())


def add_log(there: Bucketful) -> Undo:
    """In time: a moment after the real one. The account's time can't be turned back, so it is set at S3."""
    key = there.log.replace(".json.gz", "x.json.gz")
    undo = there.put(key, _forged(there))
    there.date(key, there.dated(there.log) + 30)
    return undo


def add_odd_name(there: Bucketful) -> Undo:
    key = f"{there.log.rpartition('/')[0]}/readme.txt"
    undo = there.put(key, b"hello")
    there.date(key, there.dated(there.log) + 30)
    return undo


def add_log_afterwards(there: Bucketful) -> Undo:
    return there.put(there.log.replace(".json.gz", "x.json.gz"), _forged(there))


def delete_newest(there: Bucketful) -> Undo:
    return there.delete(there.digests[AWAY][-1])


def delete_newest_two(there: Bucketful) -> Undo:
    return there.delete(*there.digests[AWAY][-2:])


def delete_all(there: Bucketful) -> Undo:
    return there.delete(*there.digests[AWAY], *there.logs[AWAY])


def delete_oldest(there: Bucketful) -> Undo:
    return there.delete(*there.digests[AWAY][:3])


def add_digest(there: Bucketful) -> Undo:
    """A second one of that hour, a minute older, with whatever signature."""
    body, metadata = there.get(there.digest)
    words = unpacked(body)
    start, _, stamp = there.digest.removesuffix(".json.gz").rpartition("_")
    later = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ") - timedelta(seconds=60)
    words["digestS3Object"] = f"{start}_{later:%Y%m%dT%H%M%SZ}.json.gz"
    return there.put(words["digestS3Object"], gzip.compress(json.dumps(words).encode()), metadata)


def add_digest_of_no_time(there: Bucketful) -> Undo:
    """Its name has a 25th hour."""
    return there.put(there.digests[AWAY][-1].rpartition("T")[0] + "T256161Z.json.gz", b"")


def add_digest_of_the_future(there: Bucketful) -> Undo:
    body, metadata = there.get(there.digest)
    name = there.digest.rpartition("_")[0].rpartition("/")[2]
    folder = there.digest.partition(f"/{AWAY}/")[0]
    undos = [
        there.delete(there.digests[AWAY][-1]),
        there.put(f"{folder}/{AWAY}/2099/01/01/{name}_20990101T000000Z.json.gz", body, metadata),
    ]
    return lambda: [undo() for undo in undos]


def twice(there: Bucketful) -> Undo:
    """The signed words, and before them others with the same names."""
    body, metadata = there.get(there.digest)
    words = gzip.decompress(body).replace(b"{", b'{"logFiles": [], ', 1)
    return there.put(there.digest, gzip.compress(words), metadata)


def digest_bomb(there: Bucketful) -> Undo:
    return there.put(there.digest, gzip.compress(bytes(100_000_000)), there.get(there.digest)[1])


_ADDED, _CHAIN = {ADDED: "failed"}, {CHAIN: "failed"}
_BLIND = {DIGESTS: "unknown", FILES: "unknown", ADDED: "unknown"}
#: Those that the AWS CLI says nothing of, or only of a part.
UNKNOWN: dict[str, Tampering] = {
    "a log file is added": Tampering(add_log, ["file added"], _ADDED),
    "something is put among log files": Tampering(add_odd_name, ["file added"], _ADDED),
    "a log file is added afterwards": Tampering(
        add_log_afterwards, ["file added lately"], {ADDED: "unknown"}
    ),
    "the newest digest is deleted": Tampering(delete_newest, ["newest deleted"], _CHAIN),
    "the newest digests are deleted": Tampering(delete_newest_two, ["newest deleted"], _CHAIN),
    "everything is deleted": Tampering(delete_all, ["newest deleted"], {**_CHAIN, **_BLIND}),
    "the oldest digests are deleted": Tampering(delete_oldest, ["digest missing"], _DIGEST),
    "a second digest of an hour is put there": Tampering(add_digest, ["digest signature invalid"], _DIGEST),
    "something is named like a digest of no time": Tampering(add_digest_of_no_time, [], {}),
    "the newest is replaced by one of the future": Tampering(
        add_digest_of_the_future, ["digest moved", "newest deleted"], {**_DIGEST, **_CHAIN}
    ),
    "a digest says something twice": Tampering(twice, ["digest invalid format"], _DIGEST),
    "a digest unpacks to 100 MB": Tampering(digest_bomb, ["digest invalid format"], _DIGEST),
}
