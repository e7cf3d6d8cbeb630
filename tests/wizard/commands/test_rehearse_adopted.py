"""A rehearsal of a stack that takes something over, whatever others put on its bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from components import adopted as adoption
from components.adopted import Adopted, AdoptedBucket, AdoptedTrail
from tests.wizard.command import project_folder

ACCOUNT, HOME = "111122223333", "eu-west-1"
BUCKET = f"everyregion-{ACCOUNT}-{HOME}"


def rule(**more: Any) -> dict[str, Any]:
    return {"ID": "theirs", "Status": "Enabled", "Expiration": {"Days": 3000}, **more}


@pytest.mark.parametrize(
    "kept",
    [
        rule(Filter={"And": {"Prefix": "exports/", "Tags": [{"Key": "k", "Value": "v"}]}}),
        rule(Filter={"And": {"Prefix": "a/", "ObjectSizeGreaterThan": 10, "ObjectSizeLessThan": 90}}),
        rule(Filter={"And": {"Tags": [{"Key": "k", "Value": "v"}, {"Key": "l", "Value": "w"}]}}),
        rule(Filter={"Tag": {"Key": "k", "Value": "v"}}),
        rule(Filter={"ObjectSizeGreaterThan": 10}),
        rule(Prefix="exports/"),
        rule(Filter={"Prefix": "exports/"}, Expiration={"Date": "2031-01-01T00:00:00Z"}),
        rule(
            Filter={"Prefix": "exports/"},
            Transitions=[{"Date": "2031-01-01T00:00:00Z", "StorageClass": "GLACIER"}],
            NoncurrentVersionTransitions=[
                {"NoncurrentDays": 30, "NewerNoncurrentVersions": 2, "StorageClass": "GLACIER"}
            ],
        ),
        rule(Filter={"Prefix": "exports/"}, Expiration={"ExpiredObjectDeleteMarker": True}),
        rule(
            Filter={"Prefix": "exports/"},
            NoncurrentVersionExpiration={"NoncurrentDays": 7, "NewerNoncurrentVersions": 2},
            AbortIncompleteMultipartUpload={"DaysAfterInitiation": 3},
        ),
    ],
)
def test_a_rule_of_any_form_that_is_kept_rehearses(kept: dict[str, Any], tmp_path: Path) -> None:
    folder = project_folder(tmp_path)
    bucket = AdoptedBucket(BUCKET, has=("versioning", "lifecycle"), lifecycle=(kept,))
    adopted = Adopted(ACCOUNT, HOME, log_bucket=bucket)
    (folder.path / adoption.file_name("dev")).write_text(adoption.as_text(adopted), "utf-8")
    ran = folder.inside("rehearse", "--defaults", "--region", HOME, "--set", "regionAlert=[]")
    assert ran.code == 0, ran.err


MANAGEMENT, ARCHIVE, DELEGATED = "222233334444", "345678901234", "444455556666"
TRAIL = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/company"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/everyregion"
SIEM = {
    "Sid": "Siem",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::company-logs/*",
}


@pytest.mark.parametrize(
    ("bucket_account", "trail", "words", "deployed_from", "providers"),
    [
        (MANAGEMENT, {"organization": True}, (), "management", 1),
        (MANAGEMENT, {"to_organization": True}, (), "management", 1),
        (ARCHIVE, {"organization": True}, ("--set", f"logArchiveRoleArn={ROLE}"), "management", 2),
        # Bucket and key are in the account that it was read from: no word of --from is needed.
        (DELEGATED, {"organization": True}, (), "delegated-administrator", 1),
    ],
)
def test_an_organization_s_trail_that_is_taken_over_alerts_for_its_members(
    bucket_account: str,
    trail: dict[str, Any],
    words: tuple[str, ...],
    deployed_from: str,
    providers: int,
    tmp_path: Path,
) -> None:
    folder = project_folder(tmp_path)
    bucket = AdoptedBucket("company-logs", has=("policy",), statements=(SIEM,))
    adopted = Adopted(bucket_account, HOME, AdoptedTrail(TRAIL, "corp", **trail), bucket)
    (folder.path / adoption.file_name("dev")).write_text(adoption.as_text(adopted), "utf-8")
    chosen = {"scope": "organization", "adoptTrail": TRAIL, "trailName": "company"}
    given = [word for key, value in chosen.items() for word in ("--set", f"{key}={value}")]
    bucket_name = ("--set", "logBucketName=company-logs", "--set", "encryption=sse-s3")
    ran = folder.inside("rehearse", "--defaults", "--json", "--region", HOME, *given, *bucket_name, *words)
    assert ran.code == 0, ran.err
    document = ran.document
    assert document["organization"]["deployedFrom"] == deployed_from
    assert document["providers"] == providers
    assert document["memberProof"]["proven"] is True
    (file,) = {one.split("/CloudTrail/")[0].rpartition("/")[0] for one in document["memberProof"]["logFiles"]}
    assert file.startswith("corp/AWSLogs/o-")


def test_a_trail_that_nobody_agreed_to_turn_isn_t_rehearsed_as_the_organization_s(tmp_path: Path) -> None:
    folder = project_folder(tmp_path)
    adopted = Adopted(MANAGEMENT, HOME, AdoptedTrail(TRAIL), AdoptedBucket("company-logs"))
    (folder.path / adoption.file_name("dev")).write_text(adoption.as_text(adopted), "utf-8")
    chosen = ("scope=organization", f"adoptTrail={TRAIL}", "trailName=company", "logBucketName=company-logs")
    given = [word for one in chosen for word in ("--set", one)]
    ran = folder.inside("rehearse", "--defaults", "--region", HOME, *given)
    assert ran.code == 2
    assert "doesn't say that it may become the organization's" in ran.said
