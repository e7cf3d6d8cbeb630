"""The emulated account: sealed off, with the regions of one partition."""

from __future__ import annotations

import os
from typing import Any

import boto3
import pytest

from tests.rehearsal import world
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.regions import partition_of, statuses
from wizard.rehearsal.account.seal import Sealed
from wizard.rehearsal.opening import open_account

DEFAULT_REGIONS = 17


def names(answer: dict[str, Any]) -> list[str]:
    return [region["RegionName"] for region in answer["Regions"]]


def test_an_account_has_the_seventeen_default_regions(account: EmulatedAccount) -> None:
    assert len(account.regions) == DEFAULT_REGIONS
    assert {"us-east-1", "eu-north-1", "sa-east-1"} <= set(account.regions)
    assert "me-south-1" not in account.regions


def test_a_region_that_was_opted_into_is_enabled_too() -> None:
    with open_account("us-east-1", opted_in=["me-south-1"]) as account:
        assert len(account.regions) == DEFAULT_REGIONS + 1
        assert account.region_statuses["me-south-1"] == "opted-in"


def test_a_home_region_that_needs_opting_in_counts_as_opted_in() -> None:
    with open_account("eu-south-2") as account:
        assert account.region_statuses["eu-south-2"] == "opted-in"


@pytest.mark.parametrize(
    ("home", "regions"),
    [
        ("us-gov-west-1", ["us-gov-east-1", "us-gov-west-1"]),
        ("cn-north-1", ["cn-north-1", "cn-northwest-1"]),
        ("eusc-de-east-1", ["eusc-de-east-1"]),
    ],
)
def test_each_partition_has_its_own_regions_and_arns(home: str, regions: list[str]) -> None:
    with open_account(home) as account:
        assert account.regions == regions
        role = account.client("iam").create_role(
            RoleName="r", AssumeRolePolicyDocument=world.trust("lambda")
        )["Role"]
        assert role["Arn"] == f"arn:{partition_of(home)}:iam::123456789012:role/r"
        assert names(account.client("ec2").describe_regions()) == regions


def test_a_region_of_another_partition_cant_be_opted_into() -> None:
    with pytest.raises(ValueError, match="cn-north-1"):
        statuses("us-east-1", ["cn-north-1"])


def test_a_region_that_doesnt_exist_cant_be_home() -> None:
    with pytest.raises(ValueError, match="us-eats-1"):
        EmulatedAccount("us-eats-1")


def test_ec2_describes_the_tables_regions(account: EmulatedAccount) -> None:
    ec2 = account.client("ec2")
    assert names(ec2.describe_regions()) == account.regions
    assert len(names(ec2.describe_regions(AllRegions=True))) == 34
    wanted = [{"Name": "opt-in-status", "Values": ["not-opted-in"]}]
    assert len(names(ec2.describe_regions(AllRegions=True, Filters=wanted))) == 17
    assert names(ec2.describe_regions(RegionNames=["eu-west-1"])) == ["eu-west-1"]


def test_the_account_service_lists_the_tables_regions(account: EmulatedAccount) -> None:
    client = account.client("account", "us-east-1")
    assert len(client.list_regions()["Regions"]) == 34
    enabled = client.list_regions(RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"])["Regions"]
    assert [one["RegionName"] for one in enabled] == account.regions


def test_the_deploying_user_is_named(account: EmulatedAccount) -> None:
    who = account.client("sts").get_caller_identity()
    assert (who["Account"], who["Arn"]) == ("123456789012", "arn:aws:iam::123456789012:user/rehearsal")


def test_made_up_keys_are_the_deploying_users(account: EmulatedAccount) -> None:
    client = boto3.client("sts", aws_access_key_id="AKIAODD", aws_secret_access_key="x", aws_session_token="")
    assert client.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/rehearsal"


ANYBODY_HERE = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{world.ACCOUNT}:root"},
    "Action": "sts:AssumeRole",
}


def test_keys_that_were_given_out_are_told_from_the_deploying_users(account: EmulatedAccount) -> None:
    iam, sts = account.client("iam"), account.client("sts")
    iam.create_user(UserName="eve")
    key = iam.create_access_key(UserName="eve")["AccessKey"]
    iam.create_role(RoleName="ops", AssumeRolePolicyDocument=world.text(ANYBODY_HERE))
    assumed = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/ops", RoleSessionName="me")[
        "Credentials"
    ]
    found = [
        boto3.client(
            "sts", aws_access_key_id=given["AccessKeyId"], aws_secret_access_key="x", aws_session_token=""
        ).get_caller_identity()["Arn"]
        for given in (key, assumed)
    ]
    assert found == [
        "arn:aws:iam::123456789012:user/eve",
        "arn:aws:sts::123456789012:assumed-role/ops/me",
    ]


def test_clients_that_others_make_find_the_fake_credentials(
    account: EmulatedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = boto3.Session().client("sqs").create_queue(QueueName="mine")
    assert queue["QueueUrl"] == account.client("sqs").get_queue_url(QueueName="mine")["QueueUrl"]
    assert os.environ["AWS_REGION"] == "eu-central-1"


def test_nothing_of_the_users_own_settings_is_left_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://example.com")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    with open_account("us-east-1"):
        assert "AWS_PROFILE" not in os.environ
        assert "AWS_ENDPOINT_URL" not in os.environ
        assert os.environ["AWS_ACCESS_KEY_ID"] == "rehearsal"
    assert os.environ["AWS_PROFILE"] == "production"
    assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIAREAL"


def test_a_call_that_would_leave_is_stopped(account: EmulatedAccount) -> None:
    elsewhere = boto3.Session().client("s3", endpoint_url="https://storage.example.com")
    with pytest.raises(Sealed, match=r"storage\.example\.com"):
        elsewhere.list_buckets()


def test_a_client_made_before_the_account_asks_the_emulator_too() -> None:
    keys = {"aws_access_key_id": "AKIAREAL", "aws_secret_access_key": "real", "region_name": "eu-central-1"}
    early = boto3.Session(**keys).client("sqs")
    with open_account("eu-central-1") as account:
        early.create_queue(QueueName="mine")
        assert (
            account.client("sqs").get_queue_url(QueueName="mine")["QueueUrl"].endswith("/123456789012/mine")
        )


def test_a_client_of_a_closed_account_reaches_nothing() -> None:
    with open_account("us-east-1") as account:
        client = account.client("sqs")
    with pytest.raises(Sealed, match="over"):
        client.list_queues()


def test_the_next_account_starts_empty() -> None:
    with open_account("us-east-1") as account:
        account.client("sqs").create_queue(QueueName="mine")
    with open_account("us-east-1") as account:
        assert "QueueUrls" not in account.client("sqs").list_queues()


def test_one_account_at_a_time(account: EmulatedAccount) -> None:
    with pytest.raises(RuntimeError, match="Another emulated account"), open_account("us-east-1"):
        pass


def test_ctrl_c_inside_puts_everything_back() -> None:
    before = dict(os.environ)
    with pytest.raises(KeyboardInterrupt), open_account("us-east-1"):
        raise KeyboardInterrupt
    assert dict(os.environ) == before
    with open_account("us-east-1") as account:
        assert account.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_ctrl_c_while_opening_puts_everything_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(os.environ)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("wizard.rehearsal.account.seal.sealed", interrupted)
        with pytest.raises(KeyboardInterrupt):
            open_account("us-east-1").__enter__()
    assert dict(os.environ) == before
    with open_account("us-east-1") as account:
        assert account.client("s3").list_buckets()["Buckets"] == []
