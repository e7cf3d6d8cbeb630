"""A rehearsal of a stack that takes something over, whatever others put on its bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from components import adopted as adoption
from components.adopted import Adopted, AdoptedBucket
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
