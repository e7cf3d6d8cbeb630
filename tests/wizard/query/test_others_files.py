"""Log files as other people have them: other shapes, damage. What can be read is, the rest is named."""

from __future__ import annotations

import errno
import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.table import for_each
from tests.wizard.query.asking import ask, ask_sql, column, record, write_log
from wizard.failures import UsageFailure
from wizard.query.local import source, unpack


def put(folder: Path, name: str, content: Any) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


def found(folder: Path) -> list[str]:
    return sorted(column(ask_sql(folder, "SELECT eventid FROM events"), "eventid"))


SHAPES: dict[str, Any] = {
    "as CloudTrail writes it": {"Records": [record(1), record(2)]},
    "with other keys behind": json.dumps({"Records": [record(1), record(2)], "note": {"a": []}}).encode(),
    "with other keys before": {"exported": "by hand", "Records": [record(1), record(2)]},
    "pretty-printed": json.dumps({"Records": [record(1), record(2)]}, indent=4).encode(),
    "with a byte order mark": b"\xef\xbb\xbf" + json.dumps({"Records": [record(1), record(2)]}).encode(),
    "an array": [record(1), record(2)],
    "a line for each record": "\n".join(json.dumps(record(n)) for n in (1, 2)).encode(),
    "a line for each file": b"\n".join(json.dumps({"Records": [record(n)]}).encode() for n in (1, 2)),
    "lookup-events": {"Events": [{"EventId": "x", "CloudTrailEvent": json.dumps(record(n))} for n in (1, 2)]},
    "packed": gzip.compress(json.dumps({"Records": [record(1), record(2)]}).encode()),
    "packed in two pieces": gzip.compress(b'{"Records":[' + json.dumps(record(1)).encode() + b",")
    + gzip.compress(json.dumps(record(2)).encode() + b"]}"),
    "with half a surrogate pair": b'{"Records":['
    + json.dumps(record(1)).encode()
    + b","
    + json.dumps(record(2)).replace("203.0.113.5", "\\\\ud83d").replace("\\\\", "\\").encode()
    + b"]}",
}


@for_each("shape", SHAPES, named=str)
def test_records_are_found_whatever_form_the_file_has(
    tmp_path_factory: pytest.TempPathFactory, shape: str
) -> None:
    folder = tmp_path_factory.mktemp("shape") / "logs"
    # Names don't say how a file is packed: browsers unpack what they download.
    put(folder, "capture.json", SHAPES[shape])
    put(folder, "other.json.gz", {"Records": [record(3)]})
    assert found(folder) == ["id-1", "id-2", "id-3"]


ODD_RECORDS = (
    {"userIdentity": None}, {"userIdentity": "ann"}, {"userIdentity": {"type": "Unknown"}},
    {"userIdentity": []},
    {"userIdentity": {"type": "AssumedRole", "sessionContext": None}}, {"resources": {}},
    {"resources": [None, 1]},
    {"resources": None}, {"requestParameters": "text"}, {"requestParameters": "{not json"},
    {"readOnly": "False"},
    {"requestParameters": []}, {"responseElements": 7}, {"eventVersion": 1.02}, {"tlsDetails": "none"},
    {"userIdentity": {"sessionContext": {"webIdFederationData": {"attributes": {"a": 1}}}}},
    {"errorCode": 404},
    {"addendum": []}, {"eventTime": None}, {"unknownField": {"deep": [[[]]]}}, {"sourceIPAddress": {"a": 1}},
)  # fmt: skip


def test_a_field_of_another_shape_costs_no_record(tmp_path: Path) -> None:
    write_log(tmp_path / "logs", [record(n, **change) for n, change in enumerate(ODD_RECORDS)])
    assert len(found(tmp_path / "logs")) == len(ODD_RECORDS)


def test_every_query_copes_with_odd_records(tmp_path: Path) -> None:
    from components.named_queries.catalogue import queries

    write_log(tmp_path / "logs", [record(n, **change) for n, change in enumerate(ODD_RECORDS)])
    for name in queries():
        ask(tmp_path / "logs", name, bucket="b", principal="ann")


def test_parameters_that_a_tool_wrote_as_text_are_json_again(tmp_path: Path) -> None:
    inside = json.dumps({"bucketName": "mine"})
    write_log(
        tmp_path / "logs", [record(1, requestParameters=inside, userIdentity=json.dumps({"type": "Root"}))]
    )
    assert column(ask(tmp_path / "logs", "bucket-access", bucket="mine"), "event_id") == ["id-1"]
    assert column(ask(tmp_path / "logs", "root-use"), "event_id") == ["id-1"]


