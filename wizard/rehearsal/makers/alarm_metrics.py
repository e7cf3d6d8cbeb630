"""The metrics of an alarm on metric math: pulumi-aws' metricQueries and CloudWatch's Metrics.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wizard.rehearsal.makers.shapes import asked, given, told
from wizard.rehearsal.makers.tags import pairs, unpaired


def metrics(queries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As CloudWatch takes them."""
    return [
        {
            **asked(one, "id", "expression", "label"),
            "ReturnData": bool(one.get("returnData")),
            **given(MetricStat=_stat(one["metric"]) if one.get("metric") else None),
        }
        for one in queries
    ]


def queries(metrics: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As pulumi-aws has them."""
    return [
        {
            **told(one, "id", "expression", "label", "returnData"),
            **given(metric=_metric(one["MetricStat"]) if one.get("MetricStat") else None),
        }
        for one in metrics
    ]


def _stat(metric: Mapping[str, Any]) -> dict[str, Any]:
    dimensions = pairs(metric.get("dimensions"), "Name")
    named = {**asked(metric, "namespace", "metricName"), "Dimensions": dimensions}
    return {"Metric": named, **asked(metric, "period", "stat")}


def _metric(stat: Mapping[str, Any]) -> dict[str, Any]:
    metric = stat["Metric"]
    dimensions = unpaired(metric.get("Dimensions"), "Name")
    return {
        **told(metric, "namespace", "metricName"),
        "dimensions": dimensions,
        **told(stat, "period", "stat"),
    }
