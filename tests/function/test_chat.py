"""The message in a chat: Amazon Q Developer's custom notification."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from components.region_alert.function.digest.lines import Line
from components.region_alert.function.digest.message import compose
from tests.function.cases import SETTINGS
from tests.function.scene import event
from tests.function.test_message import form, line, many, published


def notification(*lines: Line) -> dict[str, Any]:
    return form(published(*lines, chat=True), "https")


def test_a_chat_gets_a_custom_notification_of_amazon_q() -> None:
    found = notification(line())
    assert sorted(found) == ["content", "metadata", "source", "version"]
    assert (found["version"], found["source"]) == ("1.0", "custom")
    assert sorted(found["content"]) == ["description", "keywords", "nextSteps", "textType", "title"]
    assert found["content"]["textType"] == "client-markdown"
    assert found["content"]["title"] == "Everyregion: RunInstances in ap-south-1, 1 event, by user/maria"
    assert found["content"]["keywords"] == ["Everyregion", "ap-south-1"]


def test_a_chat_says_who_what_where_and_whence() -> None:
    text = notification(line(count=2))["content"]["description"]
    assert text.startswith(
        "*RunInstances (ec2.amazonaws.com)* (2) "
        "in ap-south-1 (Asia Pacific (Mumbai)), account 111122223333\n"
        "by `arn:aws:iam::111122223333:user/maria` from `203.0.113.64`, last 2024-05-01T10:00:00Z\nhttps://"
    )


@pytest.mark.parametrize(
    "text", ["<!channel>", "<@U0123>", "&lt;!here&gt;", "`*_~x~_*`", "<http://e.example|me>"]
)
def test_nothing_in_an_event_mentions_anybody_or_formats(text: str) -> None:
    found = notification(line(event(name=text, userIdentity={"arn": text}, sourceIPAddress=text)))
    description = found["content"]["description"]
    assert not set("<>&~") & set(description)
    assert description.count("`") == 4
    assert description.count("*") == 2


def test_a_chat_shows_ten_groups_in_full_and_the_others_in_a_line() -> None:
    text = notification(*many(25))["content"]["description"]
    assert text.count("*Call") == 25
    assert text.count("https://") == 10
    assert "\n\n*Call00024 (ec2.amazonaws.com)* (1)" in text


def test_a_chat_shows_what_the_mail_shows_in_the_same_order() -> None:
    arguments, shown = compose(many(1000), replace(SETTINGS, chat=True))
    assert shown > 60
    in_mail = re.findall(r"\d+\. (Call\d+) ", form(arguments, "email"))
    text = form(arguments, "https")["content"]["description"]
    assert re.findall(r"\*(Call\d+) ", text) == in_mail
    assert in_mail == [group["eventName"] for group in form(arguments, "sqs")["groups"]]
    assert len(in_mail) == shown
    last = text.rpartition("\n")[2]
    assert last.startswith(f"... and {1000 - shown} more groups, in the next message: Call{shown:05}, Call")
    assert last.endswith(f", {1000 - shown - 56} others")
    assert len(text) < 8000


def test_a_chat_leaves_mail_and_machines_as_they_are() -> None:
    plain, chat = (json.loads(published(line(), chat=flag)["Message"]) for flag in (False, True))
    assert {**chat, "https": ""} == {**plain, "https": ""}
