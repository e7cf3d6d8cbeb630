"""The message: words for people, JSON for machines, a chat's notification, within what SNS takes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from components.region_alert.function.digest.aws import Notification
from components.region_alert.function.digest.grouping import DRILL, FOLD, Call, Key, Tally, summarise
from components.region_alert.function.digest.lines import Line
from components.region_alert.function.digest.message import compose
from tests.function import scene
from tests.function.cases import SETTINGS
from tests.function.scene import event

MACHINES = ("sqs", "lambda", "https", "http", "email-json", "firehose")
NASTY = "a\r\nSubject: x\x00\x1b[31m\u202e\u2066\u2028\u200b\ufeff\ud800\U000e0041z"


def line(
    record: dict[str, Any] | None = None,
    count: int = 1,
    new: bool = True,
    total: int = 0,
    key: Key | None = None,
) -> Line:
    found = summarise(event() if record is None else record)
    counts = Tally()
    for _ in range(count):
        counts.add(found)
    return Line(key or found.key, counts, new, total or count, "aws")


def published(*lines: Line, chat: bool = False) -> Notification:
    arguments, _ = compose(list(lines), replace(SETTINGS, chat=chat))
    return arguments


def form(arguments: Mapping[str, Any], protocol: str) -> Any:
    text = scene.form(arguments, protocol)
    return text if protocol in ("email", "sms") else json.loads(text)


def text_of(**changes: Any) -> str:
    return form(published(line(event(**changes))), "email")


def test_the_words_say_who_what_where_whence_when_and_how_often() -> None:
    text = text_of()
    assert "1. RunInstances (ec2.amazonaws.com)\n" in text
    assert "Who       arn:aws:iam::111122223333:user/maria\n" in text
    assert "Where     ap-south-1 (Asia Pacific (Mumbai)), account 111122223333\n" in text
    assert "From      203.0.113.64\n" in text
    assert "When      2024-05-01 10:00:00 UTC\n" in text
    assert "How many  1\n" in text
    assert "What to do next\n- Ask whoever is named above" in text


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("cloudformation.amazonaws.com", "RunInstances (ec2.amazonaws.com) through CloudFormation\n"),
        ("signin.amazonaws.com", "RunInstances (ec2.amazonaws.com) through the console\n"),
        ("athena.amazonaws.com", "RunInstances (ec2.amazonaws.com) through athena.amazonaws.com\n"),
    ],
)
def test_the_words_say_through_which_service(service: str, said: str) -> None:
    assert said in text_of(userIdentity={"type": "Root", "arn": "arn:aws:iam::1:root", "invokedBy": service})


def test_the_words_say_what_was_refused() -> None:
    assert "How many  1; refused or failed: AccessDenied (1)\n" in text_of(errorCode="AccessDenied")


def test_a_span_of_time_has_both_ends() -> None:
    found = line()
    found.counts.add(summarise(event(125)))
    text = form(published(found), "email")
    assert "When      2024-05-01 10:00:00 to 2024-05-01 10:02:05 UTC\n" in text


def test_a_repeat_says_the_count_since_and_in_all() -> None:
    text = form(published(line(count=3, new=False, total=10)), "email")
    assert "How many  3 since the last message, 10 in all\n" in text


@pytest.mark.parametrize(
    ("partition", "region", "address"),
    [
        (
            "aws",
            "ap-south-1",
            "https://ap-south-1.console.aws.amazon.com/cloudtrailv2/home?region=ap-south-1#",
        ),
        (
            "aws-cn",
            "cn-north-1",
            "https://cn-north-1.console.amazonaws.cn/cloudtrailv2/home?region=cn-north-1#",
        ),
        (
            "aws-us-gov",
            "us-gov-east-1",
            "https://us-gov-east-1.console.amazonaws-us-gov.com/cloudtrailv2/home?region=us-gov-east-1#",
        ),
        (
            "aws-eusc",
            "eusc-de-east-1",
            "https://eusc-de-east-1.console.amazonaws-eusc.eu/cloudtrailv2/home?region=eusc-de-east-1#",
        ),
    ],
)
def test_the_link_is_into_the_partitions_own_console(partition: str, region: str, address: str) -> None:
    there = line(event(awsRegion=region))._replace(partition=partition)
    assert f"Look      {address}/events/00000000-0000-4000-8000-000000000000\n" in form(
        published(there), "email"
    )


@pytest.mark.parametrize("region", ["evil.example.com/x", "ap-south-1.evil", "unknown", "", "a b-c-1"])
def test_a_region_that_is_none_gets_no_link(region: str) -> None:
    text = text_of(awsRegion=region)
    assert "Look " not in text
    assert "https://" not in text


def test_an_event_without_a_usual_id_is_looked_up_by_its_name() -> None:
    assert "#/events?EventName=RunInstances\n" in text_of(eventID="short")


@pytest.mark.parametrize("name", ["x" * 500, "ü" * 300, NASTY, "\n" * 200, "a b"])
@pytest.mark.parametrize("region", ["ap-south-1", "x" * 300, NASTY])
def test_a_subject_is_under_100_plain_characters(name: str, region: str) -> None:
    for lines in (
        [line(event(name=name, awsRegion=region))],
        [line(event(name=name, awsRegion=region)), line()],
    ):
        subject = published(*lines)["Subject"]
        assert 0 < len(subject) < 100
        assert re.fullmatch(r"[ -~]+", subject)


def test_the_subject_names_a_single_group() -> None:
    assert (
        published(line(count=3))["Subject"]
        == "Everyregion: RunInstances in ap-south-1, 3 events, by user/maria"
    )


def test_the_subject_names_the_first_of_several_groups_and_counts_the_others() -> None:
    first = line(event(name="CreateVpc", awsRegion="sa-east-1", eventTime="2024-05-01T09:59:59Z"))
    subject = published(line(count=3), first)["Subject"]
    assert subject == "Everyregion: CreateVpc in sa-east-1 by user/maria, and 1 more group, 4 events"


FIELDS = (
    "eventName",
    "eventSource",
    "awsRegion",
    "sourceIPAddress",
    "errorCode",
    "recipientAccountId",
    "eventID",
    "eventTime",
    "userAgent",
)


@pytest.mark.parametrize("chat", [False, True])
@pytest.mark.parametrize("field", [*FIELDS, "arn", "invokedBy", "session", "userName"])
def test_no_text_of_an_event_breaks_a_line_or_hides(field: str, chat: bool) -> None:
    record = event()
    if field in FIELDS:
        record[field] = NASTY
    elif field == "session":
        record["userIdentity"] = {
            "arn": f"arn:aws:sts::1:assumed-role/r/{NASTY}",
            "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::1:role/r"}},
        }
    elif field == "userName":
        record["userIdentity"] = {"type": "IAMUser", "userName": NASTY}
    else:
        record["userIdentity"] = {**record["userIdentity"], field: NASTY}
    arguments = published(line(record), chat=chat)
    arguments["Message"].encode()
    text = form(arguments, "email")
    assert "\nSubject:" not in text
    strings = [text, *(value for value in walk(form(arguments, "sqs")))]
    if chat:
        strings += list(walk(form(arguments, "https")))
    for value in strings:
        assert not [
            c for c in value.replace("\n", "") if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        ]
    for value in walk(form(arguments, "sqs")):
        assert "\n" not in value


def walk(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in walk(part)]
    return [text for part in value for text in walk(part)] if isinstance(value, list) else []


def test_an_address_in_an_event_can_not_be_clicked() -> None:
    text = text_of(userIdentity={"arn": "arn:aws:iam::1:role/http://evil.example/x"})
    assert "http://" not in text
    assert "http[:]//evil[.]example/x" in text


def test_a_long_value_ends_with_an_ellipsis() -> None:
    [who] = [row for row in text_of(sourceIPAddress="2001:db8::" + "f" * 5000).splitlines() if "From" in row]
    assert len(who) < 320


def test_long_principals_that_begin_alike_stay_two_groups() -> None:
    keys = {summarise(event(userIdentity={"arn": "arn:" + "x" * 2000 + end})).key for end in "ab"}
    assert len(keys) == 2
    assert all(len(key.principal) <= 300 for key in keys)


def test_machines_get_the_same_in_json() -> None:
    message = form(published(line(event(errorCode="AccessDenied"), count=2)), "sqs")
    assert (message["schema"], message["events"], message["account"]) == (
        "everyregion/alert/1",
        2,
        "111122223333",
    )
    [group] = message["groups"]
    assert group == {
        "account": "111122223333",
        "region": "ap-south-1",
        "regionName": "Asia Pacific (Mumbai)",
        "regions": {"ap-south-1": 2},
        "rank": "refused-or-failed",
        "principal": "arn:aws:iam::111122223333:user/maria",
        "sessions": [],
        "eventName": "RunInstances",
        "eventSource": "ec2.amazonaws.com",
        "count": 2,
        "failed": 2,
        "total": 2,
        "new": True,
        "news": [],
        "firstTime": "2024-05-01T10:00:00Z",
        "lastTime": "2024-05-01T10:00:00Z",
        "sourceIPAddresses": ["203.0.113.64"],
        "through": [],
        "errorCodes": {"AccessDenied": 2},
        "eventId": "00000000-0000-4000-8000-000000000000",
        "console": "https://ap-south-1.console.aws.amazon.com/cloudtrailv2/home?region=ap-south-1"
        "#/events/00000000-0000-4000-8000-000000000000",
    }


def test_every_protocol_for_machines_gets_that_json_and_people_get_words() -> None:
    arguments = published(line())
    assert {form(arguments, one)["schema"] for one in MACHINES} == {"everyregion/alert/1"}
    assert form(arguments, "email").startswith("1 event in 1 group, in AWS regions that")
    assert form(arguments, "sms") == arguments["Subject"]


def test_each_form_is_sent_once() -> None:
    for chat, forms in ((False, ["default", "email", "sms"]), (True, ["default", "email", "https", "sms"])):
        assert sorted(json.loads(published(line(), chat=chat)["Message"])) == forms


def test_a_message_shows_more_than_a_hundred_groups() -> None:
    assert compose(many(1000), SETTINGS)[1] > 100


def test_attributes_can_be_filtered_by() -> None:
    elsewhere = line(event(awsRegion="sa-east-1", recipientAccountId="444455556666"))
    arguments = published(line(count=2), elsewhere)
    assert arguments["MessageAttributes"] == {
        "kind": {"DataType": "String", "StringValue": "region-alert"},
        "region": {"DataType": "String.Array", "StringValue": '["ap-south-1", "sa-east-1"]'},
        "account": {"DataType": "String.Array", "StringValue": '["111122223333", "444455556666"]'},
        "count": {"DataType": "Number", "StringValue": "3"},
        "groups": {"DataType": "Number", "StringValue": "2"},
        "digest": {"DataType": "String", "StringValue": form(arguments, "sqs")["digest"]},
    }


class TestDrill:
    RECORD = event(1, errorCode="Client.DryRunOperation")
    KEY = summarise(RECORD).key._replace(kind=DRILL, about="3f9c2d71 rules")

    def line(self) -> Line:
        return line(self.RECORD, key=self.KEY)

    def test_is_labelled_and_carries_its_nonce(self) -> None:
        arguments = published(self.line())
        assert arguments["Subject"] == "Everyregion DRILL: RunInstances in ap-south-1, 1 event, by user/maria"
        assert "1. DRILL 3f9c2d71 by the rules: RunInstances (ec2" in form(arguments, "email")
        assert "if you ran no drill now, it is real" in form(arguments, "email")
        assert arguments["MessageAttributes"]["drill"] == {"DataType": "String", "StringValue": "3f9c2d71"}
        [group] = form(arguments, "sqs")["groups"]
        assert (group["drill"], group["sources"]) == ("3f9c2d71", ["rules"])

    def test_beside_real_activity_marks_neither_the_subject_nor_what_is_filtered_by(self) -> None:
        arguments = published(line(), self.line())
        assert "DRILL" not in arguments["Subject"]
        assert "drill" not in arguments["MessageAttributes"]
        assert "1. RunInstances (ec2.amazonaws.com)\n" in form(arguments, "email")
        assert "2. DRILL 3f9c2d71 by the rules: RunInstances (ec2" in form(arguments, "email")

    def test_is_nothing_that_a_user_agent_makes_of_it(self) -> None:
        keys = {
            summarise(event(number, userAgent=f"everyregion-drill/{number}", errorCode="X")).key
            for number in range(5)
        }
        assert [key.kind for key in keys] == [""]


def many(count: int, **changes: Any) -> list[Line]:
    return [line(event(number, name=f"Call{number:05}", **changes)) for number in range(count)]


@pytest.mark.parametrize("chat", [False, True])
@pytest.mark.parametrize(
    "changes", [{}, {"sourceIPAddress": "ü" * 128, "errorCode": "𝄞" * 128}], ids=["plain", "wide"]
)
def test_what_does_not_fit_is_left_for_the_next_message_and_counted(
    changes: dict[str, str], chat: bool
) -> None:
    arguments, shown = compose(many(1000, **changes), replace(SETTINGS, chat=chat))
    assert 20 < shown < 1000
    assert len(arguments["Message"].encode()) < 256 * 1024
    assert len(form(arguments, "sqs")["groups"]) == shown
    left = [f"Call{number:05}" for number in range(shown, 1000)]
    assert form(arguments, "sqs")["more"] == {"groups": len(left), "events": len(left), "calls": left}
    assert form(arguments, "sqs")["events"] == 1000
    assert f"... and {len(left)} more groups ({len(left)} events), in the next message: Call" in form(
        arguments, "email"
    )


@pytest.mark.parametrize("chat", [False, True])
@pytest.mark.parametrize("letter", ["x", "ü", "𝄞", "\u202e", '"', "\\"])
def test_a_single_group_fits_however_much_of_everything_it_has(letter: str, chat: bool) -> None:
    counts = Tally()
    for number in range(60):
        for examples in (counts.addresses, counts.through, counts.details):
            if len(examples) < 9:
                examples[f"{number}{letter * 126}"] = 1
        counts.errors[f"{letter * 20}{number % 9}"] = 1
        counts.regions[f"zz-made-{number % 49}"] = 1
    for number in range(300):
        counts.note(f"{number}{letter * 290}", Call(2, 1, "2024-05-01T10:00:00Z", "2024-05-01T10:00:01Z"))
    counts.count, counts.rank, counts.region = 60, 2, "zz-made-1"
    key = Key("1" * 64, letter * 300, "many others", "", FOLD)
    others = [line(event(name=f"{number}{letter * 120}")) for number in range(400)]
    arguments, shown = compose([Line(key, counts, True, 60, "aws"), *others], replace(SETTINGS, chat=chat))
    assert shown >= 1
    assert len(arguments["Message"].encode()) < 256 * 1024
