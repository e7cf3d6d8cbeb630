"""Log files of a bucket of which some can't be read: each is told with its reason, the rest is answered."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.wizard.query.asking import column, record, wanted
from tests.wizard.query.odd_bucket import OddBucket, served
from wizard.account import time_limits
from wizard.account.connect import connector
from wizard.failures import AwsFailure
from wizard.query.answer import Answer
from wizard.query.ask_local import Local
from wizard.query.local.bucket import Bucket

KEY = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/{:02}/{}.json.gz"


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    monkeypatch.setattr(time_limits, "ANSWER_WITHIN", 0.3)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddBucket]:
    """Three good files, of 1 to 3 November."""
    made = OddBucket()
    for day in (1, 2, 3):
        put(made, day, "good")
    with served(made) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", url)
        yield made


def put(bucket: OddBucket, day: int, name: str, fault: str = "") -> str:
    """A file with one event, whose id is its key's name; its key."""
    key = KEY.format(day, name)
    event = record(1, eventID=f"{day}-{name}", eventTime=f"2026-11-{day:02}T10:00:00Z")
    bucket.objects[key] = gzip.compress(json.dumps({"Records": [event]}).encode())
    if fault:
        bucket.faults[key] = fault
    return key


def ask(cache: Path, sql: str = "SELECT eventid FROM events ORDER BY 1", **given: str) -> Answer:
    with closing(connector("", "eu-west-1")()("s3", "eu-west-1")) as client:
        local = Local(Bucket("b", "AWSLogs/", client), str(cache), is_quiet=True)
        return local.ask(sql, wanted(**given), 1000)


WHY = {
    "denied": "not allowed: s3:GetObject in eu-west-1 (AccessDenied)",
    "key denied": "not allowed: kms:Decrypt in eu-west-1 (AccessDenied)",
    "key disabled": "s3:GetObject in eu-west-1 failed (KMS.DisabledException)",
    "archived": "archived, so to be restored before it can be read",
    "gone": "went before it was read",
    "throttled": "AWS throttled s3:GetObject in eu-west-1 (SlowDown)",
    "page": "AWS's answer to s3:GetObject in eu-west-1 made no sense (it has none of S3's headers): a proxy "
    "or a login page may answer instead",
    "cut": "what came of it isn't whole",
    "hangs": "AWS can't be reached in eu-west-1 for s3:GetObject (connected, but no answer in time: "
    "127.0.0.1). Check network and proxy",
}


@pytest.mark.parametrize("fault", WHY)
def test_one_object_that_cannot_be_read_is_told_and_the_rest_is_answered(
    fault: str, bucket: OddBucket, tmp_path: Path
) -> None:
    key = put(bucket, 2, "bad", fault)
    answer = ask(tmp_path)
    assert column(answer, "eventid") == ["1-good", "2-good", "3-good"]
    assert answer.is_unknown
    assert answer.facts["unread"] == [{"file": key, "why": WHY[fault]}]
    assert answer.notes == (
        "From 3 log files, 3 of them new.",
        f"1 file can't be read, so events may be missing: {WHY[fault]}: {key}.",
        "Readable, by day of delivery: whole 2026-11-01, 2026-11-03; in part 2026-11-02.",
    )
    bucket.faults.clear()
    again = ask(tmp_path)
    assert column(again, "eventid") == ["1-good", "2-bad", "2-good", "3-good"]
    assert (again.is_unknown, again.facts["filesNew"], again.facts["readable"]) == (False, 1, None)


def test_many_objects_are_grouped_by_their_reason(bucket: OddBucket, tmp_path: Path) -> None:
    for number in range(40):
        put(bucket, 4, f"kms-{number:02}", "key denied")
    for number in range(7):
        put(bucket, 3, f"old-{number}", "archived")
    answer = ask(tmp_path)
    assert answer.notes == (
        "From 3 log files, 3 of them new.",
        "47 files can't be read, so events may be missing; --json names them all.",
        f"40 of them: {WHY['key denied']}, such as {KEY.format(4, 'kms-00')}.",
        f"7 of them: {WHY['archived']}, such as {KEY.format(3, 'old-0')}.",
        "Readable, by day of delivery: whole 2026-11-01 to 2026-11-02; in part 2026-11-03; "
        "not at all 2026-11-04.",
    )
    assert answer.facts["readable"] == {
        "whole": [{"from": "2026-11-01", "to": "2026-11-02"}],
        "inPart": [{"from": "2026-11-03", "to": "2026-11-03"}],
        "notAtAll": [{"from": "2026-11-04", "to": "2026-11-04"}],
    }


