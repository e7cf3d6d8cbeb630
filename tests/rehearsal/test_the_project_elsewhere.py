"""The project's own program in other partitions, and after somebody changed something by hand."""

from __future__ import annotations

import json

import pytest

from tests.rehearsal import world
from wizard.rehearsal.account import EmulatedAccount
from wizard.rehearsal.deployment import Deployment, deploy
from wizard.rehearsal.summary import summary

CONFIG = {"everyregion:approvedRegions": json.dumps([world.HOME, "eu-west-1"])}


def test_a_summary_without_a_deployment_says_what_isnt_there(account: EmulatedAccount) -> None:
    found = summary(account, Deployment(), "everyregion")
    assert (found["trail"], found["logBucket"], found["alert"]) == (None, None, None)
    assert found["providers"] == 0


def test_a_rule_disabled_by_hand_is_missed_in_the_summary(account: EmulatedAccount) -> None:
    run = deploy(account, CONFIG)
    for rule in account.client("events", "us-west-2").list_rules()["Rules"]:
        account.client("events", "us-west-2").disable_rule(Name=rule["Name"])
    watched = summary(account, run, "everyregion")["alert"]["watchedRegions"]
    assert watched == sorted(set(account.regions) - {world.HOME, "eu-west-1", "us-west-2"})


@pytest.mark.parametrize("home", ["us-gov-west-1", "eusc-de-east-1", "us-east-1"])
def test_the_program_deploys_in_other_partitions_and_homes(home: str) -> None:
    with EmulatedAccount(home) as account:
        run = deploy(account, {"everyregion:approvedRegions": json.dumps([home])})
        assert run.refusal is None
        found = summary(account, run, "everyregion")
        assert (
            found["alert"]["watchedRegions"] == [region for region in account.regions if region != home]
            or None
        )
