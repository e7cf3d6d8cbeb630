"""`destroy` of a stack that took a trail over: its bucket's notification still works for the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.engine import handmade
from tests.engine.base import BASE
from tests.engine.desk import Desk, desk
from tests.engine.handmade import ACCOUNT, BUCKET, SIEM, TRAIL
from tests.engine.scene import HOME
from tests.wizard.command import Ran

pytestmark = pytest.mark.engine

OURS = f"arn:aws:sqs:{HOME}:{ACCOUNT}:acme-siem"
EXPORTS = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "exports/"}]}}
THEIRS = {"Id": "exports", "QueueArn": SIEM, "Events": ["s3:ObjectCreated:*"], "Filter": EXPORTS}


@dataclass
class Story:
    """Each command in this order, and which queues the bucket told after each."""

    ran: dict[str, Ran] = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    it = Story()
    with desk(tmp_path_factory.mktemp("given-back") / "at", {**BASE, "logReaders": ["210987654321"]}) as at:
        handmade.make(at.account)
        notify(at, {"QueueConfigurations": [THEIRS]})

        def tell(name: str, *words: str) -> None:
            it.ran[name] = at.run(*words)
            it.told[name] = told(at)

        tell("set up", "--defaults", "--set", f"adoptTrail={TRAIL}", "--yes")
        tell("deploy", "deploy", "--yes")
        tell("destroy", "destroy", "--yes")
        tell("deploy again", "deploy", "--yes")
    return it


def notify(at: Desk, document: dict[str, Any]) -> None:
    at.account.client("s3").put_bucket_notification_configuration(
        Bucket=BUCKET, NotificationConfiguration=document
    )


def told(at: Desk) -> list[str]:
    found = at.account.client("s3").get_bucket_notification_configuration(Bucket=BUCKET)
    return [one["QueueArn"] for one in found.get("QueueConfigurations") or ()]


def test_while_the_stack_is_there_both_queues_hear_of_new_files(story: Story) -> None:
    assert [ran.code for ran in story.ran.values()] == [0, 0, 0, 0], story.ran
    assert story.told["deploy"] == [SIEM, OURS]


def test_a_queue_that_goes_with_the_stack_leaves_the_notification(story: Story) -> None:
    assert story.told["destroy"] == [SIEM]


def test_it_says_what_stays_and_that_it_is_given_back(story: Story) -> None:
    text = " ".join(story.ran["destroy"].out.split())
    assert f"Left in AWS - bucket {BUCKET} - trail {TRAIL}" in text
    assert "The trail was there before the stack, and goes on as the last deploy left it" in text
    assert "delete it for good" not in text


def test_what_was_given_back_can_be_taken_over_again(story: Story) -> None:
    assert story.told["deploy again"] == [SIEM, OURS]
