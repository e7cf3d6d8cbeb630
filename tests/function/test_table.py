"""The table the other tests use behaves as the emulator's, for all that the digest asks of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from components.region_alert.function.digest.memory import LeaseLost, Memory
from components.region_alert.function.digest.table import ConditionFailed, MemoryLost
from components.region_alert.function.digest.table import Table as DigestTable
from tests.function import table
from tests.function.scene import Time, World, event, events, refusal


@pytest.fixture(params=["emulator", "memory"])
def client(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield table.Table()
        return
    with mock_aws():
        emulated = boto3.client("dynamodb", "eu-west-1")
        emulated.create_table(
            TableName="digest",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield emulated


def memory(client: Any, clock: Time) -> Memory:
    return Memory(DigestTable(client, "digest", lambda _: None), clock)


def test_digests_follow_each_other(client: Any) -> None:
    world = World(table=client)
    world.send(*events(range(60)))
    world.run()
    world.send(event(5), event(100), event(101, "CreateVpc"))
    world.run()
    world.minutes_pass(61)
    world.run()
    assert [message["events"] for message in world.topic.messages()] == [60, 1, 1]


def test_a_run_that_was_cut_off_before_its_counts_were_stored_leaves_its_ids_unseen(client: Any) -> None:
    clock = Time()
    first = memory(client, clock)
    assert first.open() is not None
    assert first.unseen(["a", "b"]) == {"a", "b"}
    clock.now += 61
    second = memory(client, clock)
    assert second.open() is not None
    assert second.unseen(["a", "c"]) == {"a", "c"}


def test_a_run_that_was_cut_off_after_its_counts_were_stored_leaves_its_ids_seen(client: Any) -> None:
    clock = Time()
    first = memory(client, clock)
    state = first.open()
    assert state is not None
    first.unseen(["a", "b"])
    state.commits.append(first.run)
    first.save(state)
    clock.now += 61
    second = memory(client, clock)
    assert second.open() is not None
    assert second.unseen(["a", "c"]) == {"c"}


def test_an_id_is_seen_within_its_own_run(client: Any) -> None:
    here = memory(client, Time())
    here.open()
    assert here.unseen(["a"]) == {"a"}
    assert here.unseen(["a"]) == set()


def test_one_run_at_a_time_holds_the_lease(client: Any) -> None:
    clock = Time()
    first = memory(client, clock)
    first.open()
    assert memory(client, clock).open() is None
    first.close(clean=True)
    assert memory(client, clock).open() is not None


def test_a_lease_that_is_kept_does_not_end(client: Any) -> None:
    clock = Time()
    first = memory(client, clock)
    first.open()
    for _ in range(10):
        clock.now += 30
        first.keep()
    assert memory(client, clock).open() is None


def test_a_run_that_lost_its_lease_may_not_go_on(client: Any) -> None:
    clock = Time()
    first = memory(client, clock)
    first.open()
    clock.now += 61
    assert memory(client, clock).open() is not None
    with pytest.raises(LeaseLost):
        first.keep()


def test_groups_written_by_another_run_are_not_written_over(client: Any) -> None:
    clock = Time()
    first, second = memory(client, clock), memory(client, clock)
    state = first.open()
    clock.now += 61
    other = second.open()
    assert state is not None
    assert other is not None
    second.save(other)
    clock.now -= 61
    with pytest.raises(LeaseLost):
        first.save(state)


def test_runs_that_are_settled_leave_the_list_of_those_begun(client: Any) -> None:
    clock = Time()
    first = memory(client, clock)
    state = first.open()
    assert state is not None
    state.commits.append(first.run)
    first.save(state)
    clock.now += 61
    second = memory(client, clock)
    second.open()
    lease = client.get_item(TableName="digest", Key={"pk": {"S": "lease"}})["Item"]
    assert lease["started"]["SS"] == [second.run]


def test_event_ids_expire_after_a_week(client: Any) -> None:
    here = memory(client, Time(1000))
    here.open()
    here.unseen(["a"])
    item = client.get_item(TableName="digest", Key={"pk": {"S": "id#a"}})["Item"]
    assert item["expires"] == {"N": str(1000 + 7 * 24 * 3600)}


class Sparing(table.Table):
    """Does only part of each batch, as a busy table does."""

    def __init__(self, client: Any, share: int) -> None:
        super().__init__()
        self.client, self.share = client, share

    def batch_get_item(self, **request: Any) -> Any:
        [(name, wanted)] = request["RequestItems"].items()
        some, rest = wanted["Keys"][: self.share], wanted["Keys"][self.share :]
        answer = (
            self.client.batch_get_item(RequestItems={name: {**wanted, "Keys": some}})
            if some
            else {"Responses": {}}
        )
        return {**answer, "UnprocessedKeys": {name: {**wanted, "Keys": rest}} if rest else {}}

    def batch_write_item(self, **request: Any) -> Any:
        [(name, puts)] = request["RequestItems"].items()
        some, rest = puts[: self.share], puts[self.share :]
        if some:
            self.client.batch_write_item(RequestItems={name: some})
        return {"UnprocessedItems": {name: rest} if rest else {}}


def test_a_batch_that_comes_back_half_done_is_finished(client: Any) -> None:
    digest = DigestTable(Sparing(client, 4), "digest", lambda _: None)
    digest.put_many([{"pk": {"S": f"id#{number}"}} for number in range(25)])
    assert len(list(digest.get_many([f"id#{number}" for number in range(30)]))) == 25


def test_a_batch_that_never_gets_done_is_a_lost_memory() -> None:
    waited: list[float] = []
    digest = DigestTable(Sparing(table.Table(), 0), "digest", waited.append)
    with pytest.raises(MemoryLost, match="writes undone"):
        digest.put_many([{"pk": {"S": "id#1"}}])
    with pytest.raises(MemoryLost, match="reads undone"):
        list(digest.get_many(["id#1"]))
    assert waited[:8] == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]


def test_a_refused_call_is_a_lost_memory_and_a_failed_condition_is_not() -> None:
    class Refusing(table.Table):
        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

        def put_item(self, **_: Any) -> Any:
            raise refusal(self.code)

    with pytest.raises(MemoryLost, match="put_item: AccessDeniedException"):
        DigestTable(Refusing("AccessDeniedException"), "digest").put({})
    with pytest.raises(ConditionFailed):
        DigestTable(Refusing("ConditionalCheckFailedException"), "digest").put({})
