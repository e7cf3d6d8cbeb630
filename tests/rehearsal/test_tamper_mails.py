"""How many mails tampering makes: a few, however many calls, and the digest names what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.rehearsal.conftest import HOME
from tests.rehearsal.inbox import Message, collect_messages
from tests.rehearsal.test_alarms import CONFIG, TAMPER_ALARM, Deployed, record
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.activity import put_activities
from wizard.rehearsal.stand_ins.alarms import look
from wizard.rehearsal.stand_ins.schedules import tick


@pytest.fixture
def deployed() -> Iterator[Deployed]:
    with open_account(HOME) as account:
        run = deploy(account, CONFIG)
        assert run.refusal is None
        yield Deployed(account, dict(run.exports))


def mails(deployed: Deployed, regions: dict[str, list[dict[str, Any]]], minutes: int = 6) -> list[Message]:
    """What reaches people of these calls within some minutes, but for alarms that say that all is well."""
    account = deployed.account
    deployed.pass_minutes(2)
    with collect_messages(account, deployed.exports["alertTopicArn"]) as inbox:
        for region, records in regions.items():
            put_activities(account, region, records, files=False)
        for _ in range(minutes):
            look(account)
            tick(account)
        return [message for message in inbox.read() if not message.subject.startswith("OK:")]


def queue(deployed: Deployed) -> str:
    name = deployed.exports["alertQueueUrl"].rpartition("/")[2]
    return f"https://sqs.{HOME}.amazonaws.com/{deployed.account.id}/{name}"


def test_a_thousand_taggings_in_a_minute_are_at_most_three_mails(deployed: Deployed) -> None:
    tagging = record("TagQueue", "sqs", queueUrl=queue(deployed), tags={"a": "b"})
    found = mails(deployed, {HOME: [tagging] * 1000})
    assert len(found) <= 3
    assert found[0].subject == TAMPER_ALARM
    assert any("TagQueue" in message.body for message in found[1:])


def test_a_deploy_that_changes_every_tag_is_at_most_three_mails(deployed: Deployed) -> None:
    trail = f"arn:aws:cloudtrail:{HOME}:{deployed.account.id}:trail/everyregion"
    topic = deployed.exports["alertTopicArn"]
    at_home = [
        record("AddTags", "cloudtrail", resourceId=trail),
        record("PutBucketTagging", "s3", bucketName=deployed.exports["logBucket"]),
        record("TagQueue", "sqs", queueUrl=queue(deployed)),
        record("TagResource", "sns", resourceArn=topic),
        record("PutRule", "events", name="everyregion-tamper-trail"),
        record("PutMetricAlarm", "monitoring", alarmName="everyregion-alert-late"),
    ]
    roles = [
        record("TagRole", "iam", roleName=f"everyregion-{HOME}-alert-{role}")
        for role in ("digest", "schedule", "forward")
    ]
    found = mails(deployed, {HOME: at_home, "us-east-1": roles})
    assert len(found) <= 3
    told = " ".join(message.body for message in found)
    assert [name for name in ("AddTags", "PutBucketTagging", "TagQueue", "TagRole") if name not in told] == []


def test_a_tamper_event_that_comes_again_is_not_told_twice(deployed: Deployed) -> None:
    stop = {
        **record("StopLogging", "cloudtrail", name="everyregion"),
        "eventID": "b" * 8 + "-1111-2222-3333-" + "c" * 12,
    }
    first = mails(deployed, {HOME: [stop]})
    assert ["StopLogging" in message.subject + message.body for message in first] == [False, True]
    again = mails(deployed, {HOME: [stop]})
    assert [message for message in again if "StopLogging" in message.body] == []


def test_what_was_changed_is_in_the_digest_s_subject(deployed: Deployed) -> None:
    stop = record("StopLogging", "cloudtrail", name="everyregion")
    found = mails(deployed, {HOME: [stop], "us-west-2": [{"eventName": "CreateKeyPair"}]})
    (digest,) = (message for message in found if message.subject != TAMPER_ALARM)
    assert "StopLogging" in digest.subject
    assert json.loads(digest.body)["schema"].startswith("everyregion/")
