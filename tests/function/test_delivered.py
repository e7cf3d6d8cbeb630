"""Delivered log files: which are opened, what is told, what becomes of those that can't be read."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import IncompleteReadError
from botocore.response import StreamingBody

from components.region_alert.function.digest.report import Clock
from components.region_alert.function.digest.run import run
from tests.function.cases import SETTINGS
from tests.function.scene import FOLDER, World, event, events, log_file

NAME = "111122223333_CloudTrail_ap-south-1_20240501T1000Z_Mu0KsOhtH1ar15ZZ.json.gz"


def unreadable(world: World) -> list[tuple[str, str, str]]:
    """(account, region, why) of each file that people were told could not be read."""
    return [
        (group["account"], group["region"], group["reason"])
        for message in world.topic.messages()
        for group in message["groups"]
        if group["eventName"] == "UnreadableLogFile"
    ]


def test_the_records_of_a_file_from_an_unapproved_region_are_told(world: World) -> None:
    world.deliver([*events(range(5)), event(6, eventType="AwsServiceEvent")])
    report = world.run()
    assert world.told() == {"RunInstances": 5}
    assert (report.counts["files"], report.counts["noise"]) == (1, 1)
    assert world.queue.bodies == {}


@pytest.mark.parametrize(
    "key",
    [
        f"{FOLDER}{NAME}".replace("ap-south-1", "eu-west-1"),
        "AWSLogs/111122223333/CloudTrail-Digest/ap-south-1/2024/05/01/x.json.gz",
        "AWSLogs/111122223333/CloudTrail-Insight/ap-south-1/2024/05/01/x.json.gz",
        "AWSLogs/111122223333/CloudTrail-NetworkActivity/ap-south-1/2024/05/01/x.json.gz",
        FOLDER,
        "reports/CloudTrail/x.json.gz",
        f"{FOLDER}notes.txt".replace("ap-south-1", "eu-west-1"),
    ],
)
def test_no_other_object_is_opened_or_told(world: World, key: str) -> None:
    world.deliver([event()], key)
    world.run()
    assert world.files.opened == []
    assert world.topic.published == []
    assert world.queue.bodies == {}


def test_another_buckets_object_is_not_opened(world: World) -> None:
    world.files.objects[FOLDER + NAME] = log_file([event()])
    world.announce(FOLDER + NAME, bucket="somebody-elses")
    world.run()
    assert world.files.opened == []
    assert world.queue.bodies == {}


def test_no_object_is_opened_when_delivered_logs_are_no_source(world: World) -> None:
    world.deliver([event()])
    world.run(settings=replace(SETTINGS, log_bucket=""))
    assert world.files.opened == []


def test_the_version_that_was_delivered_is_the_one_that_is_read(world: World) -> None:
    world.deliver([event()])
    asked: list[Any] = []
    get = world.files.get_object

    def watch(**request: Any) -> Any:
        asked.append(request)
        return get(**request)

    world.files.get_object = watch  # type: ignore[method-assign]
    world.run()
    assert [request["VersionId"] for request in asked] == ["v1"]


def test_a_key_that_came_encoded_is_found_all_the_same(world: World) -> None:
    world.files.objects["log files/" + FOLDER + NAME] = log_file([event()])
    world.announce("log+files/" + FOLDER + NAME)
    world.run()
    assert world.told() == {"RunInstances": 1}


def test_a_key_with_a_plus_of_its_own_is_read_as_it_is(world: World) -> None:
    world.deliver([event()], "a+b/" + FOLDER + NAME)
    world.run()
    assert world.files.opened == ["a+b/" + FOLDER + NAME]
    assert world.told() == {"RunInstances": 1}


def test_a_record_without_a_region_has_its_files(world: World) -> None:
    record = event()
    del record["awsRegion"], record["recipientAccountId"]
    world.deliver([record])
    world.run()
    [group] = world.topic.messages()[0]["groups"]
    assert (group["account"], group["region"]) == ("111122223333", "ap-south-1")


@pytest.mark.parametrize("region", [None, "", 7, ["eu-west-1"], {}])
def test_a_region_that_is_no_text_is_its_files(world: World, region: Any) -> None:
    world.deliver([event(awsRegion=region)])
    world.run()
    [group] = world.topic.messages()[0]["groups"]
    assert group["region"] == "ap-south-1"


WHOLE = log_file(events(range(50)))


@pytest.mark.parametrize(
    ("content", "told", "why"),
    [
        pytest.param(b"", 0, "it is empty", id="empty"),
        pytest.param(b"not a log", 0, "it is not gzip", id="not gzip"),
        pytest.param(WHOLE[:-8], 50, "it was cut short", id="cut at the end"),
        pytest.param(
            gzip.compress(json.dumps({"Records": list(events(range(9)))}).encode()[:-40]),
            8,
            "it was cut short",
            id="truncated",
        ),
        pytest.param(
            gzip.compress(b'{"Records":[7,' + json.dumps(event()).encode() + b"]}"),
            1,
            "a record in it is not an object",
            id="a number",
        ),
        pytest.param("NoSuchKey", 0, "it was deleted before it was read", id="deleted"),
        pytest.param("NoSuchVersion", 0, "it was deleted before it was read", id="version deleted"),
    ],
)
def test_a_damaged_file_is_told_once_and_what_is_good_in_it_too(
    world: World, content: bytes | str, told: int, why: str
) -> None:
    key = world.deliver([], FOLDER + NAME, content)
    world.run()
    world.minutes_pass(10)
    world.announce(key)
    world.run()
    assert unreadable(world) == [("111122223333", "ap-south-1", why)]
    assert world.told().get("RunInstances", 0) == told
    assert world.queue.bodies == {}


def test_a_damaged_file_is_named_in_words(world: World) -> None:
    world.deliver([], FOLDER + NAME, b"")
    world.run()
    text = world.topic.texts()[0]
    assert world.topic.published[0]["Subject"] == "Everyregion: 1 log file could not be read"
    assert text.startswith(
        "CloudTrail delivered log files of regions that are not on your approved list, and"
    )
    assert "A log file could not be read: it is empty" in text
    assert f"Files     {FOLDER}{NAME}" in text
    assert "ap-south-1 (Asia Pacific (Mumbai)), account 111122223333" in text


@pytest.mark.parametrize(
    "code", ["AccessDenied", "KMS.DisabledException", "KMS.AccessDeniedException", "InvalidObjectState"]
)
def test_a_file_whose_reading_is_refused_is_told_once_and_stays_for_later(world: World, code: str) -> None:
    key = world.deliver([], content=code)
    for _ in range(3):
        world.run()
        world.minutes_pass(7)
    assert [why for _, _, why in unreadable(world)] == [f"reading it was refused ({code})"]
    world.files.objects[key] = log_file([event()])
    world.run()
    assert world.told()["RunInstances"] == 1
    assert world.queue.bodies == {}


@pytest.mark.parametrize("code", ["SlowDown", "InternalError", "503", "RequestTimeout"])
def test_a_passing_fault_of_s3_is_not_told_and_the_file_is_read_later(world: World, code: str) -> None:
    key = world.deliver([], content=code)
    world.send(event(1, "CreateVpc"))
    report = world.run()
    assert unreadable(world) == []
    assert report.left_behind == 1
    world.files.objects[key] = log_file([event(2)])
    world.minutes_pass(7)
    world.run()
    assert world.told() == {"CreateVpc": 1, "RunInstances": 1}


def test_a_connection_that_breaks_within_a_file_loses_and_doubles_nothing(world: World) -> None:
    class Broken(StreamingBody):
        def iter_chunks(self, chunk_size: int = 1024) -> Any:
            yield WHOLE[: len(WHOLE) // 2]
            raise IncompleteReadError(actual_bytes=1, expected_bytes=2)

    world.deliver([], content=WHOLE)
    get = world.files.get_object
    world.files.get_object = lambda **request: {  # type: ignore[method-assign]
        "Body": Broken(get(**request)["Body"]._raw_stream, len(WHOLE))
    }
    assert world.run().left_behind == 1
    world.files.get_object = get  # type: ignore[method-assign]
    world.minutes_pass(61)
    world.run()
    world.minutes_pass(61)
    world.run()
    assert world.told() == {"RunInstances": 50}
    assert unreadable(world) == []


def test_another_name_in_cloudtrails_folder_is_told_and_not_opened(world: World) -> None:
    world.deliver([event()], f"{FOLDER}111122223333_CloudTrail_ap-south-1_copy.json.gz")
    world.run()
    assert world.files.opened == []
    assert unreadable(world) == [("111122223333", "ap-south-1", "its name is not one that CloudTrail gives")]


def test_a_file_too_long_for_one_run_is_finished_by_the_next_ones(world: World) -> None:
    world.deliver(events(range(5000)))
    left = iter([300.0] * 5 + [100.0] * 10)
    clock = Clock(lambda: next(left), world.clock)
    report = run(world.settings, world.clients(), clock, lambda _: None)
    assert report.problems == ["no time left for the rest of a log file"]
    assert 0 < world.told()["RunInstances"] < 5000
    world.minutes_pass(7)
    world.run()
    world.minutes_pass(61)
    world.run()
    assert world.told() == {"RunInstances": 5000}
    assert world.queue.bodies == {}


@pytest.mark.parametrize("key", [7, None, "", "\ud800"])
def test_an_s3_event_without_a_key_stays_behind(world: World, key: Any) -> None:
    detail = {"bucket": {"name": "trail-logs"}, "object": {"key": key}}
    world.queue.send(json.dumps({"source": "aws.s3", "detail-type": "Object Created", "detail": detail}))
    assert world.run().left_behind == 1
