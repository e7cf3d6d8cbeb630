"""What AWS refuses reaches the person in AWS's own words, and what was made until then isn't lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.resource_names import short_name
from tests.engine.base import BASE
from tests.engine.scene import HOME, scene
from tests.engine.story import BUCKET

pytestmark = pytest.mark.engine


def test_a_bucket_name_that_is_taken_is_told_with_awss_code_and_the_next_up_goes_on(
    cli: None, tmp_path: Path
) -> None:
    with scene(tmp_path / "stack", {**BASE, "regionAlert": []}) as it:
        s3 = it.account.client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": HOME})
        refused = it.stack.up(fails=True)
        made = {short_name(one["urn"]) for one in it.stack.resources() if one["type"].startswith("aws:")}
        assert "creating aws:s3/bucket:Bucket everyregion-log-bucket: BucketAlreadyOwnedByYou" in refused.text
        assert "Traceback" not in refused.text

        s3.delete_bucket(Bucket=BUCKET)
        finished = it.stack.up()
        assert finished.changes["trail"] == "create"
        assert made & {*finished.changes} == set(), "what the first up made isn't made again"
        assert it.stack.preview().changes == {}