def test_old_records_that_do_not_say_whether_they_read_are_judged_by_their_name(tmp_path: Path) -> None:
    old = [
        record(n, eventVersion="1.01", eventName=name, readOnly=None)
        for n, name in enumerate(("GetTrail", "StopLogging"))
    ]
    write_log(tmp_path / "logs", [{**one, "eventSource": "cloudtrail.amazonaws.com"} for one in old])
    assert column(ask(tmp_path / "logs", "trail-changes"), "event_id") == ["id-1"]


def test_digests_insights_and_other_files_are_left_alone(tmp_path: Path) -> None:
    write_log(tmp_path / "logs", [record(1)])
    below = "AWSLogs/111122223333/CloudTrail-{0}/eu-west-1/2026/11/25/111122223333_CloudTrail-{0}_x.json.gz"
    for kind in ("Digest", "Insight", "NetworkActivity"):
        put(tmp_path / "logs", below.format(kind), gzip.compress(b"{broken"))
    put(tmp_path / "logs", "README.txt", b"hello")
    put(tmp_path / "logs", "renamed.json", {"digestS3Object": "x", "logFiles": []})
    put(tmp_path / "logs", "insights.json", {"Records": [record(2, eventType="AwsCloudTrailInsight")]})
    answer = ask_sql(tmp_path / "logs", "SELECT eventid FROM events")
    assert column(answer, "eventid") == ["id-1"]
    assert (answer.facts["setAside"], answer.facts["filesOfOthers"]) == ([], 4)


def _spoilt() -> bytes:
    packed = bytearray(gzip.compress(json.dumps({"Records": [record(n) for n in range(99)]}).encode()))
    packed[200:230] = bytes(30)
    return bytes(packed)


BAD = {
    "cut.json.gz": (gzip.compress(json.dumps({"Records": [record(1)] * 50}).encode())[:-30], "is cut short"),
    "damaged.json.gz": (_spoilt(), "is damaged: it can't be unpacked"),
    "half.json": (json.dumps({"Records": [record(1)]}).encode()[:-20], "is cut short or damaged"),
    "page.json": (b"<html><body>Sign in</body></html>", "isn't JSON"),
    "other.json": ({"hello": "world"}, "isn't a log file of CloudTrail"),
    "inside.json": (b'{"Records":[{"eventName": nope}]}', "is damaged: a record in it can't be read"),
    "latin.json": (b'{"Records":[{"eventName":"\xe9\xff"}]}', "is damaged: a record in it can't be read"),
}  # fmt: skip


def test_bad_files_are_set_aside_and_named_and_cost_nobody_else_anything(tmp_path: Path) -> None:
    for name, (content, _) in BAD.items():
        put(tmp_path / "logs", name, content)
    for number in range(20):
        write_log(tmp_path / "logs", [record(number)], f"good-{number}.json.gz")
    answer = ask_sql(tmp_path / "logs", "SELECT eventid FROM events")
    assert len(answer.rows) == 20
    assert {one["file"]: one["why"] for one in answer.facts["setAside"]} == {
        name: why for name, (_, why) in BAD.items()
    }


def test_a_file_that_unpacks_without_end_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wizard.query.local import unpack

    monkeypatch.setattr(unpack, "_LARGEST", 5 << 20)
    put(tmp_path / "logs", "bomb.json.gz", gzip.compress(b'{"Records":[' + b" " * (9 << 20)))
    put(tmp_path / "logs", "good.json", [record(1)])
    answer = ask_sql(tmp_path / "logs", "SELECT eventid FROM events")
    assert answer.facts["setAside"] == [{"file": "bomb.json.gz", "why": "is larger than any log file"}]
    assert len(answer.rows) == 1


def test_an_event_that_two_files_have_counts_once(tmp_path: Path) -> None:
    for name in ("one.json.gz", "two.json.gz"):
        write_log(tmp_path / "logs", [record(1, userIdentity={"type": "Root"})], name)
    assert column(ask(tmp_path / "logs", "coverage"), "events") == [1]
    assert len(ask(tmp_path / "logs", "root-use").rows) == 1