@pytest.mark.parametrize("storage_class", ["GLACIER", "DEEP_ARCHIVE"])
def test_what_lies_in_glacier_is_not_asked_for_before_it_is_restored(
    storage_class: str, bucket: OddBucket, tmp_path: Path
) -> None:
    key = put(bucket, 2, "old", "archived")
    bucket.classes[key] = storage_class
    answer = ask(tmp_path)
    assert (answer.is_unknown, answer.facts["filesArchived"], key in bucket.asked) == (True, 1, False)
    assert answer.facts["unread"] == [{"file": key, "why": WHY["archived"]}]
    bucket.faults.clear()
    bucket.restored.add(key)
    answer = ask(tmp_path)
    assert "2-old" in column(answer, "eventid")
    assert (answer.is_unknown, answer.facts["filesArchived"]) == (False, 0)


def test_what_was_loaded_before_it_was_archived_stays_loaded(bucket: OddBucket, tmp_path: Path) -> None:
    assert len(ask(tmp_path).rows) == 3
    bucket.classes = dict.fromkeys(bucket.objects, "DEEP_ARCHIVE")
    answer = ask(tmp_path)
    assert (len(answer.rows), answer.is_unknown, answer.facts["filesNew"]) == (3, False, 0)


def test_what_cannot_be_read_and_is_not_asked_for_is_nobodys_trouble(
    bucket: OddBucket, tmp_path: Path
) -> None:
    put(bucket, 20, "bad", "key denied")
    bucket.classes[put(bucket, 21, "old", "archived")] = "GLACIER"
    answer = ask(tmp_path, end="2026-11-03")
    assert (len(answer.rows), answer.is_unknown) == (3, False)


def test_where_nothing_can_be_read_the_command_ends_with_the_reason(
    bucket: OddBucket, tmp_path: Path
) -> None:
    bucket.faults = dict.fromkeys(bucket.objects, "key denied")
    with pytest.raises(AwsFailure) as failure:
        ask(tmp_path)
    assert failure.value.message.startswith(
        "Of the log files in s3://b/AWSLogs/ that are asked for none can be read: not allowed: "
        "kms:Decrypt in eu-west-1 (AccessDenied): AWSLogs/"
    )


def test_where_nothing_that_is_asked_for_can_be_read_what_was_loaded_is_no_answer(
    bucket: OddBucket, tmp_path: Path
) -> None:
    ask(tmp_path)
    put(bucket, 20, "bad", "denied")
    with pytest.raises(AwsFailure, match="none can be read"):
        ask(tmp_path, begin="2026-11-10")


def test_credentials_that_expire_meanwhile_end_the_command(bucket: OddBucket, tmp_path: Path) -> None:
    bucket.faults[KEY.format(2, "good")] = "expired"
    with pytest.raises(AwsFailure, match="have expired"):
        ask(tmp_path)


def test_a_host_that_answers_no_more_is_not_waited_for_file_by_file(
    bucket: OddBucket, tmp_path: Path
) -> None:
    late = [put(bucket, 10, f"{number:03}", "hangs") for number in range(8)]
    answer = ask(tmp_path)
    assert len(answer.rows) == 3
    assert [key for key in late if key in bucket.asked] == late[:3]
    assert [one["why"] for one in answer.facts["unread"]] == [WHY["hangs"]] * 3 + [
        "not tried after 3 in a row that couldn't be read"
    ] * 5


def test_a_key_that_is_closed_is_known_long_before_all_files_were_tried(
    bucket: OddBucket, tmp_path: Path
) -> None:
    bucket.objects.clear()
    for number in range(400):
        put(bucket, 1 + number // 20, f"{number:03}", "key denied")
    with pytest.raises(AwsFailure, match="300 of them: not tried after 100 in a row that couldn't be read"):
        ask(tmp_path)
    assert len(bucket.asked) == 100


def test_an_old_key_that_is_closed_costs_no_file_of_the_new_one(bucket: OddBucket, tmp_path: Path) -> None:
    bucket.objects.clear()
    for number in range(400):
        put(bucket, 1 + number // 20, f"{number:03}", "key denied" if number < 300 else "")
    answer = ask(tmp_path)
    assert len(answer.rows) == 100
    assert answer.notes[2] == "Readable, by day of delivery: whole 2026-11-16 to 2026-11-20; not at all " + (
        "2026-11-01 to 2026-11-15."
    )
