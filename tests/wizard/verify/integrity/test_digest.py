"""What is read as a digest file: AWS's own example, and nothing that could be read in two ways."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from typing import Any

import pytest

from wizard.verify.integrity.digest import NoDigest, Previous, read
from wizard.verify.integrity.places import Place, days, named_at, seconds
from wizard.verify.integrity.signatures import NoKey, is_signed
from wizard.verify.integrity.unpack import NotGzip, TooLarge, hash_of

BUCKET = "amzn-s3-demo-bucket"
FOLDER = "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17"
NAME = f"{FOLDER}/111122223333_CloudTrail-Digest_us-east-2_your-trail-name_us-east-2_20150817T"
LOG = (
    "AWSLogs/111122223333/CloudTrail/us-east-2/2015/08/17/"
    "111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz"
)
SIGNATURE = "50887ccffad4c002b97caa37cc9dc626e3c680207d41d27fa5835458e066e0d3"
HASH = "97fb791cf91ffc440d274f8190dbdd9aa09c34432aba82739df18b6d3c13df2d"
#: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
#: (its previousDigestSignature cut short)
EXAMPLE: dict[str, Any] = {
    "awsAccountId": "111122223333",
    "digestStartTime": "2015-08-17T14:01:31Z",
    "digestEndTime": "2015-08-17T15:01:31Z",
    "digestS3Bucket": BUCKET,
    "digestS3Object": f"{NAME}150131Z.json.gz",
    "digestPublicKeyFingerprint": "31e8b5433410dfb61a9dc45cc65b22ff",
    "digestSignatureAlgorithm": "SHA256withRSA",
    "newestEventTime": "2015-08-17T14:52:27Z",
    "oldestEventTime": "2015-08-17T14:42:27Z",
    "previousDigestS3Bucket": BUCKET,
    "previousDigestS3Object": f"{NAME}140131Z.json.gz",
    "previousDigestHashValue": HASH,
    "previousDigestHashAlgorithm": "SHA-256",
    "previousDigestSignature": SIGNATURE,
    "logFiles": [
        {
            "s3Bucket": BUCKET,
            "s3Object": LOG,
            "hashValue": "9bb6196fc6b84d6f075a56548feca262bd99ba3c2de41b618e5b6e22c1fc71f6",
            "hashAlgorithm": "SHA-256",
            "newestEventTime": "2015-08-17T14:52:27Z",
            "oldestEventTime": "2015-08-17T14:42:27Z",
        }
    ],
}
#: Of ListPublicKeys' example, with its fingerprint; the third has the form of X.509.
#: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
KEY = (
    "MIIBCgKCAQEAn11L2YZ9h7onug2ILi1MWyHiMRsTQjfWE+pHVRLk1QjfWhirG+lpOa8NrwQ/r7Ah5bNL6HepznOU9XTDSfmmnP97mqyc7z/upfZd"
    "S/AHhYcGaz7n6Wc/RRBU6VmiPCrAUojuSk6/GjvA8iOPFsYDuBtviXarvuLPlrT9kAd4Lb+rFfR5peEgBEkhlzc5HuWO7S0y+KunqxX6jQBnXGMt"
    "xmPBPP0FylgWGNdFtks/4YSKcgqwH0YDcawP9GGGDAeCIqPWIXDLG1jOjRRzWfCmD0iJUkz8vTsn4hq/5ZxRFE7UBAUiVcGbdnDdvVfhF9C3dQiD"
    "q3k7adQIziLT0cShgQIDAQAB"
)
FINGERPRINT = "8eba5db5bea9b640d1c96a77256fe7f2"


def content(**changes: Any) -> bytes:
    return json.dumps({**EXAMPLE, **changes}).encode()


def test_the_example_of_aws_is_read() -> None:
    found = read(content())
    assert (found.account, found.end - found.start) == ("111122223333", 3600.0)
    assert found.previous == Previous(BUCKET, f"{NAME}140131Z.json.gz", HASH, SIGNATURE)
    assert [(one.bucket, one.key) for one in found.log_files] == [(BUCKET, LOG)]


def test_what_is_signed_has_end_path_hash_and_signature_before() -> None:
    found = read(content())
    assert found.signed_text.split("\n") == [
        "2015-08-17T15:01:31Z",
        f"{BUCKET}/{NAME}150131Z.json.gz",
        hashlib.sha256(content()).hexdigest(),
        SIGNATURE,
    ]


def test_a_starting_digest_has_null_in_the_place_of_a_signature() -> None:
    none = {name: None for name in EXAMPLE if name.startswith("previousDigest")}
    found = read(content(**none))
    assert found.previous is None
    assert found.signed_text.endswith("\nnull")


@pytest.mark.parametrize(
    "changes",
    [
        {"digestEndTime": "yesterday"},
        {"digestEndTime": "2015-08-17T13:00:00Z"},
        {"digestS3Object": None},
        {"logFiles": None},
        {"logFiles": ["x"]},
        {"logFiles": [{**EXAMPLE["logFiles"][0], "hashAlgorithm": "MD5"}]},
        {"previousDigestSignature": None},
        {"previousDigestHashAlgorithm": "MD5"},
        {"awsAccountId": 111122223333},
    ],
)
def test_anything_else_is_no_digest(changes: dict[str, Any]) -> None:
    with pytest.raises(NoDigest):
        read(content(**changes))


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"logFiles": [], ' + content()[1:], b"1" * 10_000],
    ids=["empty", "list", "cut", "no UTF-8", "deep", "twice", "number"],
)
def test_what_is_no_json_or_says_something_twice_is_no_digest(text: bytes) -> None:
    with pytest.raises(NoDigest):
        read(text)


def test_a_key_of_aws_is_loaded_and_a_foreign_signature_isnt_its() -> None:
    key = base64.b64decode(KEY)
    assert hashlib.md5(key, usedforsecurity=False).hexdigest() == FINGERPRINT
    assert is_signed("text", "00" * 256, key) is False
    assert is_signed("text", "no hexadecimal", key) is False
    with pytest.raises(NoKey):
        is_signed("text", "00" * 256, b"no key")


PLACE = Place(BUCKET, "AWSLogs/111122223333", "111122223333", "us-east-2", "your-trail-name", "us-east-2")


def test_a_digest_s_name_says_whose_it_is_and_of_when() -> None:
    own = PLACE.digest_of(f"{NAME}150131Z.json.gz")
    assert own is not None
    assert (own.end, own.is_own, own.is_backfill) == (1439823691.0, True, False)
    backfill = PLACE.digest_of(f"{NAME}150131Z_backfill.json.gz")
    assert backfill is not None
    assert backfill.is_backfill
    other = PLACE.digest_of(f"{NAME}150131Z.json.gz".replace("your-trail-name", "your-trail-name_us-east-2"))
    assert other is not None
    assert not other.is_own


@pytest.mark.parametrize("name", ["256161Z.json.gz", "150131Z.json", "150131Z.json.gz.json.gz"])
def test_what_is_named_otherwise_is_no_digest_s_name(name: str) -> None:
    assert PLACE.digest_of(f"{NAME}{name}") is None


def test_a_log_file_s_name_says_when_it_is_of() -> None:
    assert named_at(LOG) == seconds("2015-08-17T14:45:00Z") == 1439822700.0
    assert named_at("AWSLogs/readme.txt") is None


def test_days_go_from_one_to_another() -> None:
    assert list(days(1439823691.0, 1439823691.0 + 86400)) == ["2015/08/17/", "2015/08/18/"]


def test_the_hash_is_of_what_is_unpacked_whatever_pieces_it_comes_in() -> None:
    body = gzip.compress(b"x" * 3_000_000)
    wanted = (hashlib.sha256(b"x" * 3_000_000).hexdigest(), 3_000_000)
    assert hash_of([body], 10_000_000) == wanted
    assert hash_of((body[at : at + 7] for at in range(0, len(body), 7)), 10_000_000) == wanted


def test_what_follows_the_end_or_is_missing_there_is_told() -> None:
    body = gzip.compress(b"abc")
    for odd in (body + b"x", body[:-1], b"abc", b"", zlib.compress(b"abc")):
        with pytest.raises(NotGzip):
            hash_of([odd], 1000)
    with pytest.raises(NotGzip, match="follows"):
        hash_of([body, body], 1000)


def test_a_bomb_ends_where_it_gets_too_large() -> None:
    with pytest.raises(TooLarge, match="more than 1 MB"):
        hash_of([gzip.compress(bytes(5_000_000))], 1 << 20)