@for_each("name", ["a*b?[c].json", "with 'quotes' \"too\".json", "-- x.json", "line\nbreak.json", "ünï.json"])
def test_a_file_may_have_any_name(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("name") / "logs"
    put(folder, name, [record(1)])
    put(folder, "axbyc.json", [record(2)])
    assert found(folder) == ["id-1", "id-2"]


def test_a_folder_and_a_file_that_may_not_be_read_are_counted_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("good.json", "closed.json", "closed/within.json"):
        put(tmp_path / "logs", name, {"Records": [record(1, eventID=name)]})
    scan = os.scandir

    def refusing(path: Any = ".") -> Any:
        if str(path).endswith("/closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    def opening(path: str, mode: str) -> Any:
        if path.endswith("/closed.json"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return open(path, mode)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refusing)
        patched.setattr(source, "open", opening, raising=False)
        answer = ask_sql(tmp_path / "logs", "SELECT eventid FROM events")
    assert answer.rows == [("good.json",)]
    assert answer.is_unknown
    assert answer.notes[1] == (
        "1 folder and 1 file can't be read, so events may be missing: Permission denied: closed/, "
        "closed.json."
    )
    assert [one["file"] for one in answer.facts["unread"]] == ["closed/", "closed.json"]
    assert answer.facts["setAside"] == []
    again = ask_sql(tmp_path / "logs", "SELECT eventid FROM events")
    assert (len(again.rows), again.is_unknown) == (3, False)


def test_a_place_that_may_not_be_read_at_all_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "logs", "good.json", {"Records": [record(1)]})

    def refusing(path: Any = ".") -> Any:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refusing)
        with pytest.raises(UsageFailure, match=r"it can't be read \(Permission denied\)\.$"):
            ask_sql(tmp_path / "logs", "SELECT 1")


def test_links_and_pipes_are_left_out_and_counted(tmp_path: Path) -> None:
    put(tmp_path / "logs", "good.json", {"Records": [record(1)]})
    (tmp_path / "logs" / "loop").symlink_to(tmp_path / "logs")
    (tmp_path / "logs" / "link.json").symlink_to("good.json")
    (tmp_path / "logs" / "note.txt").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "logs" / "pipe.json.gz")
    answer = ask_sql(tmp_path / "logs", "SELECT eventid FROM events")
    assert answer.rows == [("id-1",)]
    assert answer.notes[1].startswith("Links and pipes aren't followed: link.json and 2 more. ")
    assert (answer.facts["linksLeftOut"], answer.facts["filesOfOthers"]) == (3, 1)
    assert not answer.is_unknown


def test_a_large_file_that_is_set_aside_is_never_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "_LARGEST_PARSED", 1 << 20)
    spaced = b'{"Records":[' + json.dumps(record(1)).encode() + b" " * (200 << 20) + b"]}"
    put(tmp_path / "logs", "spaced.json.gz", gzip.compress(spaced, 1))
    put(tmp_path / "logs", "good.json", {"Records": [record(1)]})
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read whole"))
        answer = ask_sql(tmp_path / "logs", "SELECT eventid FROM events")
    assert len(answer.rows) == 1
    assert [one["file"] for one in answer.facts["setAside"]] == ["spaced.json.gz"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", "secret.json", [record(2)])
    put(tmp_path / "logs", "good.json", [record(1)])
    (tmp_path / "logs" / "link.json").symlink_to(tmp_path / "elsewhere" / "secret.json")
    (tmp_path / "logs" / "folder").symlink_to(tmp_path / "elsewhere")
    assert found(tmp_path / "logs") == ["id-1"]


@for_each("content", {
    "an event that can't be read": {"Events": [{"CloudTrailEvent": "[" * 100_000}, {}]},
    "an event that isn't there": {"Events": [{"EventId": "x"}]},
}.values(), named=lambda one: str(one)[-40:])  # fmt: skip
def test_a_file_with_an_event_that_cannot_be_read_is_named(
    tmp_path_factory: pytest.TempPathFactory, content: Any
) -> None:
    folder = tmp_path_factory.mktemp("deep") / "logs"
    put(folder, "bad.json", content)
    put(folder, "good.json", {"Records": [record(1)]})
    answer = ask_sql(folder, "SELECT eventid FROM events")
    assert answer.rows == [("id-1",)]
    assert answer.facts["setAside"] == [
        {"file": "bad.json", "why": "is damaged: an event in it can't be read"}
    ]


def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    put(tmp_path / "logs", "a\udcff\n\x1b[31m.json", {"Records": [record(1)]})
    assert found(tmp_path / "logs") == found(tmp_path / "logs") == ["id-1"]
