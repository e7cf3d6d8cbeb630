"""How often functions, tables and buckets are used, by what CloudWatch counted in a week."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.wizard.sky import Sky, account, overhead
from wizard.account.data_event_metrics import Rate, data_event_metrics

NOW = datetime.datetime(2026, 11, 26, tzinfo=datetime.timezone.utc)
LAMBDA, TABLES, OBJECTS = "AWS::Lambda::Function", "AWS::DynamoDB::Table", "AWS::S3::Object"


def asked_for(params: Any) -> dict[str, Any]:
    """The request's own words, in whichever form this version of boto3 sends them."""
    import json

    body = params["body"]
    if isinstance(body, Mapping):
        return dict(body)
    text = body.decode() if isinstance(body, bytes) else str(body)
    return json.loads(text) if text.startswith("{") else {k: v[0] for k, v in parse_qs(text).items()}


def counting(listed: Mapping[str, list[Any]], totals: Mapping[str, float]) -> Sky:
    """listed: metric -> dimensions of each; totals: metric, or metric and operation -> a day's number."""

    def names(_: str, params: Any) -> dict[str, Any]:
        name = asked_for(params)["MetricName"]
        return {"Metrics": [{"Dimensions": one} for one in listed.get(name, [])]}

    def statistics(_: str, params: Any) -> dict[str, Any]:
        asked = asked_for(params)
        operation = next(
            (one["Value"] for one in asked.get("Dimensions") or () if one["Name"] == "Operation"), ""
        )
        number = totals.get(f"{asked['MetricName']} {operation}".strip(), 0.0)
        statistic = asked["Statistics"][0]
        return {"Datapoints": [{statistic: number / 2}, {statistic: number / 2}] if number else []}

    return account(ListMetrics=names, GetMetricStatistics=statistics)


def told(sky: Sky, *regions: str) -> Mapping[str, Rate]:
    with overhead(sky):
        return data_event_metrics(sky.client_for, regions or ("eu-west-1",), NOW, time.monotonic() + 20)


def call(operation: str) -> list[Any]:
    return [{"Name": "TableName", "Value": "orders"}, {"Name": "Operation", "Value": operation}]


def test_each_run_of_a_function_is_a_write_in_every_region() -> None:
    found = told(counting({}, {"Invocations": 500.0}), "eu-west-1", "us-east-1")
    assert found[LAMBDA] == Rate(0, 1000)


def test_calls_to_tables_are_told_apart_by_their_names() -> None:
    listed = {"SuccessfulRequestLatency": [call("GetItem"), call("PutItem"), call("Query")]}
    latency = "SuccessfulRequestLatency"
    sky = counting(listed, {f"{latency} GetItem": 70.0, f"{latency} PutItem": 20.0, f"{latency} Query": 10.0})
    assert told(sky)[TABLES] == Rate(80, 20)


def test_buckets_are_never_all_counted_since_request_metrics_are_turned_on_one_by_one() -> None:
    one = [{"Name": "BucketName", "Value": "a"}, {"Name": "FilterId", "Value": "EntireBucket"}]
    listed = {"AllRequests": [one], "GetRequests": [one], "PutRequests": [one]}
    sky = counting(listed, {"GetRequests": 90.0, "PutRequests": 10.0})
    assert told(sky)[OBJECTS] == Rate(90, 10, is_all=False)


def test_more_tables_than_are_asked_about_are_not_all() -> None:
    listed = {"SuccessfulRequestLatency": [call("GetItem")] * 100}
    found = told(counting(listed, {"SuccessfulRequestLatency GetItem": 1.0}))[TABLES]
    assert found == Rate(60, 0, is_all=False)


def test_a_region_that_does_not_tell_leaves_the_type_out() -> None:
    sky = counting({}, {"Invocations": 500.0})
    sky.refusals["GetMetricStatistics in us-east-1"] = "refused"
    found = told(sky, "eu-west-1", "us-east-1")
    assert sorted(found) == [TABLES, OBJECTS]


@pytest.mark.parametrize(
    "answer",
    [{}, {"Datapoints": None}, {"Datapoints": [{}]}]
    + [{"Datapoints": [{"Sum": number}]} for number in (float("nan"), float("inf"), -5.0, "many")],
)
def test_a_count_that_makes_no_sense_is_none(answer: Any) -> None:
    sky = counting({}, {})
    sky.answers["GetMetricStatistics"] = answer
    assert LAMBDA not in told(sky)
