"""The bucket that records who reads the log bucket."""

from __future__ import annotations

from typing import Any

from components.log_bucket import LogBucket
from tests.components.cases import HOME, at, deployment
from tests.components.recording import Run

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"


def made(**fields: Any) -> Run:
    fields = {"access_logs": True, **fields}
    return at(HOME, lambda: LogBucket(deployment(**fields), KEY))


def of_access_bucket(run: Run, kind: str, suffix: str) -> dict[str, Any]:
    return run.one(f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}", f"access-log-bucket-{suffix}").inputs


def test_access_to_the_log_bucket_is_written_into_a_bucket_beside_it() -> None:
    logging = made().one("aws:s3/bucketLogging:BucketLogging")
    assert logging.inputs == {
        "bucket": "everyregion-111122223333-eu-west-1",
        "targetBucket": "everyregion-111122223333-eu-west-1-access",
        "targetPrefix": "access/",
    }
    # S3 must be allowed to write there first.
    assert "access-log-bucket-policy" in logging.waits_for


def test_the_access_log_bucket_is_hardened_like_the_log_bucket() -> None:
    run = made()
    parts = {
        prefix: {r.type for r in run.resources if r.type.startswith("aws:s3/") and r.name.startswith(prefix)}
        for prefix in ("log-bucket", "access-log-bucket")
    }
    assert parts["log-bucket"] - {"aws:s3/bucketLogging:BucketLogging"} == parts["access-log-bucket"]


def test_the_access_log_bucket_has_s3_s_own_encryption_since_s3_delivers_to_no_kms_key() -> None:
    assert of_access_bucket(made(), "BucketServerSideEncryptionConfiguration", "encryption")["rules"] == [
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    ]


def test_the_access_log_bucket_has_no_lock_since_s3_delivers_to_no_locked_bucket() -> None:
    locks = made(object_lock="compliance").of_type(
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
    )
    assert [lock.inputs["bucket"] for lock in locks] == ["everyregion-111122223333-eu-west-1"]


def test_access_logs_expire_after_400_days_whatever_the_logs_do() -> None:
    (files, _) = of_access_bucket(
        made(expire_after_days=0, archive_class="DEEP_ARCHIVE"), "BucketLifecycleConfiguration", "lifecycle"
    )["rules"]
    assert files["expiration"] == {"days": 400}
    assert "transitions" not in files


def test_without_access_logs_there_is_one_bucket() -> None:
    run = made(access_logs=False)
    assert len(run.of_type("aws:s3/bucket:Bucket")) == 1
    assert run.of_type("aws:s3/bucketLogging:BucketLogging") == []
