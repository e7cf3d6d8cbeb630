"""Clients that ask AWS each thing once."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.wizard.aws_fake import Fake
from wizard.account.asked_once import AskedOnce


def test_what_was_asked_is_not_asked_again_and_other_parameters_are_another_question() -> None:
    fake = Fake({"s3.get_bucket_policy": lambda Bucket: {"Policy": Bucket}})
    once = AskedOnce(fake.client)
    answers = [once("s3", "eu-west-1").get_bucket_policy(Bucket=name) for name in ("a", "a", "b")]
    assert [one["Policy"] for one in answers] == ["a", "a", "b"]
    assert fake.asked == ["s3.get_bucket_policy", "s3.get_bucket_policy"]


def test_each_region_is_asked_itself() -> None:
    fake = Fake({"cloudtrail.get_trail_status": {"IsLogging": True}})
    once = AskedOnce(fake.client)
    for region in ("eu-west-1", "us-east-1", "eu-west-1"):
        once("cloudtrail", region).get_trail_status(Name="x")
    assert fake.regions == ["eu-west-1", "us-east-1"]


def test_a_refusal_is_remembered_too() -> None:
    fake = Fake({"s3.get_bucket_policy": "AccessDenied"})
    once = AskedOnce(fake.client)
    for _ in range(2):
        with pytest.raises(ClientError, match="AccessDenied"):
            once("s3", "eu-west-1").get_bucket_policy(Bucket="a")
    assert len(fake.asked) == 1


def test_two_that_ask_at_the_same_time_wait_for_one_answer() -> None:
    asked: list[str] = []

    def slow(**_: Any) -> dict[str, int]:
        asked.append("")
        time.sleep(0.05)
        return {"answer": len(asked)}

    once = AskedOnce(Fake({"sts.get_caller_identity": slow}).client)
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(once("sts", "eu-west-1").get_caller_identity()))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [{"answer": 1}] * 8


def test_it_notes_credentials_that_expired_and_regions_that_a_policy_closes() -> None:
    closed = "AccessDeniedException: with an explicit deny in a service control policy"
    fake = Fake({"events.list_rules": closed, "s3.get_bucket_policy": "ExpiredToken"})
    once = AskedOnce(fake.client)
    with pytest.raises(ClientError):
        once("events", "us-west-2").list_rules()
    assert (once.closed, once.expired) == ({"us-west-2"}, "")
    with pytest.raises(ClientError):
        once("s3", "eu-west-1").get_bucket_policy(Bucket="a")
    assert once.expired.startswith("The AWS credentials have expired (ExpiredToken).")
