"""Ways in which an intruder could keep a call from being named through the text that they choose: their
record can't be read, their name can't be seen, their mail is taken for another's."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest

from tests.function.cases import SETTINGS
from tests.function.scene import FOLDER, World, event
from tests.function.test_flood import role

NAME = "111122223333_CloudTrail_ap-south-1_20240501T1000Z_abcdefghijklmnop.json.gz"
DEEP = "[" * 5000 + "]" * 5000
UNREADABLE = {
    "a number of 5,000 digits": "9" * 5000,
    "the same as a negative one": "-" + "9" * 5000,
    "lists in lists in lists": DEEP,
    "objects in objects": '{"a":' * 5000 + "1" + "}" * 5000,
}


def spelt(record: dict[str, Any], request: str) -> str:
    """The record's JSON with this as its request."""
    return json.dumps({**record, "requestParameters": "HERE"}).replace('"HERE"', request)


def envelope(record: str) -> str:
    return (
        '{"source": "aws.s3", "detail-type": "AWS API Call via CloudTrail", "account": "111122223333",'
        f' "region": "eu-west-1", "detail": {record}}}'
    )


@pytest.mark.parametrize("request_", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("by", ["rules", "delivered logs", "a tamper rule"])
def test_a_call_whose_record_python_can_not_read_is_named_all_the_same(by: str, request_: str) -> None:
    world = World(replace(SETTINGS, log_files="AWSLogs/"))
    bad = spelt(event(1, "PutBucketPolicy", eventSource="s3.amazonaws.com"), request_)
    if by == "rules":
        world.queue.send(envelope(bad))
    elif by == "a tamper rule":
        world.queue.send(f'{{"tamper": "bucket", "event": {envelope(bad)}}}')
    else:
        good = json.dumps(event(2, "CreateVpc"))
        whole = f'{{"Records":[{bad},{good}]}}'
        world.deliver([], FOLDER + NAME, gzip.compress(whole.encode()))
    world.run()
    [message] = world.topic.messages()
    [group] = [one for one in message["groups"] if one["eventName"] == "PutBucketPolicy"]
    assert (group["principal"], group["region"], group["account"], group["count"]) == (
        "arn:aws:iam::111122223333:user/maria",
        "ap-south-1",
        "111122223333",
        1,
    )
    assert ("tamper" in group) == (by == "a tamper rule")
    assert by != "delivered logs" or world.told()["CreateVpc"] == 1
    assert world.queue.bodies == {}


def test_thousands_of_them_in_a_log_file_do_not_keep_the_next_record_from_being_read(world: World) -> None:
    bad = [spelt(event(number, f"Create{number % 5}"), DEEP) for number in range(1500)]
    whole = f'{{"Records":[{",".join([*bad, json.dumps(event(2000, "PutBucketPolicy"))])}]}}'
    world.deliver([], FOLDER + NAME, gzip.compress(whole.encode()))
    world.run()
    assert world.told() == {
        **{f"Create{number}": 300 for number in range(5)},
        "PutBucketPolicy": 1,
        "UnreadableLogFile": 1,
    }


def test_what_a_caller_puts_into_the_request_is_not_taken_for_what_cloudtrail_wrote(world: World) -> None:
    forged = '{"eventName": "DescribeVpcs", "awsRegion": "eu-west-1", "userIdentity": {}, "x": %s}'
    world.queue.send(envelope(spelt(event(1, "PutBucketPolicy"), forged % DEEP)))
    world.run()
    assert world.told() == {"PutBucketPolicy": 1}


def test_text_without_a_call_is_still_left_for_the_dead_letters(world: World) -> None:
    world.queue.send(envelope(DEEP))
    assert world.run().left_behind == 1


LONG_PATH = "/".join(["x" * 60] * 8)


def test_a_role_with_a_path_of_500_letters_is_shown_by_its_name(world: World) -> None:
    world.send(event(1, "PutBucketPolicy", userIdentity=role(f"{LONG_PATH}/PowerUser-of-the-intruder")))
    world.run()
    [group] = world.topic.messages()[0]["groups"]
    assert group["principal"].endswith("/PowerUser-of-the-intruder")
    assert len(group["principal"]) <= 300
    assert "/PowerUser-of-the-intruder\n" in world.topic.texts()[0]
    assert world.topic.published[0]["Subject"] == (
        "Everyregion: PutBucketPolicy in ap-south-1, 1 event, by role/PowerUser-of-the-intruder"
    )


def test_roles_that_differ_in_their_long_path_alone_are_two(world: World) -> None:
    for number, letter in enumerate("ab"):
        path = f"{LONG_PATH}/{letter * 60}/{LONG_PATH}"
        world.send(event(number, userIdentity=role(f"{path}/{'n' * 64}")))
    world.run()
    assert len(world.topic.messages()[0]["groups"]) == 2


# The text that spam filters are tested with: they drop a mail that holds it.
GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"


@pytest.mark.parametrize("bait", [GTUBE, "www.dbltest.com", "evil.example.com"])
def test_no_name_can_be_one_that_mail_filters_act_on_or_mail_programs_make_a_link_of(
    world: World, bait: str
) -> None:
    world.send(event(1, userIdentity=role(f"{bait}/name", session=bait)))
    world.send(event(2, userIdentity=role(f"path/{bait}")))
    change = event(3, "DeleteObject", eventSource="s3.amazonaws.com")
    world.queue.send(
        json.dumps({"tamper": "bucket", "event": {"detail": {**change, "userIdentity": {"arn": bait}}}})
    )
    world.run()
    assert bait not in world.topic.texts()[0]
    assert bait not in world.topic.published[0]["Subject"]
    assert bait in [one["principal"] for one in world.topic.messages()[0]["groups"]]


def test_names_of_aws_and_addresses_are_shown_as_they_are(world: World) -> None:
    world.send(event(1, errorCode="Client.DryRunOperation", userIdentity=role("deploy", "i-0abc.v1")))
    world.run()
    text = world.topic.texts()[0]
    for shown in ("ec2.amazonaws.com", "Client.DryRunOperation", "203.0.113.64", "role/deploy", "i-0abc.v1"):
        assert shown in text


def test_the_subject_names_other_changes_to_the_trail_beside_the_first(world: World) -> None:
    for number, name in enumerate(["AddTags", "AddTags", "StopLogging", "DeleteTrail", "UpdateTrail"]):
        change = event(number, name, eventSource="cloudtrail.amazonaws.com", awsRegion="eu-west-1")
        world.queue.send(json.dumps({"tamper": "trail", "event": {"detail": change}}))
    world.run()
    assert world.topic.published[0]["Subject"] == (
        "Everyregion: audit trail or alert changed: AddTags, StopLogging by ..., and 3 more groups, 5 events"
    )
