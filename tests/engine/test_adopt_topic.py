"""A trail whose SNS topic was given by its ARN is taken over, and afterwards nothing differs for ever."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.engine import handmade
from tests.engine.base import BASE
from tests.engine.desk import desk
from tests.engine.handmade import TOPIC, TRAIL
from tests.wizard.command import Ran

pytestmark = pytest.mark.engine


@dataclass
class Story:
    """Each command in this order, and the trail's topic before and afterwards."""

    ran: list[Ran]
    before: str
    after: str


@pytest.fixture(scope="module")
def story(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    with desk(tmp_path_factory.mktemp("topic") / "at", {**BASE, "regionAlert": []}) as at:
        handmade.make(at.account)
        trails = at.account.client("cloudtrail")
        trails.update_trail(Name="acme", SnsTopicName=TOPIC)

        def topic() -> str:
            return trails.describe_trails(trailNameList=["acme"])["trailList"][0]["SnsTopicARN"]

        before = topic()
        commands = (
            ("--defaults", "--set", f"adoptTrail={TRAIL}", "--yes"),
            ("deploy", "--yes"),
            ("preview", "--refresh", "--expect-no-changes"),
        )
        return Story([at.run(*words) for words in commands], before, topic())


def test_the_trail_is_taken_over_with_its_topic(story: Story) -> None:
    assert [ran.code for ran in story.ran[:2]] == [0, 0], story.ran[1].err
    assert story.before == story.after == TOPIC


def test_nothing_differs_afterwards(story: Story) -> None:
    assert story.ran[2].code == 0, story.ran[2].out
