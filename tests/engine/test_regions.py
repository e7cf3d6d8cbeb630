"""Regions that are approved, closed or enabled after the first deploy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine import leftovers
from tests.engine.changes import APPROVED, BASE
from tests.engine.scene import Scene, scene
from wizard.rehearsal.regions import statuses

pytestmark = pytest.mark.engine

RULE = "everyregion-region-alert"


@pytest.fixture
def deployed(cli: None, tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path / "stack", BASE) as it:
        it.stack.up()
        yield it


def test_approving_another_region_removes_the_rule_of_that_region_only(deployed: Scene) -> None:
    assert leftovers.rules(deployed.account) == {"us-east-1": [RULE], "us-west-2": [RULE]}
    deployed.stack.configure({**BASE, "approvedRegions": [*APPROVED, "us-west-2"]})
    deployed.stack.up()
    assert leftovers.rules(deployed.account) == {"us-east-1": [RULE]}


def test_a_region_enabled_later_gets_its_rule_at_the_next_up(deployed: Scene) -> None:
    account = deployed.account
    account.region_statuses = statuses(account.home, ["af-south-1"])
    account.regions = sorted([*account.regions, "af-south-1"])
    assert deployed.stack.up().changes == {
        "watch-af-south-1": "create",
        "watch-af-south-1-target": "create",
        # It checks once an hour that each of these rules is still there.
        "digest": "update",
    }
    assert leftovers.rules(deployed.account)["af-south-1"] == [RULE]
    assert deployed.stack.outputs()["watchedRegions"] == ["af-south-1", "us-east-1", "us-west-2"]
