"""Digest files come by the hour, for each region, signed and chained, where the trail logs, validates and may
write."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import datetime, timedelta, timezone
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tests.rehearsal import world
from tests.rehearsal.conftest import HOME
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.stand_ins.schedules import tick

AWAY = "us-west-2"


def digests(account: EmulatedAccount, region: str = "") -> list[str]:
    s3 = account.client("s3")
    found = s3.list_objects_v2(Bucket=world.BUCKET).get("Contents") or ()
    return [one["Key"] for one in found if f"/CloudTrail-Digest/{region}" in one["Key"]]


def content(account: EmulatedAccount, key: str) -> bytes:
    found = account.client("s3").get_object(Bucket=world.BUCKET, Key=key)
    return gzip.decompress(found["Body"].read())


def read(account: EmulatedAccount, key: str) -> Any:
    return json.loads(content(account, key))


def made(account: EmulatedAccount, **changes: Any) -> None:
    world.log_bucket(account)
    world.trail(account, **changes)


def test_each_region_has_one_an_hour_after_the_trail_began(account: EmulatedAccount) -> None:
    made(account)
    tick(account, 1800)
    assert digests(account) == []
    tick(account, 1900)
    assert len(digests(account)) == len(account.regions)
    tick(account, 3700)
    assert len(digests(account, AWAY)) == 2


def test_it_is_of_the_documented_shape_and_names_its_hour_s_files_with_their_hashes(
    account: EmulatedAccount,
) -> None:
    made(account)
    record = world.put_activity(account, AWAY, {"eventName": "CreateKeyPair"})
    tick(account, 3700)
    (key,) = digests(account, AWAY)
    start = f"AWSLogs/{account.id}/CloudTrail-Digest/{AWAY}/"
    assert key.startswith(start)
    assert f"{account.id}_CloudTrail-Digest_{AWAY}_{world.TRAIL}_{HOME}_" in key
    found = read(account, key)
    (file,) = found["logFiles"]
    assert file["hashValue"] == hashlib.sha256(content(account, file["s3Object"])).hexdigest()
    assert found["newestEventTime"] == record["eventTime"]
    assert (found["digestS3Object"], found["awsAccountId"]) == (key, account.id)


def test_an_hour_without_activity_has_one_without_events(account: EmulatedAccount) -> None:
    made(account)
    tick(account, 3700)
    found = read(account, digests(account, AWAY)[0])
    assert (found["newestEventTime"], found["logFiles"]) == (None, [])


def test_a_stopped_trail_and_one_without_validation_have_none(account: EmulatedAccount) -> None:
    made(account, enableLogFileValidation=False)
    tick(account, 3700)
    cloudtrail = account.client("cloudtrail")
    cloudtrail.update_trail(Name=world.TRAIL, EnableLogFileValidation=True)
    cloudtrail.stop_logging(Name=world.TRAIL)
    tick(account, 3700)
    assert digests(account) == []


def status(account: EmulatedAccount, region: str) -> Any:
    return account.client("cloudtrail", region).get_trail_status(Name=world.TRAIL_ARN)


def test_each_region_tells_when_something_arrived_from_there(account: EmulatedAccount) -> None:
    made(account)
    assert "LatestDeliveryTime" not in status(account, AWAY)
    world.put_activity(account, AWAY, {"eventName": "CreateKeyPair"})
    tick(account, 3700)
    there, here = status(account, AWAY), status(account, HOME)
    assert there["IsLogging"] is True
    assert there["LatestDeliveryTime"] < there["LatestDigestDeliveryTime"]
    assert "LatestDeliveryTime" not in here
    assert here["LatestDigestDeliveryTime"] == there["LatestDigestDeliveryTime"]


def test_what_the_bucket_refuses_is_the_status_s_error(account: EmulatedAccount) -> None:
    made(account)
    account.client("s3").delete_bucket_policy(Bucket=world.BUCKET)
    world.put_activity(account, AWAY, {"eventName": "CreateKeyPair"})
    tick(account, 3700)
    found = status(account, AWAY)
    assert [found[f"Latest{kind}DeliveryError"] for kind in ("", "Digest")] == ["AccessDenied"] * 2
    assert digests(account) == []


def signed(account: EmulatedAccount, key: str) -> str:
    """Its signature, hexadecimal."""
    found = account.client("s3").head_object(Bucket=world.BUCKET, Key=key)["Metadata"]
    assert found["signature-algorithm"] == "SHA256withRSA"
    return found["signature"]


def public_keys(account: EmulatedAccount, region: str) -> dict[str, bytes]:
    now = datetime.fromtimestamp(account.clock.now(), timezone.utc)
    found = account.client("cloudtrail", region).list_public_keys(
        StartTime=now - timedelta(hours=4), EndTime=now
    )
    return {one["Fingerprint"]: one["Value"] for one in found["PublicKeyList"]}


def verified(account: EmulatedAccount, region: str, key: str) -> Any:
    """The digest, whose signature is good by a key of that region: it raises otherwise."""
    found = read(account, key)
    public = load_der_public_key(public_keys(account, region)[found["digestPublicKeyFingerprint"]])
    assert isinstance(public, RSAPublicKey)
    text = "\n".join(
        [
            found["digestEndTime"],
            f"{found['digestS3Bucket']}/{found['digestS3Object']}",
            hashlib.sha256(content(account, key)).hexdigest(),
            found["previousDigestSignature"] or "null",
        ]
    )
    public.verify(bytes.fromhex(signed(account, key)), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return found


PREVIOUS = ("S3Bucket", "S3Object", "HashValue", "HashAlgorithm", "Signature")


def previous(found: Any) -> list[Any]:
    return [found[f"previousDigest{name}"] for name in PREVIOUS]


def test_each_is_signed_with_a_key_of_its_region_and_names_the_one_before(account: EmulatedAccount) -> None:
    made(account)
    for _ in range(3):
        tick(account, 3700)
    first, second, third = sorted(digests(account, AWAY))
    assert previous(verified(account, AWAY, first)) == [None] * 5
    for key, before in ((second, first), (third, second)):
        assert previous(verified(account, AWAY, key)) == [
            world.BUCKET,
            before,
            hashlib.sha256(content(account, before)).hexdigest(),
            "SHA-256",
            signed(account, before),
        ]
    assert not {*public_keys(account, AWAY)} & {*public_keys(account, HOME)}


def test_a_stopped_trail_gets_a_last_one_and_begins_anew(account: EmulatedAccount) -> None:
    made(account)
    tick(account, 3700)
    record = world.put_activity(account, AWAY, {"eventName": "CreateKeyPair"})
    account.clock.skip(600)
    cloudtrail = account.client("cloudtrail")
    cloudtrail.stop_logging(Name=world.TRAIL)
    tick(account, 3700)
    tick(account, 3700)
    cloudtrail.start_logging(Name=world.TRAIL)
    tick(account, 3700)
    first, last, anew = sorted(digests(account, AWAY))
    assert previous(verified(account, AWAY, last))[1] == first
    assert read(account, last)["newestEventTime"] == record["eventTime"]
    found = verified(account, AWAY, anew)
    assert previous(found) == [None] * 5
    assert found["digestStartTime"] > read(account, last)["digestEndTime"]


def test_what_arrives_while_nothing_is_validated_is_in_none(account: EmulatedAccount) -> None:
    made(account)
    tick(account, 3700)
    cloudtrail = account.client("cloudtrail")
    cloudtrail.update_trail(Name=world.TRAIL, EnableLogFileValidation=False)
    world.put_activity(account, AWAY, {"eventName": "CreateKeyPair"})
    tick(account, 3700)
    cloudtrail.update_trail(Name=world.TRAIL, EnableLogFileValidation=True)
    tick(account, 3700)
    _, anew = sorted(digests(account, AWAY))
    found = verified(account, AWAY, anew)
    assert (previous(found), found["logFiles"]) == ([None] * 5, [])


def test_another_month_has_another_key(account: EmulatedAccount) -> None:
    made(account)
    tick(account, 3700)
    tick(account, 31 * 24 * 3600)
    first, second = (
        read(account, key)["digestPublicKeyFingerprint"] for key in sorted(digests(account, AWAY))
    )
    assert first != second
    assert second in public_keys(account, AWAY)
    assert first not in public_keys(account, AWAY)
