"""Answers to the program's data sources."""

from __future__ import annotations

import pytest

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.data_sources import answer
from wizard.rehearsal.makers.catalogue import NoMaker
from wizard.rehearsal.opening import open_account

REGIONS = "aws:index/getRegions:getRegions"


def test_enabled_regions_are_the_accounts(account: EmulatedAccount) -> None:
    assert answer(account, REGIONS, {})["names"] == account.regions


def test_all_regions_hold_those_not_opted_into(account: EmulatedAccount) -> None:
    assert "me-south-1" in answer(account, REGIONS, {"allRegions": True})["names"]


def test_a_filter_by_status_leaves_the_enabled_ones() -> None:
    wanted = [{"name": "opt-in-status", "values": ["opt-in-not-required", "opted-in"]}]
    with open_account("us-east-1", opted_in=["me-south-1"]) as account:
        assert answer(account, REGIONS, {"allRegions": True, "filters": wanted})["names"] == account.regions


def test_the_caller_is_the_deploying_user(account: EmulatedAccount) -> None:
    found = answer(account, "aws:index/getCallerIdentity:getCallerIdentity", {})
    assert (found["accountId"], found["arn"]) == ("123456789012", "arn:aws:iam::123456789012:user/rehearsal")


def test_the_region_is_home_or_the_one_asked_for(account: EmulatedAccount) -> None:
    region = "aws:index/getRegion:getRegion"
    assert answer(account, region, {})["region"] == "eu-central-1"
    assert answer(account, region, {"region": "us-west-2"})["endpoint"] == "ec2.us-west-2.amazonaws.com"


def test_an_unknown_one_is_an_error_that_names_it(account: EmulatedAccount) -> None:
    with pytest.raises(NoMaker, match="aws:ec2/getVpc:getVpc"):
        answer(account, "aws:ec2/getVpc:getVpc", {})
