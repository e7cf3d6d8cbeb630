"""Regions that are approved, or enabled, after the first deploy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine import leftovers
from tests.engine.base import APPROVED, BASE
from tests.engine.scene import scene
from tests.engine.stack import Outcome
from wizard.rehearsal.account.regions import statuses

pytestmark = pytest.mark.engine

RULE = "everyregion-region-alert"
Rules = dict[str, list[str]]


@dataclass
class Regions:
    """The rules in each region as deployed, once af-south-1 was enabled, and once us-west-2 was approved."""

    at_first: Rules
    enabling: Outcome
    after_enabling: Rules
    outputs: dict[str, Any]
    after_approving: Rules


@pytest.fixture(scope="module")
def told(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Regions:
    with scene(tmp_path_factory.mktemp("regions") / "stack", BASE) as it:
        it.stack.up()
        at_first = leftovers.rules(it.account)

        it.account.region_statuses = statuses(it.account.home, ["af-south-1"])
        it.account.regions = sorted([*it.account.regions, "af-south-1"])
        enabling = it.stack.up()
        after_enabling, outputs = leftovers.rules(it.account), it.stack.outputs()

        it.stack.configure({**BASE, "approvedRegions": [*APPROVED, "us-west-2"]})
        it.stack.up()
        return Regions(at_first, enabling, after_enabling, outputs, leftovers.rules(it.account))


def test_a_region_enabled_later_gets_its_rule_at_the_next_up(told: Regions) -> None:
    assert told.at_first == {"us-east-1": [RULE], "us-west-2": [RULE]}
    assert told.after_enabling == {"af-south-1": [RULE], "us-east-1": [RULE], "us-west-2": [RULE]}
    assert told.outputs["watchedRegions"] == ["af-south-1", "us-east-1", "us-west-2"]


def test_enabling_a_region_touches_nothing_else_but_the_function_that_checks_the_rules(told: Regions) -> None:
    assert told.enabling.changes == {
        "watch-af-south-1": "create",
        "watch-af-south-1-target": "create",
        "digest": "update",
    }


def test_approving_another_region_removes_the_rule_of_that_region_only(told: Regions) -> None:
    assert told.after_approving == {"af-south-1": [RULE], "us-east-1": [RULE]}
