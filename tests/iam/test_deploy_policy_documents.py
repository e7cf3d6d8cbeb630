"""Permissions put together as documents: nothing lost, next to nothing added, short enough."""

from __future__ import annotations

from typing import Any

from wizard import iam
from wizard.policy.compose import LONGEST, documents, size
from wizard.policy.permission import Permission, each, equals, like, missing

QUEUE, TOPIC = "arn:aws:sqs:eu-west-1:111122223333:q", "arn:aws:sns:eu-west-1:111122223333:t"
AT_HOME = equals("aws:RequestedRegion", "eu-west-1")


def statements(*permissions: Permission) -> list[dict[str, Any]]:
    (made,) = documents(permissions)
    return made["Statement"]


def rule(region: str, name: str = "watch") -> str:
    return f"arn:aws:events:{region}:111122223333:rule/{name}"


def test_actions_on_one_resource_stand_together_in_order() -> None:
    assert statements(*each("sqs: TagQueue CreateQueue", QUEUE)) == [
        {"Effect": "Allow", "Action": ["sqs:CreateQueue", "sqs:TagQueue"], "Resource": QUEUE}
    ]


def test_resources_with_the_same_actions_stand_together() -> None:
    found = statements(*each("sqs: CreateQueue", QUEUE), *each("sqs: CreateQueue", f"{QUEUE}2"))
    assert found == [
        {"Effect": "Allow", "Action": "sqs:CreateQueue", "Resource": [QUEUE, f"{QUEUE}2"]},
    ]


def test_a_resource_isnt_given_what_only_another_one_needs() -> None:
    found = statements(*each("sqs: CreateQueue TagQueue", QUEUE), *each("sqs: CreateQueue", f"{QUEUE}2"))
    assert [one["Resource"] for one in found] == [f"{QUEUE}2", QUEUE]


def test_a_permission_that_is_needed_twice_is_given_once() -> None:
    assert len(statements(*each("sqs: TagQueue", QUEUE), *each("sqs: TagQueue", QUEUE))) == 1


def test_two_services_are_two_statements() -> None:
    found = statements(*each("sqs: TagQueue", QUEUE), *each("sns: TagResource", TOPIC))
    assert [one["Action"] for one in found] == ["sns:TagResource", "sqs:TagQueue"]


def test_one_name_in_several_regions_is_named_for_every_region() -> None:
    permissions = [Permission("events:PutRule", rule(region)) for region in ("eu-west-1", "us-east-1")]
    assert statements(*permissions)[0]["Resource"] == rule("*")


def test_one_name_in_one_region_stays_there() -> None:
    permissions = [Permission("events:PutRule", rule("us-east-1", name)) for name in ("a", "b")]
    assert statements(*permissions)[0]["Resource"] == [rule("us-east-1", "a"), rule("us-east-1", "b")]


def test_conditions_are_written_as_iam_wants_them() -> None:
    given = (*AT_HOME, *like("s3:prefix", "a/*", "b/*"), *missing("aws:ResourceTag/Name"))
    assert statements(Permission("s3:ListBucket", "*", given))[0]["Condition"] == {
        "StringEquals": {"aws:RequestedRegion": "eu-west-1"},
        "StringLike": {"s3:prefix": ["a/*", "b/*"]},
        "Null": {"aws:ResourceTag/Name": "true"},
    }


def test_conditions_that_differ_in_one_value_are_one_with_both() -> None:
    found = statements(
        Permission("kms:CreateKey", "*", (*equals("aws:RequestTag/Name", "a"), *AT_HOME)),
        Permission("kms:CreateKey", "*", (*equals("aws:RequestTag/Name", "b"), *AT_HOME)),
    )
    assert [one["Condition"]["StringEquals"]["aws:RequestTag/Name"] for one in found] == [["a", "b"]]


def test_conditions_that_differ_in_two_values_stay_apart() -> None:
    def given(tag: str, region: str) -> Permission:
        both = (*equals("aws:RequestTag/Name", tag), *equals("aws:RequestedRegion", region))
        return Permission("kms:CreateKey", "*", both)

    assert len(statements(given("a", "eu-west-1"), given("b", "us-east-1"))) == 2


def test_with_a_condition_and_without_one_stay_apart() -> None:
    found = statements(Permission("sqs:ListQueues", "*"), Permission("sqs:ListQueues", "*", AT_HOME))
    assert ["Condition" in one for one in found] == [False, True]


def test_a_document_that_gets_too_long_is_followed_by_another() -> None:
    many = [Permission(f"sqs:Do{number}", f"{QUEUE}-{number}") for number in range(150)]
    made = documents(many)
    assert len(made) == 3
    assert max(size(document) for document in made) <= LONGEST == 6144
    assert sum(len(document["Statement"]) for document in made) == 150


def test_a_document_is_sound_as_an_identitys_policy() -> None:
    (made,) = documents([*each("sqs: TagQueue", QUEUE), Permission("sqs:ListQueues", "*", AT_HOME)])
    assert iam.problems(made, "identity") == []


def test_white_space_doesnt_count() -> None:
    assert size({"Version": "2012-10-17", "Statement": []}) == len('{"Version":"2012-10-17","Statement":[]}')
