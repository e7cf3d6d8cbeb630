"""The metrics of an alarm on metric math: pulumi-aws' metricQueries and CloudWatch's Metrics.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wizard.rehearsal.makers.shapes import given
from wizard.rehearsal.makers.tags import pairs, unpaired


def metrics(queries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As CloudWatch takes them."""
    return [
        given(
            Id=one["id"],
            Expression=one.get("expression"),
            Label=one.get("label"),
            ReturnData=bool(one.get("returnData")),
            MetricStat=_stat(one["metric"]) if one.get("metric") else None,
        )
        for one in queries
    ]


def queries(metrics: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As pulumi-aws has them."""
    return [
        given(
            id=one["Id"],
            expression=one.get("Expression"),
            label=one.get("Label"),
            returnData=one.get("ReturnData"),
            metric=_metric(one["MetricStat"]) if one.get("MetricStat") else None,
        )
        for one in metrics
    ]


def _stat(metric: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Metric": {
            "Namespace": metric["namespace"],
            "MetricName": metric["metricName"],
            "Dimensions": pairs(metric.get("dimensions"), "Name"),
        },
        "Period": metric["period"],
        "Stat": metric["stat"],
    }


def _metric(stat: Mapping[str, Any]) -> dict[str, Any]:
    metric = stat["Metric"]
    return {
        "namespace": metric["Namespace"],
        "metricName": metric["MetricName"],
        "dimensions": unpaired(metric.get("Dimensions"), "Name"),
        "period": stat["Period"],
        "stat": stat["Stat"],
    }
