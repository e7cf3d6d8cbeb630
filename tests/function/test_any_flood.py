"""Whatever else comes, before or beside it: a write of its own name is named in the next message."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.function.scene import World, event
from tests.function.test_flood import MOST_BYTES, role

REGIONS = ("ap-south-1", "sa-east-1", "us-west-1", "eu-north-1")
KINDS: dict[str, dict[str, Any]] = {
    "refused": {"errorCode": "AccessDenied"},
    "credentials": {"readOnly": True},
    "writes": {},
    # There are no more calls than these forty that change a trail.
    "changes": {"eventSource": "cloudtrail.amazonaws.com"},
}


def flood(source: random.Random, begin: int) -> list[dict[str, Any]]:
    """Calls of one kind, by few or many, of few or many names."""
    kind = source.choice([*KINDS])
    principals = source.choice([1, 5, 40, 400, 2000])
    calls = source.choice([1, 5, 40] if kind == "changes" else [1, 5, 40, 300, 700])
    name, path = ("Get{}Token" if kind == "credentials" else "Call{}"), source.choice(["", "x" * 50])
    return [
        event(
            begin + number,
            name.format(source.randrange(calls)),
            userIdentity=role(f"{path}p{source.randrange(principals)}", f"s{number}"),
            awsRegion=source.choice(REGIONS),
            sourceIPAddress=f"2001:db8::{number:x}",
            **KINDS[kind],
        )
        for number in range(source.choice([50, 1000, 3000]))
    ]


def named(message: dict[str, Any]) -> set[str]:
    groups = message["groups"]
    folded = {name.partition(" ")[0] for group in groups for name in group.get("calls", ())}
    return {group["eventName"] for group in groups} | folded | set(message["more"]["calls"])


@pytest.mark.parametrize("seed", range(16))
def test_a_write_of_its_own_name_is_named_in_the_next_message(seed: int) -> None:
    source = random.Random(seed)
    world, sent = World(), 0
    for _ in range(source.choice([0, 1, 2])):
        records = flood(source, sent)
        world.deliver(records)
        sent += len(records)
        world.run()
        world.minutes_pass(source.choice([1, 5, 70]))
    records = flood(source, sent)
    who, where = role(source.choice(["p0", "somebody-else"])), source.choice(REGIONS)
    one = event(900_000, "PutBucketPolicy", userIdentity=who, awsRegion=where)
    records.insert(source.choice([0, len(records) // 2, len(records)]), one)
    before = len(world.topic.published)
    world.deliver(records)
    world.run()
    assert "PutBucketPolicy" in named(world.topic.messages()[before])
    assert len(world.topic.published[before]["Message"].encode()) < MOST_BYTES
