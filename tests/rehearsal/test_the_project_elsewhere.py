"""The project's own program in other partitions, and after somebody changed something by hand."""

from __future__ import annotations

import json

import pytest

from tests.rehearsal.drilling import drilled
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import Deployment, deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.summary import summary


def approving(account: EmulatedAccount, *but: str) -> dict[str, str]:
    """Every region is approved but these: little is made."""
    regions = [region for region in account.regions if region not in but]
    return {"everyregion:approvedRegions": json.dumps(regions)}


def test_a_summary_without_a_deployment_says_what_isnt_there(account: EmulatedAccount) -> None:
    found = summary(account, Deployment(), "everyregion")
    assert (found["trail"], found["logBucket"], found["alert"]) == (None, None, None)
    assert found["providers"] == 0


def test_where_nothing_is_deployed_a_drill_says_that(account: EmulatedAccount) -> None:
    outcome = drilled(account)
    assert outcome.broken is not None
    assert (outcome.exit_code, outcome.answer, outcome.broken.stage) == (1, "", "deployment")
    assert outcome.broken.what == "nothing of it is in account 123456789012, eu-central-1"


def test_a_rule_disabled_by_hand_is_missed_in_the_summary(account: EmulatedAccount) -> None:
    run = deploy(account, approving(account, "eu-north-1", "us-west-2"))
    # Not us-east-1: the rule there is the tamper alert's.
    assert summary(account, run, "everyregion")["alert"]["watchedRegions"] == ["eu-north-1", "us-west-2"]
    for rule in account.client("events", "us-west-2").list_rules()["Rules"]:
        account.client("events", "us-west-2").disable_rule(Name=rule["Name"])
    watched = summary(account, run, "everyregion")["alert"]["watchedRegions"]
    assert watched == ["eu-north-1"]


@pytest.mark.parametrize(
    ("home", "away"),
    [
        ("us-gov-west-1", ["us-gov-east-1"]),
        ("eusc-de-east-1", []),
        ("us-east-1", ["eu-north-1", "us-west-2"]),
    ],
)
def test_the_program_deploys_in_other_partitions_and_homes(home: str, away: list[str]) -> None:
    with open_account(home) as account:
        run = deploy(account, approving(account, *away))
        assert run.refusal is None
        found = summary(account, run, "everyregion")
        assert (found["trail"]["homeRegion"], found["alert"]["watchedRegions"]) == (home, away)
