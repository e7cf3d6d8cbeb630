"""Every maker's whole life: made, read back, changed, deleted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal.lives import LIVES, Life
from tests.rehearsal.pulumi_aws import FACTS
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.base import Maker
from wizard.rehearsal.makers.catalogue import NoMaker, every_type, maker_for

each_type = pytest.mark.parametrize("type", sorted(LIVES))
CHANGING = sorted(type for type, life in LIVES.items() if life.change)


def born(account: EmulatedAccount, type: str) -> tuple[Maker, str, dict[str, Any], dict[str, Any]]:
    life: Life = LIVES[type]
    inputs = {**life.inputs, **(life.before(account) or {})}
    id, outputs = maker_for(type).create(account, "thing", inputs)
    return maker_for(type), id, inputs, outputs


def test_each_maker_has_a_life_in_these_tests() -> None:
    assert sorted(LIVES) == every_type()


def test_a_type_without_a_maker_is_an_error_that_names_it() -> None:
    with pytest.raises(NoMaker, match="aws:ec2/vpc:Vpc"):
        maker_for("aws:ec2/vpc:Vpc")


@each_type
def test_outputs_are_the_inputs_and_more(account: EmulatedAccount, type: str) -> None:
    _, _, inputs, outputs = born(account, type)
    assert {name: outputs[name] for name in inputs if name != "code"} == {
        name: value for name, value in inputs.items() if name != "code"
    }
    assert outputs["id"]


@each_type
def test_one_that_nobody_touched_reads_back_without_a_difference(account: EmulatedAccount, type: str) -> None:
    maker, id, _, outputs = born(account, type)
    assert maker.read(account, id, outputs) == outputs


@each_type
def test_a_deleted_one_is_gone_and_deleting_it_again_is_fine(account: EmulatedAccount, type: str) -> None:
    maker, id, _, outputs = born(account, type)
    maker.delete(account, id, outputs)
    left = maker.read(account, id, outputs)
    # Versioning, a lock and a topic's policy can't be taken off: pulumi-aws leaves the weakest there is.
    remaining = {
        "aws:s3/bucketVersioning:BucketVersioning": {"versioningConfiguration": {"status": "Suspended"}},
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {
            "objectLockEnabled": "Enabled"
        },
        "aws:sns/topicPolicy:TopicPolicy": {"owner": account.id},
        "aws:s3/bucketNotification:BucketNotification": {"eventbridge": False},
    }
    if type in remaining:
        assert left is not None
        assert {name: left[name] for name in remaining[type]} == remaining[type]
    else:
        assert left is None
    maker.delete(account, id, outputs)


@pytest.mark.parametrize("type", CHANGING)
def test_a_change_is_made_in_place_and_read_back(account: EmulatedAccount, type: str) -> None:
    maker, id, inputs, outputs = born(account, type)
    wanted = {**inputs, **LIVES[type].change}
    assert set(LIVES[type].change) & FACTS[type].replaces == set()
    changed = maker.update(account, id, outputs, wanted)
    assert {name: changed[name] for name in LIVES[type].change} == LIVES[type].change
    assert maker.read(account, id, changed) == changed


@each_type
def test_inputs_are_told_from_what_aws_computed(account: EmulatedAccount, type: str) -> None:
    _, _, inputs, outputs = born(account, type)
    found = FACTS[type].inputs_of(outputs)
    assert set(inputs) <= set(found)
    assert not set(found) & (FACTS[type].computed | {"id"})


def test_a_secret_and_a_float_arrive_as_plain_values(account: EmulatedAccount) -> None:
    wrapped = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "events"}
    _, outputs = maker_for("aws:sqs/queue:Queue").create(account, "q", {"name": wrapped, "delaySeconds": 5.0})
    assert (outputs["name"], outputs["delaySeconds"]) == ("events", 5)


def test_without_a_name_one_is_made_from_the_logical_name(account: EmulatedAccount) -> None:
    _, outputs = maker_for("aws:sqs/queue:Queue").create(account, "alert-queue", {})
    assert outputs["name"].startswith("alert-queue-")


def test_a_resource_lands_in_the_region_that_it_asks_for(account: EmulatedAccount) -> None:
    inputs = {"name": "watch", "eventPattern": '{"source":["aws.ec2"]}', "region": "ap-south-1"}
    _, outputs = maker_for("aws:cloudwatch/eventRule:EventRule").create(account, "watch", inputs)
    assert outputs["arn"] == "arn:aws:events:ap-south-1:123456789012:rule/watch"
    assert [rule["Name"] for rule in account.client("events", "ap-south-1").list_rules()["Rules"]] == [
        "watch"
    ]
    assert account.client("events").list_rules()["Rules"] == []


def test_an_import_finds_a_resource_in_another_region_by_its_suffix(account: EmulatedAccount) -> None:
    account.client("sqs", "us-west-2").create_queue(QueueName="events")
    url = account.client("sqs", "us-west-2").get_queue_url(QueueName="events")["QueueUrl"]
    found = maker_for("aws:sqs/queue:Queue").read(account, f"{url}@us-west-2")
    assert found is not None
    assert (found["name"], found["region"]) == ("events", "us-west-2")
