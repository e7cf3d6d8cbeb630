"""One digest after another: what is told, when, and what stays in the queue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from components.region_alert.function.digest import shares
from tests.function.scene import World, event, events, refusal


def test_a_write_in_an_unapproved_region_is_told_at_the_next_digest(world: World) -> None:
    world.send(event())
    world.run()
    [message] = world.topic.messages()
    [group] = message["groups"]
    assert (
        group["region"],
        group["principal"],
        group["eventName"],
        group["count"],
        group["sourceIPAddresses"],
    ) == (
        "ap-south-1",
        "arn:aws:iam::111122223333:user/maria",
        "RunInstances",
        1,
        ["203.0.113.64"],
    )
    assert world.queue.bodies == {}


def test_noise_is_deleted_and_not_told(world: World) -> None:
    world.send(event(awsRegion="eu-west-1"), event(1, eventType="AwsServiceEvent"))
    report = world.run()
    assert world.topic.published == []
    assert world.queue.bodies == {}
    assert report.counts["noise"] == 2


def test_an_idle_run_tells_nothing_and_comes_to_its_end(world: World) -> None:
    assert world.run().outcome == "done"
    assert world.topic.published == []


def test_both_sources_and_a_redelivery_count_an_event_once(world: World) -> None:
    world.send(event(1), event(1))
    world.deliver([event(1), event(2)])
    assert world.run().counts["repeated"] == 2
    world.send(event(2))
    world.deliver([event(1)])
    report = world.run()
    assert report.counts["repeated"] == 2
    assert len(world.topic.published) == 1
    assert world.told() == {"RunInstances": 2}


def test_a_region_comes_from_the_record_and_not_from_the_envelope(world: World) -> None:
    world.send(event(awsRegion="sa-east-1"))
    world.run()
    assert world.topic.messages()[0]["groups"][0]["region"] == "sa-east-1"


def test_groups_differ_by_account_principal_and_event_and_not_by_region(world: World) -> None:
    other = {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/jonas"}
    world.send(
        event(1),
        event(2),
        event(3, recipientAccountId="444455556666"),
        event(4, awsRegion="sa-east-1"),
        event(5, userIdentity=other),
        event(6, "CreateVpc"),
        event(7, eventSource="example.amazonaws.com"),
    )
    world.run()
    [message] = world.topic.messages()
    assert sorted(group["count"] for group in message["groups"]) == [1, 1, 1, 1, 3]
    [several] = [group for group in message["groups"] if group["count"] == 3]
    assert several["regions"] == {"ap-south-1": 2, "sa-east-1": 1}


def test_a_known_group_is_silent_within_the_hour(world: World) -> None:
    world.send(event(1))
    world.run()
    world.minutes_pass(59)
    world.send(event(2))
    world.run()
    assert len(world.topic.published) == 1
    assert world.queue.bodies == {}


def test_a_known_group_is_repeated_after_an_hour_with_the_count_since(world: World) -> None:
    world.send(event(1))
    world.run()
    for number in (2, 3, 4):
        world.minutes_pass(20)
        world.send(event(number))
        world.run()
    assert [message["groups"][0]["count"] for message in world.topic.messages()] == [1, 3]
    assert world.topic.messages()[1]["groups"][0]["total"] == 4
    assert world.topic.messages()[1]["groups"][0]["new"] is False


def test_what_came_within_the_hour_is_told_after_it_though_nothing_more_comes(world: World) -> None:
    world.send(event(1))
    world.run()
    world.send(event(2))
    world.minutes_pass(1)
    world.run()
    world.minutes_pass(60)
    world.run()
    world.minutes_pass(120)
    world.run()
    assert [message["groups"][0]["count"] for message in world.topic.messages()] == [1, 1]


def test_a_new_group_is_told_at_once_while_a_known_one_waits(world: World) -> None:
    world.send(event(1))
    world.run()
    world.send(event(2), event(3, "CreateVpc"))
    world.run()
    assert [group["eventName"] for group in world.topic.messages()[1]["groups"]] == ["CreateVpc"]


def test_a_session_of_the_same_role_is_the_same_group_and_its_name_is_shown(world: World) -> None:
    def session(name: str) -> dict[str, Any]:
        issuer = {"type": "Role", "arn": "arn:aws:iam::111122223333:role/ops"}
        return {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::111122223333:assumed-role/ops/{name}",
            "sessionContext": {"sessionIssuer": issuer},
        }

    world.send(event(1, userIdentity=session("a")), event(2, userIdentity=session("b")))
    world.run()
    [group] = world.topic.messages()[0]["groups"]
    assert (group["principal"], group["count"], group["sessions"]) == (
        "arn:aws:iam::111122223333:role/ops",
        2,
        ["a", "b"],
    )


@pytest.mark.parametrize("body", ["", "junk", "[]", "{}", '{"detail": []}', '{"detail": {}}', "[" * 100_000])
def test_a_message_that_is_neither_event_nor_file_stays_behind_alone(world: World, body: str) -> None:
    world.queue.send(body)
    world.send(event())
    report = world.run()
    assert list(world.queue.bodies.values()) == [body]
    assert report.left_behind == 1
    assert len(world.topic.published) == 1


def test_nothing_is_deleted_when_the_topic_refuses(world: World) -> None:
    world.send(event())
    world.topic.refuses = ["Throttled"]
    with pytest.raises(ClientError):
        world.run()
    assert len(world.queue.bodies) == 1


def test_a_group_that_could_not_be_told_is_told_by_the_next_run_once(world: World) -> None:
    world.send(event(1))
    world.topic.refuses = ["Throttled"]
    with pytest.raises(ClientError):
        world.run()
    world.minutes_pass(1)
    world.run()
    world.minutes_pass(10)
    world.run()
    assert world.told() == {"RunInstances": 1}
    assert world.queue.bodies == {}


def test_a_topic_out_of_order_for_hours_loses_and_doubles_nothing(world: World) -> None:
    for number in range(300):
        world.send(event(number))
        world.topic.refuses = ["InternalError"]
        with pytest.raises(ClientError):
            world.run()
        world.minutes_pass(1)
    world.run()
    world.minutes_pass(10)
    world.run()
    assert world.told() == {"RunInstances": 300}
    assert world.queue.bodies == {}


def test_a_message_that_sns_finds_invalid_goes_out_plain(world: World) -> None:
    world.send(event())
    world.topic.refuses = ["InvalidParameter"]
    world.run()
    [message] = world.topic.published
    assert message["Message"].startswith("Everyregion: RunInstances in ap-south-1")
    assert (
        "1. RunInstances (ec2.amazonaws.com): 1 event, arn:aws:iam::111122223333:user/maria, ap-south-1"
        in (message["Message"])
    )
    assert "MessageStructure" not in message


def test_messages_whose_deletion_fails_come_back_and_are_recognised(world: World) -> None:
    world.send(*events(range(10)))
    world.queue.failing_deletes = 14
    report = world.run()
    assert (report.not_deleted, len(world.queue.bodies)) == (4, 4)
    world.minutes_pass(10)
    world.run()
    assert world.queue.bodies == {}
    assert world.told() == {"RunInstances": 10}


def test_a_queue_that_cannot_be_read_does_not_keep_what_is_stored_from_being_told(world: World) -> None:
    world.send(event())
    world.topic.refuses = ["InternalError"]
    with pytest.raises(ClientError):
        world.run()
    world.queue.refuses = "AWS.SimpleQueueService.NonExistentQueue"
    report = world.run()
    assert world.told() == {"RunInstances": 1}
    assert report.outcome == "the queue can't be read: AWS.SimpleQueueService.NonExistentQueue"


def test_a_second_run_beside_the_first_does_nothing(world: World) -> None:
    world.send(event())
    assert world.run_killed_after(1)
    assert world.run().outcome == "busy"
    assert world.topic.published == []


def test_a_run_that_lost_its_lease_meanwhile_deletes_nothing(world: World) -> None:
    world.send(event(1))
    world.run()
    world.send(event(1))
    receive = world.queue.receive_message

    def overtaken(**request: Any) -> Any:
        world.table.items["lease"]["owner"] = {"S": "another"}
        return receive(**request)

    world.queue.receive_message = overtaken  # type: ignore[method-assign]
    assert world.run().outcome == "stopped: another run holds the lease"
    assert len(world.queue.bodies) == 1


def test_a_killed_run_is_followed_when_its_lease_has_ended(world: World) -> None:
    world.send(event())
    assert world.run_killed_after(1)
    world.minutes_pass(1.1)
    assert world.run().outcome == "done"
    assert len(world.topic.published) == 1


def test_a_run_stops_taking_messages_when_its_time_runs_out_and_tells_what_it_has(world: World) -> None:
    world.send(*events(range(50)))
    receive = world.queue.receive_message

    def slow(**request: Any) -> Any:
        world.seconds_left -= 60
        return receive(**request)

    world.queue.receive_message = slow  # type: ignore[method-assign]
    report = world.run()
    assert report.messages == 30
    assert world.told() == {"RunInstances": 30}
    assert len(world.queue.bodies) == 20


def test_more_groups_than_a_message_holds_follow_in_the_next(world: World) -> None:
    world.send(*(event(number, f"Call{number:03}{'x' * 100}") for number in range(300)))
    first = world.run()
    assert first.groups_waiting == 300 - first.groups_told > 0
    assert f"... and {first.groups_waiting} more groups" in world.topic.texts()[0]
    for _ in range(10):
        world.minutes_pass(1)
        world.run()
    assert sorted(world.told().values()) == [1] * 300
    assert all(len(message["Message"].encode()) < 256 * 1024 for message in world.topic.published)


def test_too_many_groups_are_counted_together_and_none_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "MOST_GROUPS", 20)
    world.send(*(event(number, f"Call{number}") for number in range(100)))
    world.run()
    assert world.told()["many others"] == 80
    assert (
        "More groups than can be told apart, counted together\n"
        "  Who       arn:aws:iam::111122223333:user/maria\n  Where     ap-south-1" in world.topic.texts()[0]
    )
    assert sum(world.told().values()) == 100


def test_the_others_are_never_silent_within_the_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "MOST_GROUPS", 5)
    world.send(*(event(number, f"Call{number}") for number in range(10)))
    world.topic.refuses = ["InternalError"]
    with pytest.raises(ClientError):
        world.run()
    world.send(*(event(number, f"Call{number}") for number in range(10, 20)))
    world.run()
    assert world.told()["many others"] == 15


def test_groups_that_were_told_make_room_for_new_ones(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "MOST_GROUPS", 5)
    for number in range(20):
        world.send(event(number, f"Call{number}"))
        world.run()
    assert "many others" not in world.told()


class TestWithoutItsTable:
    def table(self, world: World, *broken: str) -> Any:
        class Broken:
            def __getattr__(self, name: str) -> Any:
                def refuse(**_: Any) -> Any:
                    raise refusal("ProvisionedThroughputExceededException", name)

                return refuse if name in broken else getattr(world.table, name)

        return Broken()

    EVERYTHING = ("update_item", "get_item", "put_item", "batch_get_item", "batch_write_item")

    @pytest.mark.parametrize("broken", [*((name,) for name in EVERYTHING), EVERYTHING], ids=str)
    def test_what_is_in_the_queue_is_told_all_the_same(self, world: World, broken: tuple[str, ...]) -> None:
        world.send(*events(range(30)))
        world.run(world.clients(self.table(world, *broken)))
        assert world.told() == {"RunInstances": 30}
        assert world.queue.bodies == {}

    @pytest.mark.parametrize("broken", [*((name,) for name in EVERYTHING), EVERYTHING], ids=str)
    def test_a_known_group_is_told_at_once_since_it_can_not_be_kept(
        self, world: World, broken: tuple[str, ...]
    ) -> None:
        world.send(event(1))
        world.run()
        world.send(event(2))
        world.run(world.clients(self.table(world, *broken)))
        assert world.told() == {"RunInstances": 2}

    def test_the_message_says_that_it_may_be_repeated(self, world: World) -> None:
        world.send(event())
        report = world.run(world.clients(self.table(world, *self.EVERYTHING)))
        assert report.memory == "update_item: ProvisionedThroughputExceededException"
        assert "this may be repeated" in world.topic.texts()[0]

    def test_all_groups_are_told_though_one_message_does_not_hold_them(self, world: World) -> None:
        world.send(*(event(number, f"Call{number:03}{'x' * 100}") for number in range(300)))
        world.run(world.clients(self.table(world, "put_item")))
        assert len(world.told()) == 300

    def test_a_table_that_comes_back_goes_on_as_before(self, world: World) -> None:
        world.send(event(1))
        world.run(world.clients(self.table(world, "put_item")))
        world.minutes_pass(2)
        world.send(event(2))
        world.run()
        world.send(event(3))
        world.run()
        assert [message["groups"][0]["count"] for message in world.topic.messages()] == [1, 1]


def test_the_queue_is_asked_as_the_settings_say(world: World) -> None:
    asked = []
    receive = world.queue.receive_message

    def watch(**request: Any) -> Any:
        asked.append((request["QueueUrl"], request["WaitTimeSeconds"]))
        return receive(**request)

    world.queue.receive_message = watch  # type: ignore[method-assign]
    world.run(settings=replace(world.settings, queue_wait_seconds=7))
    assert asked == [("https://sqs.eu-west-1.amazonaws.com/111122223333/alerts", 7)]


def test_ten_thousand_events_in_three_groups_through_both_sources_are_one_message(world: World) -> None:
    names = ("RunInstances", "CreateVpc", "CreateKeyPair")
    everything = [event(number, names[number % 3]) for number in range(10_000)]
    world.send(*everything)
    world.send(*everything[::10])
    for start in range(0, 10_000, 1000):
        world.deliver(everything[start : start + 1000])
    world.announce(next(iter(world.files.objects)))
    world.run()
    world.minutes_pass(10)
    world.run()
    [message] = world.topic.messages()
    assert [group["count"] for group in message["groups"]] == [3334, 3333, 3333]
    assert message["events"] == 10_000
    assert world.queue.bodies == {}
