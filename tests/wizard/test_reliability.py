"""What looks at an account or an organization, every call with every fault, as docs/reliability.md has it."""

from __future__ import annotations

import pytest

from tests.wizard.reliability import looks, organization, scp, verify
from tests.wizard.reliability.cell import Maker, found, over
from tests.wizard.reliability.promises import Promises

pytestmark = pytest.mark.long


each = over(*looks.SCENARIOS, organization.CHECK, organization.SETUP, *scp.SCENARIOS, *verify.SCENARIOS)


@each
class TestWhatHoldsOfEveryCell(Promises):
    pass


def test_a_second_trail_is_never_set_up_because_a_look_failed() -> None:
    wrong = [cell for cell in found(looks.second) if cell.ran.code == 0 or "Pulumi.dev.yaml" in cell.files]
    assert [cell.place for cell in wrong] == []


def test_an_adoption_that_could_not_read_everything_writes_nothing() -> None:
    written = [cell for cell in found(looks.adoption) if cell.ran.code != 0 and cell.files - {"Pulumi.yaml"}]
    assert [cell.place for cell in written] == []


def test_a_set_up_for_an_organization_says_what_it_could_not_see() -> None:
    """But where AWS's other calls tell it, or nothing hangs on it: regions, Control Tower, what the role may
    do."""
    told_otherwise = ("ec2:DescribeRegions", "controltower:ListLandingZones", "iam:SimulatePrincipalPolicy")
    told = [cell for cell in found(organization.SETUP) if cell.ran.code == 0 and "--json" in cell.words]
    assert len(told) > 10
    unsaid = {
        cell.call.partition(" ")[0] for cell in told if "isn't known" not in f"{cell.ran.out}{cell.ran.said}"
    }
    assert unsaid == set(told_otherwise)


@over(*verify.SCENARIOS)
def test_no_fault_makes_a_live_check_fail_what_is_as_it_should_be(make: Maker) -> None:
    assert [cell.place for cell in found(make) if cell.ran.code == 1] == []
    told = [cell for cell in found(make) if cell.ran.code == 4 and "--json" in cell.words]
    # Of the four calls of --integrity alone, one that hangs and one that is empty each.
    assert len(told) >= 8
    for cell in told:
        states = [one["state"] for one in cell.ran.document["results"]]
        # Without its organization nothing of a stack has a name, without the role nothing in the log archive
        # is seen.
        if cell.call.partition(" ")[0] not in ("organizations:DescribeOrganization", "sts:AssumeRole"):
            assert states.count("passed") > len(states) / 2, cell.place


def test_a_check_says_of_one_call_that_failed_that_it_is_not_known_and_goes_on() -> None:
    told = [cell for cell in found(looks.check) if cell.ran.code == 4 and "--json" in cell.words]
    assert len(told) > 10
    for cell in told:
        states = [probe["state"] for probe in cell.ran.document["probes"]]
        assert "unknown" in states, cell.place
        assert states.count("good") > len(states) / 2, cell.place
