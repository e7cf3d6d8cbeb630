"""An organization's own log files: changes to its trail are told, also where no rule of ours is."""

from __future__ import annotations

import functools
import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.region_alert.function.digest import handler
from components.region_alert.function.digest.watched_records import FILE, WatchedRecords
from tests.components.cases import (
    ARCHIVE,
    ARCHIVE_ROLE,
    DELEGATED,
    MANAGEMENT,
    ORGANIZATION,
    deployed_for_organization,
)
from tests.function.cases import SETTINGS
from tests.function.scene import World, event
from tests.function.test_handler import ENVIRONMENT

MEMBER = "777788889999"
HOME, IAM = "eu-west-1", "us-east-1"
BUCKET = f"everyregion-{ARCHIVE}-eu-west-1"


@functools.cache
def packed() -> str:
    """What the function has beside its modules where the logs go to an archive account."""
    run = deployed_for_organization(log_archive_role_arn=ARCHIVE_ROLE)
    archive = run.one("aws:lambda/function:Function").inputs["code"]
    assert isinstance(archive, pulumi.FileArchive)
    with zipfile.ZipFile(archive.path) as files:
        return files.read(f"digest/{FILE}").decode()


@functools.cache
def watched() -> WatchedRecords:
    said = json.loads(packed())
    accounts, regions = frozenset(said["accounts"]), frozenset(said["regions"])
    return WatchedRecords(accounts, regions, said["patterns"], said["rules"])


@pytest.fixture
def world() -> World:
    return World(replace(SETTINGS, account_id=ARCHIVE, watched_records=watched()))


def key(account: str, region: str, number: int = 0) -> str:
    name = f"{account}_CloudTrail_{region}_20240501T1000Z_{number:016}.json.gz"
    return f"AWSLogs/{ORGANIZATION}/{account}/CloudTrail/{region}/2024/05/01/{name}"


def deliver(world: World, records: Iterable[Any], account: str, region: str, number: int = 0) -> str:
    return world.deliver(records, key(account, region, number))


def change(name: str, account: str = MANAGEMENT, region: str = HOME, **changes: Any) -> dict[str, Any]:
    return event(900, name, **{"awsRegion": region, "recipientAccountId": account, **changes})


STOPPED = change(
    "StopLogging", eventSource="cloudtrail.amazonaws.com", requestParameters={"name": "everyregion"}
)
ACCESS_ENDED = change(
    "DisableAWSServiceAccess",
    region=IAM,
    eventSource="organizations.amazonaws.com",
    requestParameters={"servicePrincipal": "cloudtrail.amazonaws.com"},
)
ADMINISTRATOR_GONE = change(
    "DeregisterOrganizationDelegatedAdmin",
    region=IAM,
    eventSource="cloudtrail.amazonaws.com",
    requestParameters={"delegatedAdminAccountId": DELEGATED},
)
BUCKET_OPENED = change(
    "DeleteBucketPolicy",
    ARCHIVE,
    eventSource="s3.amazonaws.com",
    requestParameters={"bucketName": BUCKET},
)


@pytest.mark.parametrize(
    "record",
    [STOPPED, ACCESS_ENDED, ADMINISTRATOR_GONE, BUCKET_OPENED],
    ids=lambda record: record["eventName"],
)
def test_a_change_in_a_watched_accounts_file_is_told_first(world: World, record: dict[str, Any]) -> None:
    world.send(event(1, "RunInstances", recipientAccountId=MEMBER))
    account, region = record["recipientAccountId"], record["awsRegion"]
    deliver(world, [change("DescribeVpcs", account, region, readOnly=True), record], account, region)
    report = world.run()
    [first, second] = world.topic.messages()[0]["groups"]
    assert (first["eventName"], first["account"], first["rank"], second["eventName"]) == (
        record["eventName"],
        account,
        "audit-trail-or-alert-changed",
        "RunInstances",
    )
    assert (report.counts["tamper"], world.queue.bodies) == (1, {})


def through_the_rule(world: World, record: dict[str, Any], rule: str) -> None:
    account = record["recipientAccountId"]
    world.queue.send(json.dumps({"tamper": rule, "event": {"account": account, "detail": record}}))


@pytest.mark.parametrize("rule_first", [True, False])
@pytest.mark.parametrize(
    ("record", "rule"), [(STOPPED, "trail-account"), (BUCKET_OPENED, "trail")], ids=["trail", "bucket"]
)
def test_the_same_change_through_rule_and_file_counts_once(
    world: World, record: dict[str, Any], rule: str, rule_first: bool
) -> None:
    ways = [
        lambda: through_the_rule(world, record, rule),
        lambda: deliver(world, [record], record["recipientAccountId"], HOME),
    ]
    for way in ways if rule_first else reversed(ways):
        way()
        world.run()
        world.minutes_pass(10)
    [message] = world.topic.messages()
    [group] = message["groups"]
    assert (group["count"], group["tamper"]) == (1, rule)


