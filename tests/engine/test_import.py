"""Taking over what exists already: the engine reads it through the makers instead of making it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.base import BASE
from tests.engine.scene import HOME, Scene, scene

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi
import pulumi_aws as aws

aws.s3.BucketVersioning(
    "versioning",
    bucket="logs-of-old",
    versioning_configuration={{"status": "{status}"}},
    opts=pulumi.ResourceOptions(import_="logs-of-old"),
)
"""


def program(it: Scene, status: str) -> None:
    """Has the clone's program take over the versioning of a bucket, with this status."""
    (it.stack.folder / "__main__.py").write_text(PROGRAM.format(status=status), "utf-8")


def test_what_exists_is_imported_as_it_is_and_a_difference_is_planned_as_an_update(
    cli: None, tmp_path: Path
) -> None:
    with scene(tmp_path / "stack", BASE) as it:
        s3 = it.account.client("s3")
        s3.create_bucket(Bucket="logs-of-old", CreateBucketConfiguration={"LocationConstraint": HOME})
        s3.put_bucket_versioning(Bucket="logs-of-old", VersioningConfiguration={"Status": "Enabled"})

        program(it, "Suspended")
        planned = [str(step) for step in it.stack.preview().steps if step.name == "versioning"]
        assert planned == ["import", "update versioningConfiguration"]

        program(it, "Enabled")
        assert it.stack.up().changes["versioning"] == "import"
        assert it.stack.preview().changes == {}
