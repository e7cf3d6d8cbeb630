"""The project's own program, deployed into the emulated account as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.rehearsal.conftest import HOME
from tests.rehearsal.inbox import collect_messages
from tests.rehearsal.world import put_activity
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import Deployment, deploy
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.activity import put_activities
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.rehearsal.summary import summary

CONFIG = {
    "everyregion:approvedRegions": json.dumps([HOME, "eu-west-1"]),
    "everyregion:alertEmails": json.dumps(["ops@example.com"]),
}


@dataclass(frozen=True)
class Deployed:
    account: EmulatedAccount
    run: Deployment
    summary: dict[str, Any]


@pytest.fixture(scope="module")
def deployed() -> Iterator[Deployed]:
    with open_account(HOME) as account:
        run = deploy(account, CONFIG)
        assert run.refusal is None
        yield Deployed(account, run, summary(account, run, "everyregion"))


def test_nothing_drifts_between_making_and_reading(deployed: Deployed) -> None:
    differing = [
        made.name
        for made in deployed.run.made
        if maker_for(made.type).read(deployed.account, made.id, made.outputs) != dict(made.outputs)
    ]
    assert differing == []


def test_the_trail_is_what_was_promised(deployed: Deployed) -> None:
    trail = deployed.summary["trail"]
    assert trail["isMultiRegion"] is True
    assert trail["isLogging"] is True
    assert trail["logFileValidation"] is True
    assert trail["homeRegion"] == HOME
    assert trail["regions"] == deployed.account.regions
    assert trail["insights"] == ["ApiCallRateInsight", "ApiErrorRateInsight"]
    assert trail["kmsKeyId"] == deployed.run.exports["kmsKeyArn"]


def test_the_log_bucket_is_hardened(deployed: Deployed) -> None:
    bucket = deployed.summary["logBucket"]
    assert bucket["name"] == deployed.run.exports["logBucket"]
    assert (bucket["versioning"], bucket["encryption"], bucket["tlsOnly"]) == (True, "aws:kms", True)
    assert (bucket["publicAccessBlocked"], bucket["ownerEnforced"]) == (True, True)


def test_every_enabled_region_but_the_approved_is_watched(deployed: Deployed) -> None:
    alert = deployed.summary["alert"]
    assert alert["watchedRegions"] == sorted(set(deployed.account.regions) - {HOME, "eu-west-1"})
    assert alert["unwatchedRegions"] == [HOME, "eu-west-1"]
    assert alert["approvedRegions"] == [HOME, "eu-west-1"]
    assert alert["functionReadsQueue"] is True
    assert alert["subscriptions"] == [{"protocol": "email", "endpoint": "ops@example.com", "confirmed": True}]


def test_there_is_one_provider_and_the_summary_is_json(deployed: Deployed) -> None:
    assert deployed.summary["providers"] == 1
    assert deployed.summary["resources"] == len(deployed.run.made)
    assert json.loads(json.dumps(deployed.summary)) == deployed.summary


def test_what_is_stood_in_for_is_listed_before_anything_ran(deployed: Deployed) -> None:
    named = " ".join(deployed.summary["emulated"])
    for part in ("log files", "EventBridge", "Lambda function", "schedule", "email", "alarms"):
        assert part in named


def test_a_write_in_each_watched_region_alerts_exactly_once(deployed: Deployed) -> None:
    account = deployed.account
    told: dict[str, list[str]] = {}
    with collect_messages(account, deployed.run.exports["alertTopicArn"]) as inbox:
        for region in account.regions:
            # Sooner, a new region of a known principal and call may wait for the next one.
            account.clock.skip(1800)
            put_activity(account, region, {"eventName": "CreateKeyPair", "sourceIPAddress": "198.51.100.7"})
            assert [started.error for started in tick(account)] == [""]
            told[region] = [message.subject + message.body for message in inbox.read()]
    assert {region: len(messages) for region, messages in told.items()} == {
        region: 0 if region in (HOME, "eu-west-1") else 1 for region in account.regions
    }
    for region, messages in told.items():
        for message in messages:
            for word in (region, "CreateKeyPair", "user/rehearsal", "198.51.100.7"):
                assert word in message
    assert account.undelivered == []


def test_many_events_in_three_groups_make_one_message(deployed: Deployed) -> None:
    account = deployed.account
    with collect_messages(account, deployed.run.exports["alertTopicArn"]) as inbox:
        records = [{"eventName": f"Delete{'ABC'[number % 3]}"} for number in range(300)]
        put_activities(account, "us-west-2", records)
        tick(account)
        (message,) = inbox.read()
    assert message.attributes["count"] == "300"
