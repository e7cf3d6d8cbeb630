"""How often functions, tables and buckets are used, as CloudWatch counts it: what data events would come to.

Read-only, and free of charge but for what is beyond CloudWatch's million requests a month.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.in_parallel import AT_ONCE, side_by_side
from wizard.account.one_call import amount, figures

DAYS = 7
# Of one region: so many tables and calls, or buckets, are asked about.
_MOST = 60
_READ_CALLS = frozenset(
    ("GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan", "GetRecords", "ExecuteStatement")
)
# Every bucket with request metrics has this one.
_S3_ALL = "AllRequests"
_S3_READS = ("GetRequests", "HeadRequests", "ListRequests", "SelectRequests")
_S3_WRITES = ("PutRequests", "DeleteRequests", "PostRequests")


@dataclass(frozen=True)
class Rate:
    """In DAYS days. is_all: whether every resource of the type is counted, not only those that AWS was told
    to count."""

    reads: float
    writes: float
    is_all: bool = True

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.reads + other.reads, self.writes + other.writes, self.is_all and other.is_all)


def data_event_metrics(
    client_for: ClientFor,
    regions: Sequence[str],
    now: datetime.datetime,
    until: float,
    at_once: int = AT_ONCE,
) -> Mapping[str, Rate]:
    """By resource type; without those of which a region didn't tell."""
    kinds = {
        "AWS::Lambda::Function": _functions,
        "AWS::DynamoDB::Table": _tables,
        "AWS::S3::Object": _buckets,
    }
    calls = {
        (kind, region): partial(_asked, counting, client_for, region, now)
        for kind, counting in kinds.items()
        for region in regions
    }
    found = side_by_side(calls, until, at_once=at_once)
    told: dict[str, Rate] = {}
    for kind in kinds:
        rates = [found[kind, region].value for region in regions if (kind, region) in found]
        if regions and len(rates) == len(regions) and None not in rates:
            told[kind] = sum((one for one in rates if one), Rate(0, 0))
    return told


def _asked(
    counting: Callable[[_Metrics], Rate], client_for: ClientFor, region: str, now: datetime.datetime
) -> Probe[Rate]:
    def rate() -> Rate:
        return counting(_Metrics(client_for("cloudwatch", region), now))

    return figures("cloudwatch", region, "get_metric_statistics", rate)


class _Metrics:
    """Metrics of one region, over the last days."""

    def __init__(self, client: Any, now: datetime.datetime) -> None:
        self._client, self._now = client, now

    def total(self, namespace: str, name: str, statistic: str, dimensions: Sequence[Any] = ()) -> float:
        answer = self._client.get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=list(dimensions),
            StartTime=self._now - datetime.timedelta(days=DAYS),
            EndTime=self._now,
            Period=86400,
            Statistics=[statistic],
        )
        return sum(amount(one[statistic]) for one in answer["Datapoints"])

    def named(self, namespace: str, name: str) -> tuple[list[Any], bool]:
        """The dimensions of each, and whether those are all: there are only those of the last two weeks."""
        answer = self._client.list_metrics(Namespace=namespace, MetricName=name)
        found = [one["Dimensions"] for one in answer["Metrics"]]
        return found[:_MOST], len(found) <= _MOST and not answer.get("NextToken")


def _functions(metrics: _Metrics) -> Rate:
    """Each run is an event, a write."""
    return Rate(0, metrics.total("AWS/Lambda", "Invocations", "Sum"))


def _tables(metrics: _Metrics) -> Rate:
    """Each successful call, by its name."""
    reads = writes = 0.0
    found, is_all = metrics.named("AWS/DynamoDB", "SuccessfulRequestLatency")
    for dimensions in found:
        number = metrics.total("AWS/DynamoDB", "SuccessfulRequestLatency", "SampleCount", dimensions)
        if any(one["Name"] == "Operation" and one["Value"] in _READ_CALLS for one in dimensions):
            reads += number
        else:
            writes += number
    return Rate(reads, writes, is_all)


def _buckets(metrics: _Metrics) -> Rate:
    """Of buckets that have request metrics, which somebody pays for: never all, as far as can be told."""
    if not metrics.named("AWS/S3", _S3_ALL)[0]:
        return Rate(0, 0, is_all=False)
    counted = {
        name: sum(metrics.total("AWS/S3", name, "Sum", one) for one in metrics.named("AWS/S3", name)[0])
        for name in (*_S3_READS, *_S3_WRITES)
    }
    return Rate(sum(counted[one] for one in _S3_READS), sum(counted[one] for one in _S3_WRITES), is_all=False)
