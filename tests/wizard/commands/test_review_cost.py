"""`review`: the cost in its document, and what a trail that is taken over adds to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from components.adopted import Adopted, AdoptedTrail, as_text
from tests.wizard.command import ProjectFolder, project_folder

TRAIL = "arn:aws:cloudtrail:eu-west-3:111122223333:trail/old"
STACK_FILE = """\
config:
  aws:region: eu-west-3
  aws:allowedAccountIds: ["111122223333"]
  everyregion:approvedRegions: [eu-west-3]
  everyregion:insights: none
  everyregion:cloudWatchLogs: true
"""


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    folder = project_folder(tmp_path)
    folder.stack_file.write_text(STACK_FILE)
    return folder


def items(project: ProjectFolder, *asked: str) -> dict[str, dict[str, Any]]:
    cost = project.inside("review", "--json", *asked).document["cost"]
    for place in (0, 1):
        together = round(sum(one["usdPerMonth"][place] for one in cost["items"]), 2)
        assert cost["usdPerMonth"][place] == together
    return {one["what"]: one for one in cost["items"]}


def test_each_item_says_whether_its_price_is_confirmed(project: ProjectFolder) -> None:
    found = items(project)
    assert found["log files, stored"]["confirmed"]
    assert found["log files, stored"]["price"] == "0.024 USD per GB and month in STANDARD"
    taken_in = found["events taken in by CloudWatch Logs"]
    assert not taken_in["confirmed"]
    assert taken_in["price"] == "0.50 to 1.00 USD per GB of logs taken in, not confirmed for eu-west-3"


def test_the_data_events_of_a_trail_that_is_taken_over_are_paid_for(project: ProjectFolder) -> None:
    assert "data events" not in items(project)
    selector = {"Name": "", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
    adopted = Adopted("111122223333", "eu-west-3", trail=AdoptedTrail(TRAIL, selectors=(selector,)))
    project.stack_file.write_text(STACK_FILE + f"  everyregion:adoptTrail: {TRAIL}\n")
    (project.path / "Pulumi.dev.adopted.json").write_text(as_text(adopted))
    assert items(project, "--set", "trailName=old")["data events"]["usdPerMonth"] == [0.10, 10.00]
