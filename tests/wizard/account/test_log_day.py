"""What the log files of one day come to, by listing them and reading some."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import time
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from botocore.response import StreamingBody

from tests.wizard.sky import ACCOUNT, Sky, account, overhead
from tests.wizard.trails.cases import DATA, OBJECTS, RIGHT
from wizard.account.facts import Probe, Trail
from wizard.account.log_day import MOST_FILES, Counted, LogDay, counted, log_day

DAY = datetime.date(2026, 11, 25)
FOLDER = f"AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/2026/11/25/"


def packed(*records: Any) -> bytes:
    return gzip.compress(json.dumps({"Records": list(records)}).encode(), mtime=0)


READ = {"eventCategory": "Management", "readOnly": True}
WRITE = {"eventCategory": "Management", "readOnly": False}
PUT = {
    "eventCategory": "Data",
    "readOnly": False,
    "resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::a/b"}, {"type": "AWS::S3::Bucket"}],
}


def holding(files: Mapping[str, bytes]) -> Sky:
    """A bucket with these files, by key."""

    def listed(_: str, params: Any) -> dict[str, Any]:
        wanted = params["url_path"], params["query_string"]
        prefix, delimiter = wanted[1].get("prefix", ""), wanted[1].get("delimiter")
        there = [key for key in files if key.startswith(prefix)]
        if delimiter:
            folders = {prefix + key[len(prefix) :].partition("/")[0] + "/" for key in there}
            return {"CommonPrefixes": [{"Prefix": one} for one in sorted(folders)]}
        return {"Contents": [{"Key": key, "Size": len(files[key])} for key in there]}

    def got(_: str, params: Any) -> dict[str, Any]:
        content = files[params["url_path"].partition("/")[2].partition("?")[0]]
        return {"Body": StreamingBody(io.BytesIO(content), len(content))}

    return account(ListObjectsV2=listed, GetObject=got)


def seen(sky: Sky, trail: Trail = RIGHT, *regions: str) -> Probe[LogDay]:
    with overhead(sky):
        return log_day(
            sky.client_for, trail, ACCOUNT, regions or ("eu-west-1", "us-east-1"), DAY, time.monotonic() + 20
        )


def test_files_are_listed_in_each_region_s_folder_of_that_day_and_read() -> None:
    one, other = packed(READ, READ, WRITE), packed(PUT, READ)
    sky = holding({f"{FOLDER}a.json.gz": one, f"{FOLDER}b.json.gz": other})
    assert seen(sky).value == LogDay(
        "company",
        files=2,
        packed=len(one) + len(other),
        accounts=1,
        looked_at=1,
        counted=Counted(2, len(one) + len(other), reads=3, writes=1, data={"AWS::S3::Object": 1}),
    )
    assert sky.asked.count("ListObjectsV2 in us-east-1") == 2


def test_of_many_files_a_few_of_every_size_are_read() -> None:
    sky = holding({f"{FOLDER}{n}.json.gz": packed(*[WRITE] * n) for n in range(1, 101)})
    found = seen(sky).value
    assert found is not None
    assert (found.files, found.counted and found.counted.files) == (100, MOST_FILES)
    assert len([one for one in sky.asked if one.startswith("GetObject")]) == MOST_FILES


def test_files_that_may_not_be_read_are_listed_all_the_same() -> None:
    sky = holding({f"{FOLDER}a.json.gz": packed(READ)})
    sky.refusals["GetObject"] = "refused"
    found = seen(sky).value
    assert found is not None
    assert (found.files, found.counted) == (1, None)
    assert "s3:GetObject" in found.why


def test_where_only_sizes_are_wanted_no_file_is_read() -> None:
    sky = holding({f"{FOLDER}a.json.gz": packed(READ)})
    with overhead(sky):
        found = log_day(
            sky.client_for, RIGHT, ACCOUNT, ("eu-west-1",), DAY, time.monotonic() + 20, may_read=False
        )
    assert found.value is not None
    assert (found.value.files, found.value.counted) == (1, None)
    assert [one for one in sky.asked if one.startswith("GetObject")] == []


@pytest.mark.parametrize(
    ("selectors", "is_mixed"), [((), False), (({"FieldSelectors": [DATA, OBJECTS]},), True)]
)
def test_a_trail_that_records_data_events_mixes_them_in(selectors: Any, is_mixed: bool) -> None:
    trail = replace(RIGHT, basic_selectors=(), advanced_selectors=selectors)
    found = seen(holding({f"{FOLDER}a.json.gz": packed(READ)}), trail).value
    assert found is not None
    assert found.is_mixed == is_mixed


def test_a_bucket_that_may_not_be_listed_is_unknown() -> None:
    sky = holding({})
    sky.refusals["ListObjectsV2"] = "refused"
    found = seen(sky)
    assert (found.state, found.value, found.action) == ("unknown", None, "s3:ListBucket")


def test_a_day_without_files_is_good_and_empty() -> None:
    found = seen(holding({}))
    assert (found.state, found.value) == (
        "good", LogDay("company", 0, 0, 1, 1, None, "there is none"),
    )  # fmt: skip


def test_a_file_that_makes_no_sense_is_left_out() -> None:
    good = packed(READ, WRITE)
    sky = holding({f"{FOLDER}a.json.gz": b"not gzip", f"{FOLDER}b.json.gz": good})
    found = seen(sky).value
    assert found is not None
    assert found.counted == Counted(1, len(good), reads=1, writes=1)


def test_of_an_organization_s_trail_some_accounts_are_looked_at() -> None:
    ids = [f"{n:012}" for n in range(1, 31)]
    sky = holding(
        {f"AWSLogs/o-abcdefghij/{id}/CloudTrail/eu-west-1/2026/11/25/a.json.gz": packed(READ) for id in ids}
    )
    found = seen(sky, replace(RIGHT, is_organization=True), "eu-west-1").value
    assert found is not None
    assert (found.accounts, found.looked_at, found.files) == (30, 5, 5)


def test_of_an_organization_s_folders_only_the_accounts_count() -> None:
    inside = "CloudTrail/eu-west-1/2026/11/25/a.json.gz"
    folders = ("111122223333", "backup", "11112222333", "o-abcdefghij")
    sky = holding({f"AWSLogs/o-abcdefghij/{one}/{inside}": packed(READ) for one in folders})
    found = seen(sky, replace(RIGHT, is_organization=True), "eu-west-1").value
    assert found is not None
    assert (found.accounts, found.looked_at, found.files) == (1, 1, 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"no JSON"), gzip.compress(b"[]"), gzip.compress(b'{"Records": {}}')],
    ids=["empty", "not packed", "no JSON", "a list", "no list"],
)
def test_what_is_no_log_file_is_refused(content: bytes) -> None:
    with pytest.raises((ValueError, zlib.error)):
        counted(content)


def test_a_file_that_grows_without_end_is_read_only_so_far() -> None:
    bomb = gzip.compress(b'{"Records": [' + b" " * (80 << 20) + b"]}", 1)
    with pytest.raises(ValueError, match="Expecting value"):
        counted(bomb)


@pytest.mark.parametrize("records", [[None], ["x"], [{"resources": 7, "eventCategory": "Data"}], [{}]])
def test_odd_records_are_counted_as_far_as_they_go(records: list[Any]) -> None:
    assert counted(packed(*records)).files == 1


@pytest.mark.parametrize(
    "answer",
    [{"Contents": [{"Key": "x"}]}, {"Contents": ["x"]}, {"Contents": [{"Key": "x", "Size": -5}]}],
    ids=["no size", "no object", "less than nothing"],
)
def test_a_listing_that_makes_no_sense_is_unknown(answer: Any) -> None:
    found = seen(account(ListObjectsV2=answer))
    assert (found.state, found.why) == ("unknown", "What AWS answered makes no sense (s3:ListBucket)")


def test_a_file_without_a_body_is_left_out() -> None:
    sky = holding({f"{FOLDER}a.json.gz": packed(READ)})
    sky.answers["GetObject"] = {"Body": None}
    found = seen(sky).value
    assert found is not None
    assert (found.files, found.counted) == (1, None)
