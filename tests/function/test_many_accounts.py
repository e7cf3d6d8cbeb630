"""An organization's accounts share one message: none can crowd another out, and none is taken for another."""

from __future__ import annotations

from typing import Any

import pytest

from tests.function.scene import World, event

NOISY = ("222233330001", "222233330002", "222233330003")
QUIET = "777788889999"


def by(account: str, user: str = "maria", number: int = 0, **changes: Any) -> dict[str, Any]:
    identity = {
        "type": "IAMUser",
        "arn": f"arn:aws:iam::{account}:user/{user}",
        "accountId": account,
        "userName": user,
    }
    name = changes.pop("name", "RunInstances")
    return event(number, name, userIdentity=identity, recipientAccountId=account, **changes)


def flood(world: World, errors: bool = False) -> None:
    """Three accounts, each with thousands of calls by hundreds of users."""
    refused = {"errorCode": "AccessDenied"} if errors else {}
    number = 10_000
    for account in NOISY:
        for user in range(200):
            for call in range(10):
                number += 1
                world.send(by(account, f"user{user}", number, name=f"Make{call}", **refused))


def groups(world: World) -> list[dict[str, Any]]:
    return [group for message in world.topic.messages() for group in message["groups"]]


@pytest.mark.parametrize("errors", [False, True], ids=["writes", "refused"])
@pytest.mark.parametrize(
    ("name", "source"), [("StopLogging", "cloudtrail.amazonaws.com"), ("CreateUser", "iam.amazonaws.com")]
)
@pytest.mark.parametrize("first", [True, False], ids=["before the flood", "after it"])
def test_a_quiet_members_one_call_is_named_in_the_first_message(
    world: World, name: str, source: str, errors: bool, first: bool
) -> None:
    one = by(QUIET, "intruder", 1, name=name, eventSource=source)
    if first:
        world.send(one)
    flood(world, errors)
    if not first:
        world.send(one)
    world.run()
    found = [group for group in world.topic.messages()[0]["groups"] if group["account"] == QUIET]
    assert [(group["eventName"], group["principal"], group["count"]) for group in found] == [
        (name, f"arn:aws:iam::{QUIET}:user/intruder", 1)
    ]
    assert f"account {QUIET}" in world.topic.texts()[0]


def test_each_flooding_account_has_a_like_share_of_the_first_message(world: World) -> None:
    flood(world)
    world.run()
    shares = [
        sum(group["account"] == account for group in world.topic.messages()[0]["groups"]) for account in NOISY
    ]
    assert min(shares) > 40
    assert max(shares) - min(shares) <= 1


def test_each_account_has_a_line_of_its_own_for_what_is_folded_and_nothing_is_left_out(world: World) -> None:
    flood(world, errors=True)
    world.run()
    folds = [group for group in groups(world) if group["eventName"] == "many others"]
    assert {group["account"] for group in folds} >= {*NOISY}
    assert world.topic.messages()[0]["events"] == 6000


def test_one_users_name_in_two_accounts_is_not_one_group(world: World) -> None:
    world.send(by(NOISY[0], number=1), by(NOISY[1], number=2))
    world.run()
    assert sorted((group["account"], group["count"], group["new"]) for group in groups(world)) == [
        (NOISY[0], 1, True),
        (NOISY[1], 1, True),
    ]


def test_one_role_of_a_third_account_that_acts_in_two_is_not_one_group(world: World) -> None:
    for number, account in enumerate(NOISY[:2]):
        world.send({**by(NOISY[2], "vendor", number), "recipientAccountId": account})
    world.run()
    assert sorted(group["account"] for group in groups(world)) == sorted(NOISY[:2])


def test_that_a_call_is_known_in_one_account_keeps_it_quiet_in_no_other(world: World) -> None:
    world.send(by(NOISY[0], number=1))
    world.run()
    world.minutes_pass(1)
    world.send(by(NOISY[0], number=2), by(NOISY[1], number=3))
    world.run()
    [group] = world.topic.messages()[1]["groups"]
    assert (group["account"], group["new"]) == (NOISY[1], True)


def test_a_new_account_is_told_of_without_any_change_to_the_function(world: World) -> None:
    name = f"{QUIET}_CloudTrail_sa-east-1_20240501T1000Z_{7:016}.json.gz"
    key = f"AWSLogs/o-abcdefghij/{QUIET}/CloudTrail/sa-east-1/2024/05/01/{name}"
    world.deliver([by(QUIET, awsRegion="sa-east-1")], key)
    world.run()
    [group] = groups(world)
    assert (group["account"], group["region"]) == (QUIET, "sa-east-1")
