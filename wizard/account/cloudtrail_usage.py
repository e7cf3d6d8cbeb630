"""What AWS itself counted of CloudTrail in the last month: Cost Explorer, at a cent for the request.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-costs.html
https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import amount, figures

DAYS = 30
_MOST_PAGES = 5
# Cost Explorer is asked in one region of each partition that has it.
_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-northwest-1"}


@dataclass(frozen=True)
class Usage:
    """In so many days. events: management events, counted once however many trails; copies: further ones
    that were paid for; data, network, insights: as their usage types say."""

    days: int
    events: float
    copies: float = 0
    data: float = 0
    network: float = 0
    insights: float = 0


def is_there(partition: str) -> bool:
    """Whether the partition has a Cost Explorer."""
    return partition in _REGIONS


def volumes(client_for: ClientFor, partition: str, now: datetime.date | None = None) -> Probe[Usage]:
    """Usage of the last 30 whole days. Unknown where it may not be asked, or the partition has none."""
    region = _REGIONS.get(partition)
    if region is None:
        return Probe("unknown", why=f"Cost Explorer isn't there in {partition}", action="ce:GetCostAndUsage")
    end = now or datetime.datetime.now(datetime.timezone.utc).date()
    wanted = {
        "TimePeriod": {"Start": str(end - datetime.timedelta(days=DAYS)), "End": str(end)},
        "Granularity": "MONTHLY",
        "Metrics": ["UsageQuantity"],
        "Filter": {"Dimensions": {"Key": "SERVICE", "Values": ["AWS CloudTrail"]}},
        "GroupBy": [{"Type": "DIMENSION", "Key": "USAGE_TYPE"}],
    }
    return figures(
        "ce",
        region,
        "get_cost_and_usage",
        lambda: usage_of(_every_page(client_for("ce", region), wanted)),
    )


def _every_page(client: Any, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Each is another request, of another cent: a page holds far more usage types than CloudTrail has.
    Raises ValueError where that doesn't come to an end, as AWS's answer does."""
    results: list[Any] = []
    token: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        answer = client.get_cost_and_usage(**wanted, **token)
        results += answer["ResultsByTime"]
        if not answer.get("NextPageToken"):
            return {"ResultsByTime": results}
        token = {"NextPageToken": answer["NextPageToken"]}
    raise ValueError(token)


def usage_of(answer: Mapping[str, Any]) -> Usage:
    """An answer by usage type, each of which begins with its region's code: USE1-FreeEventsRecorded."""
    totals: dict[str, float] = {}
    for period in answer["ResultsByTime"]:
        for group in period["Groups"]:
            kind = str(group["Keys"][0]).rpartition("-")[2]
            totals[kind] = totals.get(kind, 0.0) + amount(group["Metrics"]["UsageQuantity"]["Amount"])
    return Usage(
        DAYS,
        totals.get("FreeEventsRecorded", 0.0),
        totals.get("PaidEventsRecorded", 0.0),
        totals.get("DataEventsRecorded", 0.0),
        totals.get("NetworkEventsRecorded", 0.0),
        totals.get("InsightsEvents", 0.0),
    )
