"""The log bucket, hardened, with its lifecycle and what stays when the stack goes."""

from __future__ import annotations

from typing import Any

import pytest

from components.log_bucket import LogBucket
from tests.components.cases import HOME, at, deployment
from tests.components.recording import Run

NAME = "everyregion-111122223333-eu-west-1"
HARDENING = {
    "bucketOwnershipControls:BucketOwnershipControls",
    "bucketPublicAccessBlock:BucketPublicAccessBlock",
    "bucketVersioning:BucketVersioning",
    "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "bucketPolicy:BucketPolicy",
}
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"


def made(key: str | None = KEY, **fields: Any) -> Run:
    fields = {"access_logs": False, **fields}
    return at(HOME, lambda: LogBucket(deployment(**fields), key))


def inputs(run: Run, kind: str) -> dict[str, Any]:
    return run.one(f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}").inputs


def test_the_bucket_has_every_part_of_its_hardening_and_each_is_for_this_bucket() -> None:
    run = made()
    parts = {
        r.type.removeprefix("aws:s3/"): r.inputs.get("bucket") for r in run.resources if "aws:" in r.type
    }
    assert parts == dict.fromkeys({"bucket:Bucket", *HARDENING}, NAME)


def test_acls_are_off() -> None:
    assert inputs(made(), "BucketOwnershipControls")["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_all_public_access_is_blocked() -> None:
    blocked = {
        key: value for key, value in inputs(made(), "BucketPublicAccessBlock").items() if key != "bucket"
    }
    assert blocked == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_versions_are_kept() -> None:
    assert inputs(made(), "BucketVersioning")["versioningConfiguration"] == {"status": "Enabled"}


@pytest.mark.parametrize(
    ("key", "encryption"),
    [
        (KEY, {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}),
        (None, {"sseAlgorithm": "AES256"}),
    ],
)
def test_files_are_encrypted_with_the_key_or_with_s3_s_own(
    key: str | None, encryption: dict[str, str]
) -> None:
    assert inputs(made(key), "BucketServerSideEncryptionConfiguration")["rules"] == [
        {"applyServerSideEncryptionByDefault": encryption}
    ]


def test_the_policy_comes_after_the_public_access_block() -> None:
    # S3 refuses two changes of who has access at the same moment.
    assert "log-bucket-public-access" in made().one("aws:s3/bucketPolicy:BucketPolicy").waits_for


def test_the_lifecycle_comes_after_versioning() -> None:
    run = made()
    lifecycle = run.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    assert "log-bucket-versioning" in lifecycle.waits_for


def lifecycle(**fields: Any) -> list[dict[str, Any]]:
    return inputs(made(**fields), "BucketLifecycleConfiguration")["rules"]


def test_files_are_archived_then_deleted_and_leftovers_cleaned() -> None:
    assert lifecycle() == [
        {
            "id": "logs",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "transitions": [{"days": 90, "storageClass": "GLACIER_IR"}],
            "expiration": {"days": 2555},
            "noncurrentVersionExpiration": {"noncurrentDays": 90},
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
        },
        {
            "id": "delete-markers",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "expiration": {"expiredObjectDeleteMarker": True},
        },
    ]


def test_the_archive_step_follows_its_settings() -> None:
    (files, _) = lifecycle(archive_class="DEEP_ARCHIVE", archive_after_days=30, expire_after_days=400)
    assert files["transitions"] == [{"days": 30, "storageClass": "DEEP_ARCHIVE"}]
    assert files["expiration"] == {"days": 400}


def test_standard_has_no_archive_step() -> None:
    (files, _) = lifecycle(archive_class="STANDARD")
    assert "transitions" not in files


def test_files_that_never_expire_still_have_their_leftovers_cleaned() -> None:
    (files,) = lifecycle(expire_after_days=0)
    assert "expiration" not in files
    assert files["noncurrentVersionExpiration"] == {"noncurrentDays": 90}


def test_the_bucket_and_everything_that_hardens_it_stay_when_the_stack_goes() -> None:
    run = made(access_logs=True, object_lock="governance")
    kept = [r for r in run.resources if r.type.startswith("aws:")]
    assert len(kept) == 16
    assert [r.name for r in kept if not r.retain_on_delete] == []
    assert [r.name for r in run.of_type("aws:s3/bucket:Bucket") if r.inputs["forceDestroy"]] == []


def test_without_retain_logs_the_bucket_goes_with_every_file_in_it() -> None:
    run = made(access_logs=True, object_lock="governance", retain_logs=False)
    assert [r.name for r in run.resources if r.retain_on_delete] == []
    assert [r.inputs["forceDestroy"] for r in run.of_type("aws:s3/bucket:Bucket")] == [True, True]


def test_a_bucket_name_of_one_s_own_is_used_everywhere() -> None:
    run = made(log_bucket_name="my-logs")
    assert {r.inputs["bucket"] for r in run.resources if r.type.startswith("aws:s3/")} == {"my-logs"}


@pytest.mark.parametrize(("lock", "mode"), [("governance", "GOVERNANCE"), ("compliance", "COMPLIANCE")])
def test_a_lock_is_a_resource_of_its_own_so_that_the_bucket_is_never_replaced(lock: str, mode: str) -> None:
    run = made(object_lock=lock, object_lock_days=400)
    found = run.one("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert found.inputs == {"bucket": NAME, "rule": {"defaultRetention": {"mode": mode, "days": 400}}}
    assert "log-bucket-versioning" in found.waits_for
    assert "objectLockEnabled" not in run.one("aws:s3/bucket:Bucket").inputs


def test_a_lock_that_is_off_leaves_no_trace() -> None:
    assert made().of_type("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration") == []
