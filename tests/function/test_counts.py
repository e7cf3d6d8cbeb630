"""Whatever comes, folds and is killed in whatever order: no event is lost, and none is counted twice."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from botocore.exceptions import ClientError

from components.region_alert.function.digest import shares
from tests.function.scene import World, event


def anything(source: random.Random, number: int) -> dict[str, object]:
    changes: dict[str, object] = {
        "recipientAccountId": f"{source.randint(1, 3):012}",
        "awsRegion": source.choice(["ap-south-1", "sa-east-1", "us-west-1"]),
        "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::1:user/{source.randint(1, 30)}"},
        "sourceIPAddress": f"203.0.113.{source.randint(1, 40)}",
    }
    if source.random() < 0.2:
        changes["eventSource"] = "cloudtrail.amazonaws.com"
    if source.random() < 0.5:
        changes["errorCode"] = "AccessDenied"
    return event(number, f"Call{source.randint(1, 40)}", **changes)


def one_run(world: World, source: random.Random) -> bool:
    """A run, which may be killed or find the topic out of order. True where it was killed."""
    chance = source.random()
    if chance < 0.2:
        killed = world.run_killed_after(source.randint(0, 25))
        world.minutes_pass(7)
        return killed
    world.topic.refuses = ["InternalError"] if chance < 0.3 else []
    with suppress(ClientError):
        world.run()
    world.topic.refuses = []
    return False


@pytest.mark.parametrize("seed", range(12))
def test_every_event_is_told_and_counted_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source = random.Random(seed)
    monkeypatch.setattr(shares, "MOST_GROUPS", source.choice([5, 20, 1000]))
    monkeypatch.setattr(shares, "MOST_FOLDS", source.choice([2, 5, 200]))
    monkeypatch.setattr(shares, "OWN_REST", source.choice([2, 12]))
    monkeypatch.setattr(shares, "ACCOUNT_REST", source.choice([4, 100]))
    monkeypatch.setattr(shares, "OWN_CHANGES", source.choice([1, 3, 20]))
    monkeypatch.setattr(shares, "MOST_SHARED", source.choice([2, 400]))
    world, sent, killed = World(), 0, False
    for _ in range(source.randint(5, 30)):
        records = [anything(source, sent + number) for number in range(source.choice([0, 1, 5, 60]))]
        world.send(*records, *records[: source.choice([0, 0, 3])])
        sent += len(records)
        killed |= one_run(world, source)
        world.minutes_pass(source.choice([1, 1, 1, 10, 70, 1500]))
    for minutes in (*[7] * 30, *[1500] * 6, *[1] * 30):
        world.minutes_pass(minutes)
        world.run()
    told = sum(world.told().values())
    assert world.queue.bodies == {}
    assert told >= sent if killed else told == sent
