"""Changes to the trail and to the alert itself: told first, whoever made them, and never ignored."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from components.region_alert.function.digest.principals import compile_pattern
from components.region_alert.function.digest.rank import Rank
from components.region_alert.function.digest.tamper import read
from tests.function.cases import SETTINGS
from tests.function.scene import World, event

DELETED = {
    "id": "11111111-2222-4333-8444-555555555555",
    "source": "aws.s3",
    "detail-type": "Object Deleted",
    "account": "111122223333",
    "region": "eu-west-1",
    "time": "2024-05-01T10:00:07Z",
    "detail": {
        "bucket": {"name": "trail-logs"},
        "object": {"key": "AWSLogs/111122223333/CloudTrail/ap-south-1/x.json.gz"},
        "requester": "111122223333",
        "source-ip-address": "203.0.113.64",
        "reason": "DeleteObject",
        "deletion-type": "Permanently Deleted",
    },
}
SWITCHED = {
    "id": "11111111-2222-4333-8444-666666666666",
    "source": "aws.account",
    "detail-type": "Region Opt-In Status Change",
    "account": "111122223333",
    "region": "us-east-1",
    "time": "2024-05-01T10:00:09Z",
    "detail": {"accountId": "111122223333", "regionName": "af-south-1", "status": "ENABLED"},
}


def wrapped(record: Any, subject: str = "queue") -> str:
    return json.dumps({"tamper": subject, "event": {"account": "111122223333", "detail": record}})


def at_home(number: int = 0, **changes: Any) -> dict[str, Any]:
    changes = {"awsRegion": "eu-west-1", "eventSource": "sqs.amazonaws.com", **changes}
    return event(number, "PurgeQueue", **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"eventType": "AwsServiceEvent"},
        {"readOnly": True},
        {"userIdentity": {"type": "AWSService", "invokedBy": "x.amazonaws.com"}},
        {"userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/quiet"}},
        {"eventSource": "iam.amazonaws.com", "awsRegion": "us-east-1"},
    ],
    ids=["approved region", "service event", "read", "service", "ignored principal", "global service"],
)
def test_no_rule_that_leaves_noise_out_leaves_out_a_change_to_the_alert(changes: dict[str, Any]) -> None:
    ignored = (compile_pattern("arn:aws:iam::111122223333:user/quiet"),)
    world = World(replace(SETTINGS, ignored_principals=ignored))
    world.queue.send(wrapped(at_home(**changes)))
    report = world.run()
    [group] = world.topic.messages()[0]["groups"]
    assert (group["eventName"], group["tamper"], group["rank"]) == (
        "PurgeQueue",
        "queue",
        "audit-trail-or-alert-changed",
    )
    assert (report.counts["tamper"], world.queue.bodies) == (1, {})


def test_the_message_says_that_it_is_about_the_alert_itself(world: World) -> None:
    world.queue.send(wrapped(at_home()))
    world.run()
    assert world.topic.published[0]["Subject"] == (
        "Everyregion: audit trail or alert changed: PurgeQueue, 1 event, by user/maria"
    )
    text = world.topic.texts()[0]
    assert text.startswith("1 event in 1 group: changes to the audit trail or to the alert itself.\n")
    assert "1. The audit trail or the alert was changed, queue: PurgeQueue (sqs.amazonaws.com)\n" in text
    assert "- If you made no such change, somebody may be hiding: see that the trail still logs.\n" in text


def test_a_refused_change_says_so(world: World) -> None:
    world.queue.send(wrapped(at_home(errorCode="AccessDenied")))
    world.run()
    assert "refused change to audit trail or alert: PurgeQueue" in world.topic.published[0]["Subject"]
    assert "1. A change to the audit trail or the alert was refused, queue:" in world.topic.texts()[0]


def test_the_first_that_is_not_refused_is_told_in_the_next_digest(world: World) -> None:
    for number, changes in enumerate([{"errorCode": "AccessDenied"}, {"errorCode": "AccessDenied"}, {}]):
        world.queue.send(wrapped(at_home(number, **changes)))
        world.run()
        world.minutes_pass(1)
    assert [message["groups"][0]["failed"] for message in world.topic.messages()] == [1, 1]
    assert world.topic.messages()[1]["groups"][0]["news"] == ["the first that was not refused"]


def test_an_event_that_came_as_an_ordinary_one_is_told_as_a_change_all_the_same(world: World) -> None:
    record = at_home(awsRegion="ap-south-1")
    world.send(record)
    world.run()
    world.queue.send(wrapped(record))
    world.queue.send(wrapped(record))
    world.run()
    assert [message["groups"][0].get("tamper") for message in world.topic.messages()] == [None, "queue"]
    assert world.topic.messages()[1]["events"] == 1


@pytest.mark.parametrize("marked", [True, False])
def test_a_deleted_log_file_is_named(world: World, marked: bool) -> None:
    world.queue.send(json.dumps({"tamper": "files", "event": DELETED} if marked else DELETED))
    world.run()
    [group] = world.topic.messages()[0]["groups"]
    assert (group["eventName"], group["principal"], group["region"], group["sourceIPAddresses"]) == (
        "Object Deleted",
        "111122223333",
        "eu-west-1",
        ["203.0.113.64"],
    )
    assert "  Of        AWSLogs/111122223333/CloudTrail/ap-south-1/x.json.gz\n" in world.topic.texts()[0]


@pytest.mark.parametrize("marked", [True, False])
def test_a_region_that_was_switched_on_is_named(world: World, marked: bool) -> None:
    world.queue.send(json.dumps({"tamper": "regions", "event": SWITCHED} if marked else SWITCHED))
    world.run()
    [group] = world.topic.messages()[0]["groups"]
    assert (group["eventName"], group["region"], group["firstTime"]) == (
        "Region Opt-In Status Change: ENABLED",
        "af-south-1",
        "2024-05-01T10:00:09Z",
    )
    assert group["console"] == ""


@pytest.mark.parametrize(
    "inner", [None, 7, "text", [], {}, {"detail": 7}, {"detail": {}, "id": {}, "time": 5}, {"account": []}]
)
@pytest.mark.parametrize("subject", ["queue", "", 7, None, "x" * 5000, "a\nb\u202e"])
def test_whatever_bears_the_mark_is_told(world: World, inner: Any, subject: Any) -> None:
    world.queue.send(json.dumps({"tamper": subject, "event": inner}))
    world.send(event())
    world.run()
    assert [group["rank"] for group in world.topic.messages()[0]["groups"]] == [
        "audit-trail-or-alert-changed",
        "write",
    ]
    assert world.queue.bodies == {}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "tamper",
        '"tamper"',
        '["tamper"]',
        '{"tamper"',
        json.dumps(
            {"source": "aws.ec2", "detail": {"eventName": "X", "requestParameters": {"tamper": "trail"}}}
        ),
        json.dumps({"source": "aws.s3", "detail-type": "Object Created", "detail": {"k": "Object Deleted"}}),
    ],
)
def test_nothing_else_is_taken_for_one(body: str) -> None:
    assert read(body) is None


def test_a_marked_read_that_reached_a_tamper_rule_keeps_its_rank() -> None:
    found = read(wrapped(at_home(readOnly=True)))
    assert found is not None
    assert found.rank == Rank.CHANGED
