"""A message that may have gone out before: people and programs know it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from components.region_alert.function.digest import clients
from components.region_alert.function.digest.telling import PUBLISH_SECONDS
from tests.function.cases import SETTINGS
from tests.function.scene import Killed, Topic, World, event, refusal
from tests.function.test_breaks import Throttled

LATE = ReadTimeoutError(endpoint_url="https://sns.eu-west-1.amazonaws.com")


class SlowTopic(Topic):
    """Publishes, and then something else happens than an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.instead: list[BaseException] = [LATE]
        self.meanwhile: Callable[[], None] = lambda: None

    def publish(self, **message: Any) -> Any:
        self.meanwhile()
        answer = super().publish(**message)
        if self.instead:
            raise self.instead.pop()
        return answer


@pytest.fixture
def topic() -> SlowTopic:
    return SlowTopic()


@pytest.fixture
def slow(topic: SlowTopic) -> World:
    world = World()
    world.topic = topic
    return world


def ids(world: World) -> list[str]:
    return [message["digest"] for message in world.topic.messages()]


def run_unanswered(world: World) -> None:
    with pytest.raises(ReadTimeoutError):
        world.run()
    world.minutes_pass(3)


def test_what_is_sent_again_bears_the_same_id_in_every_form(slow: World) -> None:
    slow.send(event(1), event(2, "CreateVpc"))
    run_unanswered(slow)
    slow.run()
    first, second = slow.topic.published
    assert ids(slow)[0] == ids(slow)[1]
    assert {one["MessageAttributes"]["digest"]["StringValue"] for one in (first, second)} == {ids(slow)[0]}
    assert all(text.endswith(f"Digest {ids(slow)[0]}.") for text in slow.topic.texts())
    assert first["Subject"] == second["Subject"]


def test_the_second_says_that_the_first_may_have_been_heard(slow: World) -> None:
    slow.send(event(1))
    run_unanswered(slow)
    slow.run()
    note = f"SNS gave no answer to digest {ids(slow)[0]}: you may have some of this already."
    assert [message["notes"] for message in slow.topic.messages()] == [[], [note]]
    assert f"\n{note}\n" in slow.topic.texts()[1]


def test_one_that_tells_more_has_another_id_and_names_the_first(slow: World) -> None:
    slow.send(event(1))
    run_unanswered(slow)
    slow.send(event(2))
    slow.run()
    assert ids(slow)[0] != ids(slow)[1]
    assert f"digest {ids(slow)[0]}:" in slow.topic.messages()[1]["notes"][0]


def test_after_an_answer_nothing_is_said_of_it_any_more(slow: World) -> None:
    slow.send(event(1))
    run_unanswered(slow)
    slow.run()
    slow.minutes_pass(1)
    slow.send(event(2, "CreateVpc"))
    slow.run()
    assert slow.topic.messages()[2]["notes"] == []
    assert len(set(ids(slow))) == 2


def test_a_run_that_is_killed_before_it_remembered_is_followed_by_the_same_id(
    slow: World, topic: SlowTopic
) -> None:
    topic.instead = [Killed()]
    slow.send(event(1))
    with pytest.raises(Killed):
        slow.run()
    slow.minutes_pass(3)
    slow.run()
    assert len(ids(slow)) == 2
    assert ids(slow)[0] == ids(slow)[1]
    assert "SNS gave no answer" in slow.topic.messages()[1]["notes"][0]


def test_what_sns_refused_did_not_go_out_and_nothing_is_said_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = refusal("Throttled", "Publish")
    error.response["ResponseMetadata"] = {"HTTPStatusCode": 429}
    publish = world.topic.publish

    def refuse(**_: Any) -> Any:
        raise error

    monkeypatch.setattr(world.topic, "publish", refuse)
    world.send(event(1))
    with pytest.raises(ClientError):
        world.run()
    monkeypatch.setattr(world.topic, "publish", publish)
    world.run()
    assert [message["notes"] for message in world.topic.messages()] == [[]]


def test_an_error_of_sns_s_own_may_have_gone_out(world: World) -> None:
    world.topic.refuses = ["InternalError"]
    world.send(event(1))
    with pytest.raises(ClientError):
        world.run()
    world.run()
    assert "SNS gave no answer" in world.topic.messages()[0]["notes"][0]


def test_while_sns_takes_its_time_no_other_run_publishes(slow: World, topic: SlowTopic) -> None:
    outcomes: list[str] = []

    def another_run() -> None:
        topic.meanwhile = lambda: None
        slow.clock.now += PUBLISH_SECONDS - 1
        outcomes.append(slow.run().outcome)

    topic.meanwhile = another_run
    topic.instead = []
    slow.send(event(1))
    slow.run()
    assert outcomes == ["busy"]
    assert len(slow.topic.published) == 1


def test_an_hour_without_an_answer_is_at_most_two_mails_a_run_and_all_bear_one_id(
    slow: World, topic: SlowTopic
) -> None:
    topic.instead = [LATE] * 20
    slow.send(event(1))
    for _ in range(20):
        run_unanswered(slow)
    slow.run()
    assert (len(ids(slow)), len(set(ids(slow)))) == (21, 1)
    made: Any = clients.make(SETTINGS).sns
    config = made.meta.config
    assert config.retries["total_max_attempts"] == 2
    assert 2 * 2 * (config.read_timeout + config.connect_timeout) < PUBLISH_SECONDS


def test_what_is_told_without_a_table_has_another_id_for_another_event() -> None:
    # Nothing is counted over there: each is the first of its group.
    world = World(table=Throttled())
    for number in range(2):
        world.send(event(number))
        world.run()
    assert len(set(ids(world))) == 2


def test_two_digests_of_one_group_have_two_ids(world: World) -> None:
    for number in range(3):
        world.send(event(number))
        world.run()
        world.minutes_pass(24 * 60)
    assert len(set(ids(world))) == 3
