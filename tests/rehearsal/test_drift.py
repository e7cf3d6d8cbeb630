"""What somebody changes by hand shows when the resource is read again; and makers bear many threads."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.lives import LIVES
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.catalogue import maker_for

Hand = Callable[[EmulatedAccount], object]


def client(service: str, call: str, region: str | None = None, **parameters: Any) -> Hand:
    return lambda account: getattr(account.client(service, region), call)(**parameters)


CASES: list[tuple[str, str, Any, Hand]] = [
    (
        "aws:s3/bucketPolicy:BucketPolicy",
        "policy",
        json.loads(world.text(world.TLS_ONLY)),
        client("s3", "put_bucket_policy", Bucket=world.BUCKET, Policy=world.text(world.TLS_ONLY)),
    ),
    (
        "aws:s3/bucketVersioning:BucketVersioning",
        "versioningConfiguration",
        {"status": "Suspended"},
        client(
            "s3",
            "put_bucket_versioning",
            Bucket=world.BUCKET,
            VersioningConfiguration={"Status": "Suspended"},
        ),
    ),
    (
        "aws:cloudtrail/trail:Trail",
        "enableLogging",
        False,
        client("cloudtrail", "stop_logging", Name=world.TRAIL),
    ),
    (
        "aws:cloudwatch/eventRule:EventRule",
        "state",
        "DISABLED",
        client("events", "disable_rule", "us-west-2", Name="watch"),
    ),
    (
        "aws:lambda/function:Function",
        "environment",
        {"variables": {}},
        client(
            "lambda",
            "update_function_configuration",
            FunctionName="digest",
            Environment={"Variables": {}},
        ),
    ),
    (
        "aws:cloudwatch/logGroup:LogGroup",
        "retentionInDays",
        0,
        client("logs", "delete_retention_policy", logGroupName="/aws/lambda/digest"),
    ),
    (
        "aws:dynamodb/table:Table",
        "ttl",
        {"enabled": False},
        client(
            "dynamodb",
            "update_time_to_live",
            TableName="seen",
            TimeToLiveSpecification={"Enabled": False, "AttributeName": "expires"},
        ),
    ),
    (
        "aws:iam/role:Role",
        "tags",
        {},
        client("iam", "untag_role", RoleName="forward", TagKeys=["Project"]),
    ),
]


@pytest.mark.parametrize(("type", "name", "value", "hand"), CASES, ids=[case[0] for case in CASES])
def test_a_change_by_hand_is_read_back(
    account: EmulatedAccount, type: str, name: str, value: Any, hand: Hand
) -> None:
    life, maker = LIVES[type], maker_for(type)
    id, outputs = maker.create(account, "thing", {**life.inputs, **(life.before(account) or {})})
    hand(account)
    found = maker.read(account, id, outputs) or {}
    live = (
        json.loads(found[name]) if isinstance(value, dict) and isinstance(found[name], str) else found[name]
    )
    assert live == value
    assert found != outputs


def test_the_same_policy_in_other_white_space_is_no_drift(account: EmulatedAccount) -> None:
    policy = json.dumps(json.loads(world.BUCKET_POLICY), indent=4)
    world.log_bucket(account, None)
    maker = maker_for("aws:s3/bucketPolicy:BucketPolicy")
    id, outputs = maker.create(account, "p", {"bucket": world.BUCKET, "policy": policy})
    account.client("s3").put_bucket_policy(Bucket=world.BUCKET, Policy=world.BUCKET_POLICY)
    assert maker.read(account, id, outputs) == outputs


def test_makers_bear_many_threads_at_once(account: EmulatedAccount) -> None:
    def made(number: int) -> str:
        return world.make(account, "sqs/queue:Queue", name=f"queue-{number}")[1]["name"]

    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(made, range(40)))
    listed = account.client("sqs").list_queues(MaxResults=100)["QueueUrls"]
    assert sorted(url.rsplit("/", 1)[-1] for url in listed) == sorted(names)