def test_a_second_change_is_of_the_same_group_whichever_way_it_comes(world: World) -> None:
    through_the_rule(world, STOPPED, "trail-account")
    deliver(world, [{**STOPPED, "eventID": "0000ffff-0000-4000-8000-000000000000"}], MANAGEMENT, HOME)
    world.run()
    [group] = world.topic.messages()[0]["groups"]
    assert group["count"] == 2


def test_a_drills_own_queue_bears_its_name_in_a_file_too(world: World) -> None:
    world.settings = replace(world.settings, topic_arn=f"arn:aws:sns:{HOME}:{ARCHIVE}:everyregion-alerts")
    until = int(world.clock()) + 600
    queue = f"arn:aws:sqs:{HOME}:{ARCHIVE}:everyregion-drill-{until}-abc"
    world.topic.subscribed = [queue]
    request = {"topicArn": world.settings.topic_arn, "protocol": "sqs", "endpoint": queue}
    subscribed = change("Subscribe", ARCHIVE, eventSource="sns.amazonaws.com", requestParameters=request)
    deliver(world, [subscribed], ARCHIVE, HOME)
    world.run()
    assert ", by drill abc: Subscribe" in world.topic.texts()[0]


def test_other_records_of_a_watched_file_are_silent_in_an_approved_region(world: World) -> None:
    records = [
        change("RunInstances"),
        change("StopLogging", eventSource="cloudtrail.amazonaws.com", requestParameters={"name": "another"}),
        {**STOPPED, "readOnly": True},
        {**STOPPED, "eventCategory": "Data"},
        {**STOPPED, "eventType": "AwsServiceEvent"},
    ]
    deliver(world, records, MANAGEMENT, HOME)
    report = world.run()
    assert world.topic.published == []
    assert (report.counts["files"], report.counts["records"], world.queue.bodies) == (1, 0, {})


def test_other_records_of_a_watched_file_are_judged_as_ever_in_a_closed_region(world: World) -> None:
    records = [change("RunInstances", region=IAM), change("DescribeVpcs", region=IAM, readOnly=True)]
    deliver(world, [*records, ACCESS_ENDED], MANAGEMENT, IAM)
    report = world.run()
    assert world.told() == {"DisableAWSServiceAccess": 1, "RunInstances": 1}
    assert report.counts["noise"] == 1


@pytest.mark.parametrize(
    ("account", "region"), [(MEMBER, HOME), (MANAGEMENT, "eu-central-1")], ids=["a member's", "elsewhere"]
)
def test_no_other_file_of_an_approved_region_is_opened(world: World, account: str, region: str) -> None:
    deliver(world, [STOPPED], account, region)
    report = world.run()
    assert (world.files.opened, world.topic.published) == ([], [])
    assert (report.counts["skippedFiles"], world.queue.bodies) == (1, {})


def test_a_watched_file_that_is_damaged_is_told_and_what_is_good_in_it_too(world: World) -> None:
    world.deliver([], key(MANAGEMENT, HOME), b'{"Records":[' + json.dumps(STOPPED).encode())
    world.run()
    told = {group["eventName"]: group for group in world.topic.messages()[0]["groups"]}
    assert set(told) == {"StopLogging", "UnreadableLogFile"}
    assert told["UnreadableLogFile"]["reason"] == "it was cut short"


def test_another_name_among_the_watched_files_is_told_and_not_opened(world: World) -> None:
    world.deliver([STOPPED], key(MANAGEMENT, HOME).replace(".json.gz", ".json"))
    world.run()
    assert world.files.opened == []
    [group] = world.topic.messages()[0]["groups"]
    assert group["reason"] == "its name is not one that CloudTrail gives"


def test_a_function_without_the_list_watches_nothing(tmp_path: Path) -> None:
    assert WatchedRecords.read(tmp_path / FILE) == WatchedRecords()


def test_the_handler_reads_the_list_that_lies_beside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_text(packed(), "utf-8")
    monkeypatch.setattr(handler, "__file__", str(tmp_path / "handler.py"))
    monkeypatch.setattr(handler, "digest", lambda settings, *_: {"watched": settings.watched_records})
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    assert handler.handler({}, None) == {"watched": watched()}
