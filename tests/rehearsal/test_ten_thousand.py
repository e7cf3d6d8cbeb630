"""Ten thousand events by both sources, some of them twice: people read one message with the right counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.rehearsal.conftest import HOME
from tests.rehearsal.inbox import Inbox, Message, collect_messages
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.activity import completed, put_activities
from wizard.rehearsal.stand_ins.schedules import tick

pytestmark = pytest.mark.long

AWAY = "us-west-2"
EVENTS = ("RunInstances", "CreateKeyPair", "AuthorizeSecurityGroupIngress")


@dataclass
class Flood:
    account: EmulatedAccount
    inbox: Inbox
    first: list[Message]

    def put(self, count: int, event: str) -> None:
        put_activities(self.account, AWAY, [{"eventName": event}] * count)


@pytest.fixture(scope="module")
def flood() -> Iterator[Flood]:
    regions = json.dumps([name for name in EmulatedAccount(HOME).regions if name != AWAY])
    with open_account(HOME) as account:
        run = deploy(account, {"everyregion:approvedRegions": regions})
        assert run.refusal is None
        records = [completed(account, AWAY, {"eventName": EVENTS[number % 3]}) for number in range(10_000)]
        with collect_messages(account, run.exports["alertTopicArn"]) as inbox:
            for start in range(0, len(records), 1000):  # a log file for each thousand
                put_activities(account, AWAY, records[start : start + 1000])
            # Delivered a second time: by EventBridge, and in a log file.
            put_activities(account, AWAY, records[:500])
            assert [started.error for started in tick(account)] == [""]
            put_activities(account, AWAY, records[:50])
            assert [started.error for started in tick(account)] == [""]
            yield Flood(account, inbox, inbox.read())


def groups(message: Message) -> dict[str, Any]:
    return {group["eventName"]: group for group in json.loads(message.body)["groups"]}


def test_ten_thousand_events_by_both_sources_and_some_twice_make_one_message(flood: Flood) -> None:
    assert [message.attributes["groups"] for message in flood.first] == ["3"]


def test_its_counts_sum_to_ten_thousand(flood: Flood) -> None:
    counts = {event: group["count"] for event, group in groups(flood.first[0]).items()}
    assert counts == {
        "RunInstances": 3334,
        "CreateKeyPair": 3333,
        "AuthorizeSecurityGroupIngress": 3333,
    }


def test_a_known_group_is_repeated_once_after_an_hour_with_the_count_since(flood: Flood) -> None:
    flood.put(20, "RunInstances")
    tick(flood.account)
    flood.put(15, "RunInstances")
    tick(flood.account)
    assert flood.inbox.read() == []
    flood.put(7, "RunInstances")
    tick(flood.account, 3600)
    (repeat,) = flood.inbox.read()
    group = groups(repeat)["RunInstances"]
    assert (list(groups(repeat)), group["count"], group["total"], group["new"]) == (
        ["RunInstances"],
        42,
        3376,
        False,
    )
    tick(flood.account)
    assert flood.inbox.read() == []
