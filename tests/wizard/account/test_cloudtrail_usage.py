"""What Cost Explorer says of CloudTrail, by usage type and region."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tests.wizard.sky import account, overhead
from wizard.account.cloudtrail_usage import Usage, volumes


def groups(**amounts: Any) -> dict[str, Any]:
    made = [
        {
            "Keys": [kind.replace("_", "-")],
            "Metrics": {"UsageQuantity": {"Amount": str(amount), "Unit": "Events"}},
        }
        for kind, amount in amounts.items()
    ]
    return {"ResultsByTime": [{"Groups": made[:2]}, {"Groups": made[2:]}]}


def test_regions_and_months_are_added_up_by_usage_type() -> None:
    answer = groups(
        USE1_FreeEventsRecorded=100,
        EUW1_FreeEventsRecorded=50,
        EUW1_PaidEventsRecorded=7,
        EUW1_DataEventsRecorded=3,
    )
    sky = account(GetCostAndUsage=answer)
    with overhead(sky):
        found = volumes(sky.client_for, "aws", datetime.date(2026, 11, 26))
    assert found.value == Usage(30, 150, 7, 3)
    assert sky.asked == ["GetCostAndUsage in us-east-1"]


def test_a_refusal_is_unknown_with_its_permission() -> None:
    sky = account()
    sky.refusals["GetCostAndUsage"] = "refused"
    with overhead(sky):
        found = volumes(sky.client_for, "aws")
    assert (found.state, found.action) == ("unknown", "ce:GetCostAndUsage")


def test_a_partition_without_cost_explorer_is_unknown_and_nothing_is_asked() -> None:
    assert volumes(lambda *_: None, "aws-us-gov").why == "Cost Explorer isn't there in aws-us-gov"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"ResultsByTime": None},
        {"ResultsByTime": [{}]},
        {"ResultsByTime": [{"Groups": [{}]}]},
        *(groups(USE1_FreeEventsRecorded=number) for number in ("NaN", "inf", "1e400", "-5", "many", None)),
    ],
)
def test_an_answer_that_makes_no_sense_is_unknown(answer: Any) -> None:
    sky = account(GetCostAndUsage=answer)
    with overhead(sky):
        found = volumes(sky.client_for, "aws")
    assert (found.state, found.action) == ("unknown", "ce:GetCostAndUsage")


class _Pages:
    """Answers one page a call, for ever where `ends` is 0."""

    def __init__(self, ends: int) -> None:
        self.ends, self.asked = ends, 0

    def get_cost_and_usage(self, **request: Any) -> dict[str, Any]:
        self.asked += 1
        assert ("NextPageToken" in request) is (self.asked > 1)
        more = {} if self.asked == self.ends else {"NextPageToken": str(self.asked)}
        return {**groups(USE1_FreeEventsRecorded=10), **more}


def test_every_page_counts() -> None:
    pages = _Pages(3)
    assert volumes(lambda *_: pages, "aws").value == Usage(30, 30)


def test_pages_without_an_end_are_unknown() -> None:
    pages = _Pages(0)
    assert volumes(lambda *_: pages, "aws").state == "unknown"
    assert pages.asked == 5
