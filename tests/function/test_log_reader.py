"""The log reader: whole files, and damaged ones, of which nothing good is lost."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from components.region_alert.function.digest import log_reader
from components.region_alert.function.digest.log_reader import Damaged, records

RECORDS = [
    {"eventVersion": "1.09", "eventID": str(number), "pad": "p" * (number % 50)} for number in range(1000)
]
JSON = json.dumps({"Records": RECORDS}).encode()
GZIP = gzip.compress(JSON, mtime=0)


def read(content: bytes, size: int = 1 << 18) -> tuple[list[Any], str]:
    """(what was read, what was wrong)."""
    found: list[Any] = []
    try:
        for record in records(content[start : start + size] for start in range(0, len(content), size)):
            found.append(record)
    except Damaged as damage:
        return found, str(damage)
    return found, ""


@pytest.mark.parametrize("size", [1, 7, 100, 1 << 18])
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GZIP, id="gzip"),
        pytest.param(JSON, id="plain"),
        pytest.param(gzip.compress(JSON[:999]) + gzip.compress(JSON[999:]), id="two members"),
        pytest.param(GZIP + b"\0" * 512, id="padded"),
        pytest.param(gzip.compress(json.dumps({"Records": RECORDS}, indent=2).encode()), id="indented"),
        pytest.param(
            gzip.compress(b'{"Note": "first", "Records" : ' + json.dumps(RECORDS).encode() + b"}"),
            id="more keys",
        ),
    ],
)
def test_a_whole_file_gives_all_its_records(content: bytes, size: int) -> None:
    assert read(content, size) == (RECORDS, "")


def test_two_logs_in_one_file_give_the_records_of_both() -> None:
    assert read(GZIP + GZIP) == (RECORDS + RECORDS, "")


def test_a_file_without_records_is_whole() -> None:
    assert read(gzip.compress(b'{"Records":[]}')) == ([], "")


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        pytest.param(b"", "it is empty", id="no bytes"),
        pytest.param(gzip.compress(b""), "it is empty", id="nothing packed"),
        pytest.param(gzip.compress(b"  \n"), "it is empty", id="blanks"),
        pytest.param(b"hello", "it is not gzip", id="text"),
        pytest.param(b"\x1f", "it is not gzip", id="half a magic number"),
        pytest.param(b"\x1f\x8b", "it was cut short", id="a magic number"),
        pytest.param(b"PK\x03\x04" + GZIP, "it is not gzip", id="zip"),
        pytest.param(GZIP[:9], "it was cut short", id="half a header"),
        pytest.param(gzip.compress(b"{}"), "it holds no list of records", id="another document"),
        pytest.param(gzip.compress(b"[1, 2]"), "it holds no list of records", id="a list"),
        pytest.param(gzip.compress(b"x" * (3 << 20)), "it holds no list of records", id="megabytes of text"),
    ],
)
@pytest.mark.parametrize("size", [1 << 18, 100_000])
def test_a_file_that_is_no_log_says_what_it_is(content: bytes, wrong: str, size: int) -> None:
    assert read(content, size) == ([], wrong)


@pytest.mark.parametrize("cut", range(100, len(GZIP), 251))
def test_a_cut_file_gives_the_records_before_the_cut(cut: int) -> None:
    found, wrong = read(GZIP[:cut])
    assert found == RECORDS[: len(found)]
    assert wrong == "it was cut short"


def test_a_file_cut_at_its_end_loses_nothing() -> None:
    assert read(GZIP[:-8]) == (RECORDS, "it was cut short")


def test_json_that_is_cut_inside_whole_gzip_gives_the_records_before_the_cut() -> None:
    found, wrong = read(gzip.compress(JSON[: len(JSON) // 2]))
    assert len(found) > 490
    assert found == RECORDS[: len(found)]
    assert wrong == "it was cut short"


@pytest.mark.parametrize("size", [100, 1 << 18])
def test_a_corrupt_byte_costs_nothing_before_it(size: int) -> None:
    content = bytearray(GZIP)
    content[len(GZIP) * 3 // 4] ^= 0xFF
    found, wrong = read(bytes(content), size)
    assert len(found) > 600
    assert found[:600] == RECORDS[:600]
    assert wrong


def test_a_wrong_checksum_loses_nothing_and_is_said() -> None:
    assert read(GZIP[:-8] + b"\0" * 8) == (RECORDS, "its gzip data is corrupt")


def test_bytes_after_the_log_lose_nothing_and_are_said() -> None:
    assert read(GZIP + b"junk") == (RECORDS, "bytes that are not gzip follow the log")


def test_one_record_that_is_not_json_costs_no_other() -> None:
    broken = JSON.replace(b'"eventID": "500"', b'"eventID": 5 00"', 1)
    found, wrong = read(gzip.compress(broken))
    assert found == [record for record in RECORDS if record["eventID"] != "500"]
    assert wrong == "a record in it is not JSON"


def test_a_record_nested_too_deeply_costs_no_other() -> None:
    deep = b'{"eventVersion": "1", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}, "
    found, wrong = read(gzip.compress(JSON.replace(b'[{"eventVersion"', b"[" + deep + b'{"eventVersion"', 1)))
    assert found == RECORDS
    assert wrong == "a record in it is not JSON"


def test_a_text_that_looks_like_a_record_is_not_one() -> None:
    text = '{"eventVersion": "1.09", "eventID": "forged"}'
    content = json.dumps({"Records": [{"eventVersion": "1.09", "userAgent": f'"Records":[{text}]'}]})
    [record] = read(gzip.compress(content.encode()))[0]
    assert record["userAgent"] == f'"Records":[{text}]'


def test_bytes_that_are_not_unicode_cost_nothing_else() -> None:
    [record] = read(
        gzip.compress(b'{"Records":[{"eventVersion":"1","userAgent":"\xff\xfe","eventID":"1"}]}')
    )[0]
    assert record["eventID"] == "1"


def test_characters_split_between_chunks_stay_whole() -> None:
    content = gzip.compress(
        json.dumps({"Records": [{"eventVersion": "ü€𝄞" * 50}]}, ensure_ascii=False).encode()
    )
    assert read(content, 1) == ([{"eventVersion": "ü€𝄞" * 50}], "")


def test_values_that_are_no_objects_are_handed_on_for_the_reader_to_report() -> None:
    assert read(gzip.compress(b'{"Records":[1,"x",null,{"a":1}]}')) == ([1, "x", None, {"a": 1}], "")


def test_a_small_file_that_unpacks_to_much_is_never_held() -> None:
    packed = gzip.compress(b'{"Records":[' + b" " * (64 << 20))
    assert len(packed) < 1 << 17
    tracemalloc.start()
    try:
        assert read(packed) == ([], "it was cut short")
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_record_longer_than_any_can_be_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_reader, "LONGEST_RECORD", 1 << 21)
    long = b'{"eventVersion": "1", "pad": "' + b"x" * (6 << 20) + b'"}, '
    found, wrong = read(gzip.compress(JSON.replace(b'[{"eventVersion"', b"[" + long + b'{"eventVersion"', 1)))
    assert found == RECORDS
    assert wrong == "a record in it is not JSON"


def test_a_fault_of_the_connection_is_not_taken_for_damage() -> None:
    def chunks() -> Iterator[bytes]:
        yield GZIP[:500]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        list(records(chunks()))
